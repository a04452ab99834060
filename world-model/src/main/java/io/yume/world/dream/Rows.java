package io.yume.world.dream;

import java.util.Arrays;

/** Which rows of a {@link FeatureWorld} are live, and how their episodes stand. */
final class Rows {

    private final boolean[] live;
    private final boolean[] terminated;
    private final boolean[] truncated;
    private final double[] reward;
    private int steps;

    Rows(int rows) {
        live = new boolean[rows];
        terminated = new boolean[rows];
        truncated = new boolean[rows];
        reward = new double[rows];
    }

    void reset(int started) {
        if (started > live.length) {
            throw new IllegalArgumentException(
                    "there must not be more episodes than rows: episodes=" + started + ", rows=" + live.length);
        }
        Arrays.fill(live, false);
        Arrays.fill(live, 0, started, true);
        Arrays.fill(terminated, false);
        Arrays.fill(truncated, false);
        Arrays.fill(reward, 0);
        steps = 0;
    }

    /** Counts a step of all rows and clears the rewards. */
    int advance() {
        Arrays.fill(reward, 0);
        return ++steps;
    }

    void record(int row, double gained, boolean ended, boolean cut) {
        reward[row] = gained;
        terminated[row] = ended;
        truncated[row] = cut;
        live[row] = !ended && !cut;
    }

    boolean live(int row) {
        return live[row];
    }

    double reward(int row) {
        return reward[row];
    }

    boolean terminated(int row) {
        return terminated[row];
    }

    boolean truncated(int row) {
        return truncated[row];
    }
}

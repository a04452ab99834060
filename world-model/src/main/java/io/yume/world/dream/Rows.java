package io.yume.world.dream;

import java.util.Arrays;

/** Which rows of a {@link FeatureWorld} are live, and how their episodes stand; it changes with every step. */
public final class Rows {

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

    /** Whether a row's episode is still going on. */
    public boolean live(int row) {
        return live[row];
    }

    /** The reward of a row's last step; 0 for padding. */
    public double reward(int row) {
        return reward[row];
    }

    /** Whether any row is live. */
    public boolean anyLive() {
        for (boolean going : live) {
            if (going) {
                return true;
            }
        }
        return false;
    }

    /** Whether a row's episode ended because its world did. */
    public boolean terminated(int row) {
        return terminated[row];
    }

    /** Whether a row's episode was cut by the limit. */
    public boolean truncated(int row) {
        return truncated[row];
    }
}

package io.yume.env.gym.server;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.TimeStep;
import io.yume.env.VectorEnvironment;

/** One served environment: its seed, how many episodes it has begun, and where the latest stands. */
final class Row {

    private enum Phase {
        FRESH,
        RUNNING,
        ENDED,
        FAILED
    }

    private final Environment environment;
    private long seed;
    private long episode = -1;
    private Phase phase = Phase.FRESH;

    Row(Environment environment, long seed) {
        this.environment = environment;
        this.seed = seed;
    }

    Environment environment() {
        return environment;
    }

    long seed() {
        return seed;
    }

    /** Begins an episode: of this seed, or the next one of the last seed. */
    void reset(Long newSeed) {
        if (newSeed != null) {
            seed = newSeed;
            episode = 0;
        } else {
            episode++;
        }
        phase = Phase.FAILED;
        environment.reset(VectorEnvironment.episodeSeed(seed, episode));
        phase = Phase.RUNNING;
    }

    boolean fresh() {
        return phase == Phase.FRESH;
    }

    /** Whether the next step needs a reset before. */
    boolean over() {
        return phase == Phase.ENDED || phase == Phase.FAILED;
    }

    void requireRunning(String where) {
        if (phase == Phase.FRESH) {
            throw Refusal.of(409, "step_before_reset", where + "step needs an episode, call reset first");
        }
        if (over()) {
            throw Refusal.of(
                    409,
                    "step_after_end",
                    where + "step needs a running episode, call reset first: the last one "
                            + (phase == Phase.ENDED ? "has ended" : "failed"));
        }
    }

    void requireAction(float[] action, String where) {
        try {
            if (environment.actionSpace() instanceof Discrete discrete) {
                discrete.index(action);
            } else if (environment.actionSpace() instanceof Box box) {
                box.requireShape("action", action);
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.action(where + e.getMessage());
        }
    }

    /** Steps a running episode; when the environment itself fails, a reset is needed. */
    TimeStep step(float[] action) {
        phase = Phase.FAILED;
        TimeStep step = environment.step(action);
        phase = step.last() ? Phase.ENDED : Phase.RUNNING;
        return step;
    }

    /** Writes the observation into a row of a buffer of the kind that the space has; zeros if there is none. */
    void observe(Object into, int row) {
        int size = environment.observationSpace().size();
        Object one;
        boolean none = phase == Phase.FRESH || phase == Phase.FAILED;
        if (environment.observationSpace() instanceof Pixels) {
            byte[] pixels = new byte[size];
            if (!none) {
                environment.observe(pixels);
            }
            one = pixels;
        } else {
            float[] vector = new float[size];
            if (!none) {
                environment.observe(vector);
            }
            one = vector;
        }
        copy(one, into, row, size);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy")
    private static void copy(Object from, Object into, int row, int size) {
        System.arraycopy(from, 0, into, row * size, size);
    }
}

package io.yume.env;

import java.util.Arrays;

/** One environment of a {@link VectorEnvironment}: its seed, how many episodes it has begun, and whether one ended. */
final class VectorRow {

    private final Environment environment;
    private final Autoreset autoreset;
    private final boolean pixels;
    private final Object finalObservation;
    private long seed;
    private long episode;
    private boolean ended;
    private boolean hasFinal;

    VectorRow(Environment environment, Autoreset autoreset) {
        this.environment = environment;
        this.autoreset = autoreset;
        this.pixels = environment.observationSpace() instanceof Pixels;
        int size = autoreset == Autoreset.SAME_STEP
                ? environment.observationSpace().size()
                : 0;
        finalObservation = pixels ? new byte[size] : new float[size];
    }

    void reset(long newSeed) {
        seed = newSeed;
        episode = -1;
        hasFinal = false;
        startEpisode();
    }

    private void startEpisode() {
        episode++;
        environment.reset(VectorEnvironment.episodeSeed(seed, episode));
        ended = false;
    }

    /**
     * Checks that the row can take this step; a row that is about to be reset takes any action.
     *
     * @throws IllegalStateException if the row has ended and nothing resets it
     * @throws IllegalArgumentException if the action is not a member of the space
     */
    void requireSteppable(float[] action) {
        if (ended) {
            if (autoreset == Autoreset.DISABLED) {
                throw new IllegalStateException("ended rows must be reset before a step");
            }
        } else if (environment.actionSpace() instanceof Discrete discrete) {
            discrete.index(action);
        } else if (environment.actionSpace() instanceof Box box) {
            box.requireShape("action", action);
        }
    }

    void step(int row, float[] action, VectorStep result) {
        hasFinal = false;
        if (ended) {
            startEpisode();
            result.started()[row] = true;
            return;
        }
        TimeStep step = environment.step(action);
        result.rewards()[row] = step.reward();
        result.terminated()[row] = step.terminated();
        result.truncated()[row] = step.truncated();
        if (step.last() && autoreset == Autoreset.SAME_STEP) {
            if (pixels) {
                environment.observe((byte[]) finalObservation);
            } else {
                environment.observe((float[]) finalObservation);
            }
            hasFinal = true;
            startEpisode();
            result.started()[row] = true;
        } else {
            ended = step.last();
        }
    }

    void observe(float[] into, int from, int to) {
        float[] one = Arrays.copyOfRange(into, from, to);
        environment.observe(one);
        System.arraycopy(one, 0, into, from, one.length);
    }

    void observe(byte[] into, int from, int to) {
        byte[] one = Arrays.copyOfRange(into, from, to);
        environment.observe(one);
        System.arraycopy(one, 0, into, from, one.length);
    }

    boolean hasFinalObservation() {
        return hasFinal;
    }

    /** Writes the last observation of the ended episode into an array of the kind that the space has. */
    @SuppressWarnings("SuspiciousSystemArraycopy")
    void finalObservation(Object into, int length) {
        System.arraycopy(finalObservation, 0, into, 0, length);
    }

    void close() {
        environment.close();
    }
}

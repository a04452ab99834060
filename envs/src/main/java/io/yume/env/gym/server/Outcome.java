package io.yume.env.gym.server;

import io.yume.env.Pixels;
import io.yume.env.Space;
import java.util.Map;
import java.util.TreeMap;

/** What a reset or a step of an instance comes to, before it is written down. */
final class Outcome {

    final boolean vector;
    final Space space;
    /** {@code byte[]} or {@code float[]}, rows first. */
    final Object observations;

    final double[] rewards;
    final boolean[] terminated;
    final boolean[] truncated;
    /** Null unless the instance resets within the step. */
    final boolean[] finalMask;
    /** Null until a row ends in such a step. */
    private Object finalObservations;

    final Map<Integer, Refusal> errors = new TreeMap<>();
    /** Null in the reply to a reset. */
    final StepRequest request;

    int repeated = 1;

    Outcome(boolean vector, Space space, int rows, boolean sameStep, StepRequest request) {
        this.vector = vector;
        this.space = space;
        this.request = request;
        observations = buffer(rows);
        rewards = new double[rows];
        terminated = new boolean[rows];
        truncated = new boolean[rows];
        finalMask = sameStep ? new boolean[rows] : null;
    }

    private Object buffer(int rows) {
        int size = Math.multiplyExact(rows, space.size());
        return space instanceof Pixels ? new byte[size] : new float[size];
    }

    int rows() {
        return rewards.length;
    }

    Object finalObservations() {
        return finalObservations;
    }

    /** The buffer of last observations, made when the first row ends. */
    Object ensureFinalObservations() {
        if (finalObservations == null) {
            finalObservations = buffer(rows());
        }
        return finalObservations;
    }
}

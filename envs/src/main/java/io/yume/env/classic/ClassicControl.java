package io.yume.env.classic;

import io.yume.env.Box;
import io.yume.env.Environment;
import io.yume.env.NumpyRandom;
import io.yume.env.Snapshots;
import io.yume.env.Space;
import io.yume.env.TimeStep;

/**
 * What the classic problems share: the course of an episode, its step limit, and snapshots. A problem adds its start,
 * its equations, and what is seen of its state.
 */
abstract sealed class ClassicControl implements Environment, Snapshots
        permits Acrobot, CartPole, MountainCar, MountainCarContinuous, Pendulum {

    private enum Phase {
        FRESH,
        RUNNING,
        ENDED,
        CLOSED
    }

    private final String id;
    private final Box observationSpace;
    private final Space actionSpace;
    private final int maxSteps;
    private final double[] state;
    /** Null while fresh. */
    private NumpyRandom random;

    private int steps;
    private Phase phase = Phase.FRESH;

    ClassicControl(String id, Box observationSpace, Space actionSpace, int maxSteps, int stateSize) {
        this.id = id;
        this.observationSpace = observationSpace;
        this.actionSpace = actionSpace;
        this.maxSteps = maxSteps;
        this.state = new double[stateSize];
    }

    /** Writes the first state of an episode. */
    abstract void start(NumpyRandom random, double[] state);

    /**
     * Checks the action, and only then moves the state on.
     *
     * @param step the steps taken before in this episode
     * @return the reward
     */
    abstract double advance(double[] state, float[] action, int step);

    /** Whether the world ends in this state. */
    abstract boolean terminal(double[] state);

    /** Writes what is seen of the state. */
    abstract void observe(double[] state, float[] into);

    /** The current state in double precision. */
    final double[] state() {
        return state.clone();
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final Box observationSpace() {
        return observationSpace;
    }

    @Override
    public final Space actionSpace() {
        return actionSpace;
    }

    @Override
    public final int maxSteps() {
        return maxSteps;
    }

    @Override
    public final void reset(long seed) {
        requireOpen("reset");
        random = new NumpyRandom(seed);
        start(random, state);
        steps = 0;
        phase = Phase.RUNNING;
    }

    @Override
    public final TimeStep step(float[] action) {
        requireEpisode("step");
        if (phase == Phase.ENDED) {
            throw new IllegalStateException(
                    "step needs a running episode, call reset first: " + id + " ended at step " + steps);
        }
        double reward = advance(state, action, steps);
        steps++;
        TimeStep result = new TimeStep(reward, terminal(state), steps >= maxSteps);
        if (result.last()) {
            phase = Phase.ENDED;
        }
        return result;
    }

    @Override
    public final void observe(float[] into) {
        requireEpisode("observe");
        if (into.length != observationSpace.size()) {
            throw new IllegalArgumentException("observation buffer must match the space: expected=["
                    + observationSpace.size() + "], actual=[" + into.length + "]");
        }
        observe(state, into);
    }

    @Override
    public final byte[] snapshot() {
        requireEpisode("snapshot");
        return new ClassicSnapshot(id, phase == Phase.ENDED, steps, state.clone(), random.state()).toBytes();
    }

    @Override
    public final void restore(byte[] snapshot) {
        requireOpen("restore");
        ClassicSnapshot saved = ClassicSnapshot.of(snapshot, id, state.length, maxSteps);
        System.arraycopy(saved.state(), 0, state, 0, state.length);
        random = new NumpyRandom(saved.random());
        steps = saved.steps();
        phase = saved.ended() ? Phase.ENDED : Phase.RUNNING;
    }

    @Override
    public final void close() {
        phase = Phase.CLOSED;
    }

    private void requireOpen(String call) {
        if (phase == Phase.CLOSED) {
            throw new IllegalStateException(call + " needs an open environment: " + id + " is closed");
        }
    }

    private void requireEpisode(String call) {
        requireOpen(call);
        if (phase == Phase.FRESH) {
            throw new IllegalStateException(call + " needs an episode, call reset first: " + id + " was never reset");
        }
    }

    static double clip(double value, double low, double high) {
        return Math.min(Math.max(value, low), high);
    }
}

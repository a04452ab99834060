package io.yume.env.classic;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.NumpyRandom;

/**
 * {@code MountainCar-v0}: a car too weak to climb a hill at once is pushed left (0), not at all (1) or right (2) and has
 * to swing (Moore, "Efficient Memory-based Learning for Robot Control", 1990).
 *
 * <p>Observed: position and velocity. The world ends at position 0.5 with a velocity of at least 0; each step pays -1;
 * at most 200 steps.
 */
public final class MountainCar extends ClassicControl {

    static final double MIN_POSITION = -1.2;
    static final double MAX_POSITION = 0.6;
    static final double MAX_SPEED = 0.07;
    static final double START_LOW = -0.6;
    static final double START_HIGH = -0.4;

    private static final double GOAL_POSITION = 0.5;
    private static final double FORCE = 0.001;
    private static final double GRAVITY = 0.0025;
    private static final Discrete ACTIONS = new Discrete(3);

    /** A car at the registered settings. */
    public MountainCar() {
        super("MountainCar-v0", observations(), ACTIONS, 200, 2);
    }

    static Box observations() {
        return new Box(
                new float[] {(float) MIN_POSITION, (float) -MAX_SPEED},
                new float[] {(float) MAX_POSITION, (float) MAX_SPEED});
    }

    @Override
    void start(NumpyRandom random, double[] state) {
        state[0] = random.uniform(START_LOW, START_HIGH);
        state[1] = 0;
    }

    @Override
    double advance(double[] state, float[] action, int step) {
        int push = ACTIONS.index(action) - 1;
        double velocity =
                clip(state[1] + (push * FORCE + StrictMath.cos(3 * state[0]) * -GRAVITY), -MAX_SPEED, MAX_SPEED);
        double position = clip(state[0] + velocity, MIN_POSITION, MAX_POSITION);
        boolean hitsWall = position == MIN_POSITION && velocity < 0;
        state[0] = position;
        state[1] = hitsWall ? 0 : velocity;
        return -1;
    }

    @Override
    boolean terminal(double[] state) {
        return state[0] >= GOAL_POSITION && state[1] >= 0;
    }

    @Override
    void observe(double[] state, float[] into) {
        into[0] = (float) state[0];
        into[1] = (float) state[1];
    }
}

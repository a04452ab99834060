package io.yume.env.classic;

import io.yume.env.Box;
import io.yume.env.NumpyRandom;

/**
 * {@code MountainCarContinuous-v0}: the car of {@link MountainCar}, pushed with any force in [-1, 1]; a stronger one is
 * clipped, but paid for.
 *
 * <p>Observed: position and velocity. The world ends at position 0.45 with a velocity of at least 0, which pays 100;
 * each step costs a tenth of the squared action; at most 999 steps.
 *
 * <p>Gymnasium keeps this state in float32 from the first step on, and under NumPy 2 computes in float32 too.
 */
public final class MountainCarContinuous extends ClassicControl {

    private static final float MIN_POSITION = (float) MountainCar.MIN_POSITION;
    private static final float MAX_POSITION = (float) MountainCar.MAX_POSITION;
    private static final float MAX_SPEED = (float) MountainCar.MAX_SPEED;
    private static final float GOAL_POSITION = 0.45f;
    private static final double POWER = 0.0015;
    private static final double GRAVITY = 0.0025;
    private static final double GOAL_REWARD = 100;
    private static final Box ACTIONS = Box.of(-1, 1, 1);

    /** A car at the registered settings. */
    public MountainCarContinuous() {
        super("MountainCarContinuous-v0", MountainCar.observations(), ACTIONS, 999, 2);
    }

    @Override
    void start(NumpyRandom random, double[] state) {
        state[0] = random.uniform(MountainCar.START_LOW, MountainCar.START_HIGH);
        state[1] = 0;
    }

    @Override
    double advance(double[] state, float[] action, int step) {
        ACTIONS.requireShape("action", action);
        double push = action[0];
        // Only the first step starts from a double: 3 * position and the new position are then not rounded to float.
        boolean single = step > 0;
        double angle = single ? 3 * (float) state[0] : 3 * state[0];
        float velocity = (float) state[1] + acceleration(action[0], StrictMath.cos(angle));
        velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
        float position = single ? (float) state[0] + velocity : (float) (state[0] + velocity);
        position = Math.min(Math.max(position, MIN_POSITION), MAX_POSITION);
        boolean hitsWall = position == MIN_POSITION && velocity < 0;
        state[0] = position;
        state[1] = hitsWall ? 0 : velocity;
        return (terminal(state) ? GOAL_REWARD : 0) - push * push * 0.1;
    }

    /** A clipped action is a Python number and computes in double; one within the bounds is a float32 and does not. */
    private static float acceleration(float push, double slope) {
        if (Math.abs(push) > 1) {
            return (float) (Math.signum(push) * POWER - GRAVITY * slope);
        }
        return push * (float) POWER - (float) (GRAVITY * slope);
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

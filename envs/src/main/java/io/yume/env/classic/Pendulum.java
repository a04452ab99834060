package io.yume.env.classic;

import io.yume.env.Box;
import io.yume.env.NumpyRandom;

/**
 * {@code Pendulum-v1}: a pendulum to swing up and hold with a torque in [-2, 2] N m; a stronger one is clipped.
 *
 * <p>Observed: cosine and sine of the angle (0 is upright), angular velocity (rad/s, at most 8). Each step costs
 * {@code angle^2 + 0.1 velocity^2 + 0.001 torque^2} of the state before it; the world never ends; at most 200 steps.
 */
public final class Pendulum extends ClassicControl {

    private static final double GRAVITY = 10.0;
    private static final double MAX_SPEED = 8;
    private static final float MAX_TORQUE = 2;
    private static final double SECONDS_PER_STEP = 0.05;
    private static final Box ACTIONS = Box.of(-MAX_TORQUE, MAX_TORQUE, 1);

    /** A pendulum of 1 kg and 1 m at the registered settings. */
    public Pendulum() {
        super("Pendulum-v1", observations(), ACTIONS, 200, 2);
    }

    private static Box observations() {
        float speed = (float) MAX_SPEED;
        return new Box(new float[] {-1, -1, -speed}, new float[] {1, 1, speed});
    }

    @Override
    void start(NumpyRandom random, double[] state) {
        state[0] = random.uniform(-Math.PI, Math.PI);
        state[1] = random.uniform(-1, 1);
    }

    @Override
    double advance(double[] state, float[] action, int step) {
        ACTIONS.requireShape("action", action);
        double angle = state[0];
        double velocity = state[1];
        float torque = Math.min(Math.max(action[0], -MAX_TORQUE), MAX_TORQUE);
        double fromUpright = fromUpright(angle);
        // The action is a float32, so both products with it are rounded to float32, as NumPy 2 does.
        double cost = fromUpright * fromUpright + 0.1 * (velocity * velocity) + 0.001f * (torque * torque);
        double acceleration = 3 * GRAVITY / 2 * StrictMath.sin(angle) + 3f * torque;
        state[1] = clip(velocity + acceleration * SECONDS_PER_STEP, -MAX_SPEED, MAX_SPEED);
        state[0] = angle + state[1] * SECONDS_PER_STEP;
        return -cost;
    }

    /** The angle in [-pi, pi); the remainder takes the sign of the divisor, as in Python. */
    private static double fromUpright(double angle) {
        double turn = 2 * Math.PI;
        double remainder = (angle + Math.PI) % turn;
        return (remainder < 0 ? remainder + turn : remainder) - Math.PI;
    }

    @Override
    boolean terminal(double[] state) {
        return false;
    }

    @Override
    void observe(double[] state, float[] into) {
        into[0] = (float) StrictMath.cos(state[0]);
        into[1] = (float) StrictMath.sin(state[0]);
        into[2] = (float) state[1];
    }
}

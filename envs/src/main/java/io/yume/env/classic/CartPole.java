package io.yume.env.classic;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.NumpyRandom;

/**
 * A pole hinged on a cart that is pushed left (0) or right (1) with 10 N, every 0.02 s (Barto, Sutton and Anderson,
 * "Neuronlike adaptive elements that can solve difficult learning control problems", 1983).
 *
 * <p>Observed: cart position (m), its velocity (m/s), pole angle (rad), its velocity (rad/s). The world ends when the
 * cart is more than 2.4 m off the centre or the pole more than 12 degrees off the vertical; each step pays 1.
 */
public final class CartPole extends ClassicControl {

    private static final double GRAVITY = 9.8;
    private static final double CART_MASS = 1.0;
    private static final double POLE_MASS = 0.1;
    private static final double TOTAL_MASS = POLE_MASS + CART_MASS;
    private static final double HALF_LENGTH = 0.5;
    private static final double POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
    private static final double FORCE = 10.0;
    private static final double SECONDS_PER_STEP = 0.02;
    private static final double POSITION_LIMIT = 2.4;
    private static final double ANGLE_LIMIT = 12 * 2 * Math.PI / 360;
    private static final double START = 0.05;
    private static final Discrete ACTIONS = new Discrete(2);

    private CartPole(String id, int maxSteps) {
        super(id, observations(), ACTIONS, maxSteps, 4);
    }

    /** {@code CartPole-v0}: at most 200 steps. */
    public static CartPole v0() {
        return new CartPole("CartPole-v0", 200);
    }

    /** {@code CartPole-v1}: at most 500 steps. */
    public static CartPole v1() {
        return new CartPole("CartPole-v1", 500);
    }

    private static Box observations() {
        float unbounded = Float.POSITIVE_INFINITY;
        float position = (float) (2 * POSITION_LIMIT);
        float angle = (float) (2 * ANGLE_LIMIT);
        return new Box(
                new float[] {-position, -unbounded, -angle, -unbounded},
                new float[] {position, unbounded, angle, unbounded});
    }

    @Override
    void start(NumpyRandom random, double[] state) {
        for (int i = 0; i < state.length; i++) {
            state[i] = random.uniform(-START, START);
        }
    }

    @Override
    double advance(double[] state, float[] action, int step) {
        double force = ACTIONS.index(action) == 1 ? FORCE : -FORCE;
        double angle = state[2];
        double angularVelocity = state[3];
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double push = (force + POLE_MASS_LENGTH * (angularVelocity * angularVelocity) * sin) / TOTAL_MASS;
        double angularAcceleration =
                (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * (cos * cos) / TOTAL_MASS));
        double acceleration = push - POLE_MASS_LENGTH * angularAcceleration * cos / TOTAL_MASS;
        // Explicit Euler: positions move with the velocities from before this step.
        state[0] += SECONDS_PER_STEP * state[1];
        state[1] += SECONDS_PER_STEP * acceleration;
        state[2] += SECONDS_PER_STEP * angularVelocity;
        state[3] += SECONDS_PER_STEP * angularAcceleration;
        return 1;
    }

    @Override
    boolean terminal(double[] state) {
        return Math.abs(state[0]) > POSITION_LIMIT || Math.abs(state[2]) > ANGLE_LIMIT;
    }

    @Override
    void observe(double[] state, float[] into) {
        for (int i = 0; i < state.length; i++) {
            into[i] = (float) state[i];
        }
    }
}

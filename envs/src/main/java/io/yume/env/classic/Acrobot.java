package io.yume.env.classic;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.NumpyRandom;

/**
 * {@code Acrobot-v1}: two hanging links, the joint between them driven with a torque of -1 (action 0), 0 (1) or +1 N m
 * (2), to swing the tip above the line (Sutton, "Generalization in Reinforcement Learning: Successful Examples Using
 * Sparse Coarse Coding", 1996; equations as in Sutton and Barto's book).
 *
 * <p>Observed: cosine and sine of both angles, both angular velocities (rad/s). Each step of 0.2 s pays -1, the one that
 * reaches the goal, where the world ends, 0; at most 500 steps.
 */
public final class Acrobot extends ClassicControl {

    private static final double GRAVITY = 9.8;
    private static final double LINK_LENGTH = 1;
    private static final double LINK_MASS = 1;
    private static final double CENTRE_OF_MASS = 0.5;
    private static final double INERTIA = 1;
    private static final double SECONDS_PER_STEP = 0.2;
    private static final double MAX_SPEED_1 = 4 * Math.PI;
    private static final double MAX_SPEED_2 = 9 * Math.PI;
    private static final double START = 0.1;
    private static final Discrete ACTIONS = new Discrete(3);

    /** An acrobot at the registered settings. */
    public Acrobot() {
        super("Acrobot-v1", observations(), ACTIONS, 500, 4);
    }

    private static Box observations() {
        float speed1 = (float) MAX_SPEED_1;
        float speed2 = (float) MAX_SPEED_2;
        return new Box(new float[] {-1, -1, -1, -1, -speed1, -speed2}, new float[] {1, 1, 1, 1, speed1, speed2});
    }

    @Override
    void start(NumpyRandom random, double[] state) {
        for (int i = 0; i < state.length; i++) {
            // Gymnasium starts from a float32 state and goes on in double.
            state[i] = (float) random.uniform(-START, START);
        }
    }

    @Override
    double advance(double[] state, float[] action, int step) {
        double torque = ACTIONS.index(action) - 1;
        double[] next = rungeKutta(state, torque);
        state[0] = wrap(next[0]);
        state[1] = wrap(next[1]);
        state[2] = clip(next[2], -MAX_SPEED_1, MAX_SPEED_1);
        state[3] = clip(next[3], -MAX_SPEED_2, MAX_SPEED_2);
        return terminal(state) ? 0 : -1;
    }

    /** One classic fourth-order step. */
    private static double[] rungeKutta(double[] state, double torque) {
        double half = SECONDS_PER_STEP / 2;
        double[] k1 = derivative(state, torque);
        double[] k2 = derivative(moved(state, half, k1), torque);
        double[] k3 = derivative(moved(state, half, k2), torque);
        double[] k4 = derivative(moved(state, SECONDS_PER_STEP, k3), torque);
        double[] next = new double[state.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = state[i] + SECONDS_PER_STEP / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
        return next;
    }

    private static double[] moved(double[] state, double seconds, double[] derivative) {
        double[] moved = new double[state.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = state[i] + seconds * derivative[i];
        }
        return moved;
    }

    private static double[] derivative(double[] state, double torque) {
        double m = LINK_MASS;
        double l = LINK_LENGTH;
        double c = CENTRE_OF_MASS;
        double angle1 = state[0];
        double angle2 = state[1];
        double speed1 = state[2];
        double speed2 = state[3];
        double cos2 = StrictMath.cos(angle2);
        double sin2 = StrictMath.sin(angle2);
        double d1 = m * c * c + m * (l * l + c * c + 2 * l * c * cos2) + INERTIA + INERTIA;
        double d2 = m * (c * c + l * c * cos2) + INERTIA;
        double phi2 = m * c * GRAVITY * StrictMath.cos(angle1 + angle2 - Math.PI / 2);
        double phi1 = -m * l * c * (speed2 * speed2) * sin2
                - 2 * m * l * c * speed2 * speed1 * sin2
                + (m * c + m * l) * GRAVITY * StrictMath.cos(angle1 - Math.PI / 2)
                + phi2;
        double acceleration2 = (torque + d2 / d1 * phi1 - m * l * c * (speed1 * speed1) * sin2 - phi2)
                / (m * c * c + INERTIA - d2 * d2 / d1);
        double acceleration1 = -(d2 * acceleration2 + phi1) / d1;
        return new double[] {speed1, speed2, acceleration1, acceleration2};
    }

    private static double wrap(double angle) {
        double wrapped = angle;
        while (wrapped > Math.PI) {
            wrapped -= 2 * Math.PI;
        }
        while (wrapped < -Math.PI) {
            wrapped += 2 * Math.PI;
        }
        return wrapped;
    }

    @Override
    boolean terminal(double[] state) {
        return -StrictMath.cos(state[0]) - StrictMath.cos(state[1] + state[0]) > 1;
    }

    @Override
    void observe(double[] state, float[] into) {
        into[0] = (float) StrictMath.cos(state[0]);
        into[1] = (float) StrictMath.sin(state[0]);
        into[2] = (float) StrictMath.cos(state[1]);
        into[3] = (float) StrictMath.sin(state[1]);
        into[4] = (float) state[2];
        into[5] = (float) state[3];
    }
}

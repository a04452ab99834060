package io.yume.env.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.TimeStep;
import org.junit.jupiter.api.Test;

/** Cases at the edges of the equations that the golden trajectories do not reach. */
class DynamicsTest {

    private static float[] action(double value) {
        return new float[] {(float) value};
    }

    @Test
    void acrobotPaysNothingForTheStepThatReachesTheLine() {
        Acrobot environment = new Acrobot();
        environment.reset(42);
        TimeStep step;
        do {
            // Torque along the second joint's motion pumps energy in.
            step = environment.step(action(environment.state()[3] >= 0 ? 2 : 0));
            assertThat(step.reward()).isEqualTo(step.terminated() ? 0 : -1);
        } while (!step.last());
        assertThat(step.terminated()).isTrue();
        double[] state = environment.state();
        assertThat(-Math.cos(state[0]) - Math.cos(state[0] + state[1])).isGreaterThan(1);
    }

    @Test
    void mountainCarStopsAtTheLeftWall() {
        MountainCar environment = new MountainCar();
        environment.reset(42);
        boolean stopped = false;
        TimeStep step;
        do {
            // Swings up, but pushes left on the whole left slope.
            step = environment.step(
                    action(environment.state()[1] >= 0 && environment.state()[0] > -0.6 ? 2 : 0));
            stopped |= environment.state()[0] == -1.2 && environment.state()[1] == 0;
            assertThat(environment.state()[0]).isBetween(-1.2, 0.6);
            assertThat(Math.abs(environment.state()[1])).isLessThanOrEqualTo(0.07);
        } while (!step.last());
        assertThat(stopped).isTrue();
    }

    @Test
    void continuousMountainCarClipsThePushButNotItsCost() {
        MountainCarContinuous strong = new MountainCarContinuous();
        MountainCarContinuous full = new MountainCarContinuous();
        strong.reset(1);
        full.reset(1);
        for (int i = 0; i < 50; i++) {
            assertThat(strong.step(action(-3)).reward()).isEqualTo(-0.9);
            assertThat(full.step(action(-1)).reward()).isEqualTo(-0.1);
            assertThat(strong.state()).containsExactly(full.state(), within(1e-5));
        }
    }

    @Test
    void pendulumClipsTheTorqueAndItsCost() {
        Pendulum strong = new Pendulum();
        Pendulum full = new Pendulum();
        strong.reset(1);
        full.reset(1);
        for (int i = 0; i < 100; i++) {
            assertThat(strong.step(action(7))).isEqualTo(full.step(action(2)));
            assertThat(strong.state()).containsExactly(full.state());
            assertThat(Math.abs(full.state()[1])).isLessThanOrEqualTo(8);
        }
    }

    /** Without torque the discrete pendulum keeps its energy but for the error of its first-order steps. */
    @Test
    void pendulumKeepsItsEnergyWithoutTorque() {
        Pendulum environment = new Pendulum();
        environment.reset(5);
        double energy = energy(environment.state());
        for (int i = 0; i < 200; i++) {
            environment.step(action(0));
            assertThat(energy(environment.state())).isCloseTo(energy, within(1.5));
        }
    }

    /** Of a rod of 1 kg and 1 m, in J; gravity is 10 m/s^2. */
    private static double energy(double[] state) {
        return state[1] * state[1] / 6 + 5 * Math.cos(state[0]);
    }
}

package io.yume.env.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.TimeStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Trajectories of Gymnasium 1.3.0 with NumPy 2.4.6, all of seed 42. */
class GoldenTrajectoryTest {

    /** Everything seen of one episode; {@code states} starts with the one after reset. */
    private record Episode(List<double[]> states, List<TimeStep> steps) {

        double[] last() {
            return states.get(states.size() - 1);
        }

        double sumOfRewards() {
            return steps.stream().mapToDouble(TimeStep::reward).reduce(0, Double::sum);
        }
    }

    private static Episode play(ClassicControl environment, ToDoubleFunction<Episode> policy) {
        Episode episode = new Episode(new ArrayList<>(), new ArrayList<>());
        environment.reset(42);
        episode.states().add(environment.state());
        TimeStep step;
        do {
            step = environment.step(new float[] {(float) policy.applyAsDouble(episode)});
            episode.steps().add(step);
            episode.states().add(environment.state());
        } while (!step.last());
        return episode;
    }

    private static float[] observe(ClassicControl environment) {
        float[] observation = new float[environment.observationSpace().size()];
        environment.observe(observation);
        return observation;
    }

    @Test
    void cartPoleFallsAtStep23() {
        for (CartPole environment : List.of(CartPole.v0(), CartPole.v1())) {
            Episode episode = play(environment, e -> e.steps().size() % 2);
            assertThat(episode.states().get(0))
                    .containsExactly(
                            0.027395604855596334, -0.006112156024794771, 0.03585979199113824, 0.019736802905936393);
            assertThat(episode.states().get(1))
                    .containsExactly(
                            0.02727336173510044, -0.20172953659005544, 0.03625452804925697, 0.3235147515107554);
            assertThat(episode.steps())
                    .hasSize(23)
                    .containsOnly(new TimeStep(1, false, false), new TimeStep(1, true, false));
            assertThat(episode.last())
                    .containsExactly(
                            -0.023232166795156346, -0.23219836892868473, 0.21864778382805364, 1.0176443826012553);
            assertThat(observe(environment)).containsExactly(-0.023232168f, -0.23219837f, 0.21864778f, 1.0176444f);
        }
    }

    @Test
    void mountainCarSwingsUpAtStep121() {
        Episode episode = play(new MountainCar(), e -> e.last()[1] >= 0 ? 2 : 0);
        assertThat(episode.states().get(0)).containsExactly(-0.44520879028880733, 0);
        assertThat(episode.steps()).hasSize(121).endsWith(new TimeStep(-1, true, false));
        assertThat(episode.last()).containsExactly(0.515810360735619, 0.03958084070841278);
        assertThat(episode.sumOfRewards()).isEqualTo(-121);
    }

    @Test
    void continuousMountainCarSwingsUpAtStep105() {
        Episode episode = play(new MountainCarContinuous(), e -> e.last()[1] >= 0 ? 1 : -1);
        assertThat(episode.states().get(0)).containsExactly(-0.44520879028880733, 0);
        assertThat(episode.states().get(2)).containsExactly(-0.4424630403518677, 0.001828269218094647);
        assertThat(episode.steps()).hasSize(105);
        assertThat(episode.steps().get(104).terminated()).isTrue();
        assertThat(episode.last()).containsExactly(0.5020867586135864, 0.0640476867556572);
        assertThat(episode.sumOfRewards()).isEqualTo(89.50000000000003);
    }

    @Test
    void pendulumIsTruncatedAtStep200() {
        Pendulum environment = new Pendulum();
        Episode episode = play(environment, e -> Math.sin(0.1 * e.steps().size()));
        assertThat(episode.states().get(0)).containsExactly(1.721316619099806, -0.12224312049589536);
        assertThat(episode.steps()).hasSize(200);
        assertThat(episode.steps().get(199).terminated()).isFalse();
        assertThat(episode.steps().get(199).truncated()).isTrue();
        assertThat(episode.last()).containsExactly(2.0968044737188443, 0.6148377043944443);
        assertThat(episode.sumOfRewards()).isEqualTo(-1184.964715740666);
    }

    /** The first observations of Gymnasium's own documentation. */
    @Test
    void pendulumStartsAsDocumented() {
        Pendulum environment = new Pendulum();
        environment.reset(42);
        assertThat(observe(environment))
                .containsExactly(new float[] {-0.14995256f, 0.9886932f, -0.12224312f}, within(1e-7f));
        environment.reset(43);
        assertThat(observe(environment))
                .containsExactly(new float[] {0.5760367f, 0.8174238f, -0.91244936f}, within(1e-7f));
    }

    @Test
    void acrobotFollowsTheReferenceFor500Steps() {
        Episode episode = play(new Acrobot(), e -> e.last()[2] >= 0 ? 2 : 0);
        assertThat(episode.states().get(0))
                .containsExactly(0.05479120835661888, -0.01222431194037199, 0.07171958684921265, 0.039473604410886765);
        assertThat(episode.states().get(1))
                .containsExactly(
                        new double[] {
                            0.04845445617775009, 0.036433067309838224, -0.1319823183538383, 0.43717728508877896
                        },
                        within(1e-15));
        assertThat(episode.steps()).hasSize(500);
        // Libraries differ in the last bit of a cosine, which 500 steps magnify.
        assertThat(episode.last())
                .containsExactly(
                        new double[] {-0.02875733675866146, -1.8550653221671172, 0.4762722773513981, 1.4481628953467909
                        },
                        within(2e-13));
        assertThat(episode.sumOfRewards()).isEqualTo(-500);
    }
}

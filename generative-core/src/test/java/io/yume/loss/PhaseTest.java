package io.yume.loss;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.fantasy;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.sleep;
import static io.yume.loss.Objectives.wake;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.graph.Shape;
import io.yume.nn.Networks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PhaseTest {

    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(3));

    private final Factor prior = Bernoulli.of("h", 2).learned();
    private final Factor decoder = Bernoulli.of("x").given("h").by(mlp(2, 3));
    private final Factor encoder = Bernoulli.of("h").given("x").by(mlp(3, 2)).as("q");
    private final Joint model = decoder.times(prior);

    private PhaseGraph.Training of(Phase... phases) {
        return PhaseGraph.of(List.of(phases), List.of(), 4, DATA);
    }

    @Test
    void groupsWhatEachPhaseLearns() {
        PhaseGraph.Training training = of(
                Phase.maximise("wake", wake(model, encoder).mean()),
                Phase.maximise("sleep", sleep(model, encoder).mean()).learning(encoder));
        assertThat(training.phases().get(0).group())
                .containsExactlyInAnyOrder("x|h.dense0.weight", "x|h.dense0.bias", "h.free");
        assertThat(training.phases().get(1).group())
                .containsExactlyInAnyOrder("q(h|x).dense0.weight", "q(h|x).dense0.bias");
        assertThat(training.specs()).hasSize(5);
    }

    @Test
    void rejectsTensorsThatTwoOrNoPhasesLearn() {
        Phase waking = Phase.maximise("wake", wake(model, encoder).mean()).learning(model);
        Phase sleeping = Phase.maximise("sleep", sleep(model, encoder).mean()).learning(encoder);
        assertThatThrownBy(() -> of(waking, sleeping.learning(decoder)))
                .hasMessageContainingAll("two phases must not learn one tensor", "x|h.", "wake and sleep");
        assertThatThrownBy(() ->
                        of(Phase.maximise("wake", wake(model, encoder).mean()).learning(decoder), sleeping))
                .hasMessageContainingAll("needs a phase that learns it", "h.free");
        assertThatThrownBy(() -> of(
                        Phase.maximise("a", wake(model, encoder).mean()),
                        Phase.maximise("b", sleep(model, encoder).mean())))
                .hasMessageContaining("at most one phase may leave open");
        assertThatThrownBy(() -> of(
                        waking,
                        sleeping,
                        Phase.maximise("more", sleep(model, encoder).mean())))
                .hasMessageContaining("must learn something");
        assertThatThrownBy(() ->
                        of(waking, Phase.maximise("wake", sleep(model, encoder).mean())))
                .hasMessageContaining("a name of its own: name='wake'");
        assertThatThrownBy(PhaseTest::none).hasMessageContaining("needs a phase");
    }

    private static void none() {
        PhaseGraph.of(List.of(), List.of(), 4, DATA);
    }

    /** Each of what a phase is to learn must be there; what has nothing to learn needs not. */
    @Test
    void rejectsLearningWhatNoTermUses() {
        Phase sleeping = Phase.maximise("sleep", sleep(model, encoder).mean());
        Phase waking = Phase.maximise("wake", wake(model, encoder).mean()).learning(model);
        Factor unused = Normal.of("u").given("h").by(mlp(2, 2));
        Critic critic = Critic.of("D", mlp(3, 1), "x");
        assertThatThrownBy(() -> of(waking, sleeping.learning(encoder, unused)))
                .hasMessage("what a phase learns must be in a term: without one=p(u|h), phase=sleep");
        assertThatThrownBy(() -> of(waking, sleeping.learning(encoder.times(unused))))
                .hasMessageContaining("without one=p(u|h), phase=sleep");
        assertThatThrownBy(() -> of(waking, sleeping.learning(encoder).learning(critic)))
                .hasMessageContaining("without one=D(x), phase=sleep");
        assertThatThrownBy(() -> of(waking, sleeping.learning(encoder).learning(mlp(4, 1))))
                .hasMessageContaining("must be in a term");
        assertThat(of(
                                waking,
                                sleeping.learning(encoder, Normal.standard("u", 1))
                                        .learning(Networks.reshape(3)))
                        .specs())
                .hasSize(5);
    }

    @Test
    void rejectsAPhaseWhoseObjectiveDoesNotReachWhatItLearns() {
        assertThatThrownBy(() -> of(
                        Phase.maximise("wake", wake(model, encoder).mean()).learning(model, encoder),
                        Phase.maximise("sleep", sleep(model, encoder).mean())
                                .learning(Normal.of("u", 1).learned())))
                .hasMessageContainingAll("needs a gradient of the objective", "q(h|x)");
    }

    @Test
    void rejectsOptionsOutOfRange() {
        Phase phase = Phase.maximise("wake", wake(model, encoder).mean());
        assertThatThrownBy(() -> phase.updates(0)).hasMessageContaining("updates=0");
        assertThatThrownBy(() -> phase.every(0)).hasMessageContaining("every=0");
        assertThatThrownBy(() -> phase.clippingWeights(0)).hasMessageContaining("bound=0.0");
    }

    @Test
    void printsWhatIsDone() {
        Phase phase = Phase.maximise("sleep", sleep(model, encoder).mean());
        assertThat(phase.latex())
                .isEqualTo("\\max_{\\text{sleep}} \\operatorname{mean}(\\mathbb{E}_{p(x|h)p(h)}[\\log q(h|x)])");
        assertThat(phase).hasToString("sleep: max mean(E_p(x|h)p(h)[log q(h|x)])");
        assertThat(wake(model, encoder).latex()).isEqualTo("\\mathbb{E}_{q(h|x)}[\\log p(x|h)p(h)]");
    }

    /** Fantasies do not see the data: the mean of log q(h|x) over p, by enumeration. */
    @Test
    void fantasiesStandInForTheData() {
        Lowered exact = Lowered.of(
                        expectation(model.rename("x", "y"), logProb(encoder.rename("x", "y")))
                                .estimating("h", Estimator.enumeration())
                                .estimating("y", Estimator.enumeration()),
                        1,
                        Map.of())
                .set("h.free", 0.3, -0.2);
        Lowered fantasies =
                Lowered.of(sleep(model, encoder), 64, DATA).rows("x", 1, 1, 1).set("h.free", 0.3, -0.2);
        assertThat(fantasies.graph().observed()).isEmpty();
        Lowered.Statistics statistics = fantasies.statistics(400);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(exact.value()[0], within(4.5 * statistics.errors().get("value")[0]));
        double[] slopes = exact.gradients(0).get("q(h|x).dense0.weight");
        for (int i = 0; i < slopes.length; i++) {
            assertThat(statistics.means().get("q(h|x).dense0.weight")[i])
                    .isCloseTo(slopes[i], within(4.5 * statistics.errors().get("q(h|x).dense0.weight")[i]));
        }
    }

    @Test
    void fantasiesNeedWhatTheyAreGiven() {
        Objective incomplete = fantasy(decoder, logProb(encoder));
        assertThatThrownBy(() -> Lowered.of(incomplete, 2, DATA)).hasMessageContaining("nobody provides the variable");
    }
}

package io.yume.train;

import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.sleep;
import static io.yume.loss.Objectives.wake;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Adam;
import io.yume.graph.AdamW;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Sgd;
import io.yume.loss.Adversarial;
import io.yume.loss.Baseline;
import io.yume.loss.Critic;
import io.yume.loss.Estimator;
import io.yume.loss.Objective;
import io.yume.loss.Objectives;
import io.yume.loss.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Several objectives in turns, each with tensors and an optimiser of its own. */
final class PhasesTest {

    private final Factor prior = Bernoulli.of("h", 3).learned();
    private final Factor decoder = Bernoulli.of("x").given("h").by(mlp(3, 16));
    private final Factor encoder = Bernoulli.of("h").given("x").by(mlp(16, 3)).as("q");
    private final Joint model = decoder.times(prior);

    private static ArrayDataSet stripes(int examples) {
        SplittableRandom random = new SplittableRandom(3);
        float[] pixels = new float[examples * 16];
        for (int row = 0; row < examples * 4; row++) {
            Arrays.fill(pixels, row * 4, row * 4 + 4, random.nextInt(2));
        }
        return ArrayDataSet.of("x", pixels, 16);
    }

    private Phase waking() {
        return Phase.maximise("wake", wake(model, encoder).mean())
                .learning(model)
                .with(Sgd.of(0.1));
    }

    private Phase sleeping() {
        return Phase.maximise("sleep", sleep(model, encoder).mean())
                .learning(encoder)
                .with(Adam.of(1e-2));
    }

    @Test
    void reportsEachPhaseUnderItsName() {
        try (Trainer trainer =
                Trainer.of(waking(), sleeping().every(2)).on(stripes(64), 8).compile()) {
            assertThat(trainer.update().terms().keySet())
                    .containsExactly(
                            "wake: E_q(h|x)[log p(h)]",
                            "wake: E_q(h|x)[log p(x|h)]",
                            "wake: E_q(h|x)[log p(x|h)p(h)]",
                            "wake",
                            "sleep: E_p(x|h)p(h)[log q(h|x)]",
                            "sleep");
            // The sleep phase is in every second step.
            assertThat(trainer.update().terms()).doesNotContainKey("sleep");
            assertThat(trainer.fit(Length.epochs(1)).get(0).terms()).containsKey("sleep");
            assertThat(trainer.step()).isEqualTo(8);
            assertThat(trainer.evaluate(stripes(64)).terms()).containsKeys("wake", "sleep");
        }
    }

    /** What one phase does is what a training of it alone would do, if the other does nothing. */
    @Test
    void aPhaseChangesOnlyWhatItLearns() {
        try (Trainer trainer = Trainer.of(
                        waking(), sleeping().with(AdamW.of(0.1, 0.5)).every(1000))
                .on(stripes(64), 8)
                .compile()) {
            trainer.update();
            float[] encoded = trainer.parameters().get("q(h|x).dense0.weight");
            float[] decoded = trainer.parameters().get("x|h.dense0.weight");
            trainer.update();
            assertThat(trainer.parameters().get("q(h|x).dense0.weight")).isEqualTo(encoded);
            assertThat(trainer.parameters().get("x|h.dense0.weight")).isNotEqualTo(decoded);
        }
    }

    @Test
    void thereIsAPhase() {
        assertThatThrownBy(Trainer::of).hasMessage("a training needs a phase: phases=[]");
    }

    /** With moving baselines, several updates, phases that rest, and clipped weights. */
    @Test
    void goesOnFromACheckpointWithTheSameBits() {
        Phase posterior = Phase.maximise(
                        "posterior",
                        Objectives.elbo(model.detached(), encoder)
                                .estimating("h", Estimator.scoreFunction(Baseline.nvil(0.9, mlp(16, 1), "x")))
                                .mean())
                .learning(encoder)
                .updates(2)
                .every(3)
                .clippingWeights(0.2);
        TrainerPlan plan = Trainer.of(waking(), posterior).on(stripes(64), 8).seed(5);
        try (Trainer whole = plan.compile();
                Trainer first = plan.compile();
                Trainer second = plan.compile()) {
            whole.fit(Length.updates(20));
            first.fit(Length.updates(8));
            second.restore(first.checkpoint());
            assertThat(second.step()).isEqualTo(8);
            second.fit(Length.updates(20));

            assertThat(second.checkpoint()).isEqualTo(whole.checkpoint());
            assertThat(second.checkpoint()).isNotEqualTo(first.checkpoint());
            assertThat(whole.checkpoint().getLong("updates/posterior")).isEqualTo(14);
            for (float weight : whole.parameters().get("q(h|x).dense0.weight")) {
                assertThat(Math.abs(weight)).isLessThanOrEqualTo(0.2f);
            }
        }
    }

    @Test
    void refusesCheckpointsOfOtherPhases() {
        try (Trainer one = Trainer.of(waking(), sleeping()).on(stripes(64), 8).compile();
                Trainer other = Trainer.of(waking(), sleeping().with(Sgd.of(0.1)))
                        .on(stripes(64), 8)
                        .compile()) {
            assertThatThrownBy(() -> other.restore(one.checkpoint()))
                    .hasMessageContaining("same training: optimizer: expected=sgd, sgd, actual=sgd, adam");
        }
    }

    @Test
    void refusesCheckpointsOfOtherTurns() {
        try (Trainer one = Trainer.of(waking(), sleeping()).on(stripes(64), 8).compile()) {
            one.update();
            Checkpoint checkpoint = one.checkpoint();
            for (Phase other : List.of(
                    sleeping().updates(2), sleeping().every(2), sleeping().clippingWeights(0.1))) {
                try (Trainer trainer =
                        Trainer.of(waking(), other).on(stripes(64), 8).compile()) {
                    assertThatThrownBy(() -> trainer.restore(checkpoint)).hasMessageContaining("same training: turns");
                    assertThat(trainer.step()).isZero();
                }
            }
        }
    }

    @Test
    void refusesAnOptimiserForAllAndEpochsThatAreTooShort() {
        assertThatThrownBy(() -> Trainer.of(waking(), sleeping()).with(Adam.of(1e-3)))
                .hasMessageContaining("an optimiser of its own");
        assertThatThrownBy(() -> Trainer.of(waking(), sleeping().updates(9))
                        .on(stripes(64), 8)
                        .compile())
                .hasMessageContaining("batches of an epoch=8, of a step=9");
    }

    @Test
    void saysInWhichPhaseSomethingIsNotFinite() {
        Critic critic = Critic.of("D", mlp(16, 1), "x");
        // Beyond the bound nothing is left of the value, but of its gradient nought times infinity.
        Objective steep = critic.square().plus(1000).exp().min(5);
        Phase term = Phase.maximise(
                        "broken", steep.plus(Objectives.number(-1).log()).mean())
                .learning(critic);
        Phase gradient = Phase.maximise("steep", steep.mean()).learning(critic);
        assertStops(
                term,
                "a term of the loss must be finite: term=",
                "value=NaN, step=1, first=exp((D(x))^2 + 1000), phase=broken");
        assertStops(
                gradient, "a gradient must be finite: parameter=D", "step=1, first=exp((D(x))^2 + 1000), phase=steep");
        assertStops(gradient.updates(2), "a gradient must be finite: parameter=D", "phase=steep");
    }

    private void assertStops(Phase phase, String... messages) {
        try (Trainer trainer =
                Trainer.of(waking(), sleeping(), phase).on(stripes(64), 8).compile()) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContainingAll(messages);
        }
    }

    /** A generator that shifts noise finds the mean of the data; its critic needs only be linear. */
    @Test
    void anAdversarialGameFindsTheMean() {
        SplittableRandom random = new SplittableRandom(4);
        float[] x = new float[2048];
        for (int i = 0; i < x.length; i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            x[i] = (float) (2 + radius * Math.cos(2 * Math.PI * random.nextDouble()));
        }
        Factor shift = Deterministic.of("m", 1).learned();
        Distribution generator = shift.times(Normal.of("x", 1).with(Parameter.variable("m"), Parameter.constant(1)));
        Critic critic = Critic.of("D", mlp(1, 1), "x");
        Adversarial game = Adversarial.jensenShannon(generator, critic);
        try (Trainer trainer = Trainer.of(
                        Phase.maximise("critic", game.critic().mean())
                                .learning(critic)
                                .with(Adam.of(0.1))
                                .updates(4),
                        Phase.maximise("generator", game.nonSaturating().mean())
                                .learning(generator)
                                .with(Adam.of(0.02)))
                .on(ArrayDataSet.of("x", x, 1), 128)
                .compile()) {
            List<Metrics> epochs = trainer.fit(Length.epochs(100));
            assertThat((double) trainer.parameters().get("m.free")[0]).isCloseTo(2, within(0.25));
            // At the best critic of equal sides the value is -2 log 2.
            assertThat(epochs.get(99).term("critic")).isCloseTo(-2 * Math.log(2), within(0.05));
        }
    }

    /** The terms that are reported are finite, but the logarithm of their sum is none. */
    @Test
    void whatIsNotFiniteIsFoundBetweenTheTerms() {
        ArrayDataSet data = ArrayDataSet.of("x", new float[] {1, 2, 3, 4}, 1);
        Factor q = Normal.of("x", 1).with(Parameter.learned("mean", Initial.zeros(), 1), Parameter.constant(1));
        Objective gap = logProb(q).minus(100);
        try (Trainer trainer = Trainer.maximise(gap.log().plus(logProb(q)).mean())
                        .on(data, 2)
                        .compile();
                Trainer phases = Trainer.of(Phase.maximise("fit", gap.log().mean()))
                        .on(data, 2)
                        .compile()) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("a term of the loss must be finite: term=objective, value=NaN, step=1,"
                            + " first=log(log p(x) - 100)");
            assertThatThrownBy(phases::update).hasMessageEndingWith("first=log(log p(x) - 100), phase=fit");
            assertThat(trainer.step()).isZero();
        }
    }
}

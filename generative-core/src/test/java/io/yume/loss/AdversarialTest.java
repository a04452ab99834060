package io.yume.loss;

import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Adam;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Dense;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Games between N(1, 1), the real side, and N(0, 1), whose log-ratio is x - 1/2. */
final class AdversarialTest {

    private static final double ERRORS = 4.5;
    private static final Factor REAL =
            Normal.of("x", 1).with(Parameter.constant(1), Parameter.constant(1)).as("r");
    private static final Factor MODEL = Normal.standard("x", 1);

    /** A fixed function as a critic. */
    private static Critic fixed(UnaryOperator<Node> function) {
        return Critic.of("T", Fixed.function(function), "x");
    }

    private static Node logRatio(Node x) {
        return x.minus(0.5);
    }

    /** The critic at which the bound of a divergence is tight. */
    private static Node best(FDivergence f, Node x) {
        return switch (f) {
            case KULLBACK_LEIBLER -> logRatio(x).plus(1);
            case PEARSON -> logRatio(x).exp().minus(1).times(2);
            case SQUARED_HELLINGER -> logRatio(x).times(0.5);
            default -> logRatio(x);
        };
    }

    private static double density(double x, double mean) {
        return Math.exp(-0.5 * (x - mean) * (x - mean)) / Math.sqrt(2 * Math.PI);
    }

    /** The integral of a function of both densities. */
    private static double integral(DoubleBinaryOperator of) {
        double total = 0;
        for (double x = -12; x < 13; x += 0.001) {
            total += of.applyAsDouble(density(x, 1), density(x, 0)) * 0.001;
        }
        return total;
    }

    private static double exact(FDivergence f) {
        double jensenShannon = 2 * 0.111421;
        return switch (f) {
            case KULLBACK_LEIBLER, REVERSE_KULLBACK_LEIBLER -> 0.5;
            case PEARSON -> Math.E - 1;
            case SQUARED_HELLINGER -> 2 * (1 - Math.exp(-1.0 / 8));
            case JENSEN_SHANNON -> jensenShannon;
            case GAN -> jensenShannon - 2 * Math.log(2);
        };
    }

    private static Lowered.Statistics statistics(Objective objective) {
        return Lowered.of(objective, 512, Map.of()).statistics(400);
    }

    @ParameterizedTest
    @EnumSource(FDivergence.class)
    void valueAtTheBestCriticIsTheDivergence(FDivergence f) {
        Objective value = Adversarial.divergence(f, MODEL, fixed(x -> best(f, x)))
                .against(REAL)
                .critic();
        Lowered.Statistics statistics = statistics(value);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(exact(f), within(ERRORS * statistics.errors().get("value")[0] + 1e-5));
    }

    @ParameterizedTest
    @EnumSource(FDivergence.class)
    void otherCriticsSayLess(FDivergence f) {
        Objective value = Adversarial.divergence(
                        f, MODEL, fixed(x -> best(f, x).times(0.5).plus(0.1)))
                .against(REAL)
                .critic();
        Lowered.Statistics statistics = statistics(value);
        assertThat(statistics.means().get("value")[0]
                        + ERRORS * statistics.errors().get("value")[0])
                .isLessThan(exact(f));
    }

    @Test
    void knownDivergencesAreTheIntegrals() {
        assertThat(integral((p, q) -> 0.5 * p * Math.log(2 * p / (p + q)) + 0.5 * q * Math.log(2 * q / (p + q))))
                .isCloseTo(0.111421, within(1e-5));
        assertThat(integral((p, q) -> (p / q - 1) * (p / q - 1) * q))
                .isCloseTo(exact(FDivergence.PEARSON), within(1e-4));
        assertThat(integral((p, q) -> Math.pow(Math.sqrt(p) - Math.sqrt(q), 2)))
                .isCloseTo(exact(FDivergence.SQUARED_HELLINGER), within(1e-5));
    }

    /** Twice the divergence of Jensen and Shannon less log 4, for a normal law against N(0, 1); by quadrature as well. */
    @ParameterizedTest
    @CsvSource({"1, 1, -1.163451", "2, 1, -0.712633", "4, 1, -0.120854", "0, 2, -1.200828"})
    void criticLearnsWhatTellsTheSidesApart(double mean, double scale, double value) {
        assertThat(game(mean, scale)).isCloseTo(value, within(1e-5));
        Factor real = Normal.of("x", 1)
                .with(Parameter.constant(mean), Parameter.constant(scale))
                .as("r");
        // The log-ratio of two normal laws is a parabola.
        Critic critic = Critic.of("D", parabola(mean / 2), "x");
        Objective objective =
                Adversarial.jensenShannon(MODEL, critic).against(real).critic().mean();
        ArrayDataSet rows = ArrayDataSet.of("unused", new float[400_000], 1);
        try (Trainer trainer = Trainer.maximise(objective)
                .with(Adam.of(0.1).decaying(0.995, 1e-3))
                .on(rows, 4000)
                .seed(3)
                .compile()) {
            trainer.fit(Length.updates(500));
            assertThat(trainer.evaluate(rows).objective()).isCloseTo(value, within(0.005));
        }
    }

    /** What the best critic gets from N(mean, scale) and N(0, 1), by quadrature. */
    private static double game(double mean, double scale) {
        double total = 0;
        for (double x = -15; x < 15; x += 0.001) {
            double p = density((x - mean) / scale, 0) / scale;
            double q = density(x, 0);
            if (p > 0 && q > 0) {
                total += 0.001 * (p * Math.log(p / (p + q)) + q * Math.log(q / (p + q)));
            }
        }
        return total;
    }

    /** A dense layer over the distance from a centre and its square. */
    private static Network parabola(double centre) {
        Dense dense = Dense.of(2, 1).starting(Initial.zeros());
        return new Network() {
            @Override
            public Map<String, Spec> specs() {
                return dense.specs();
            }

            @Override
            public Node apply(Node x, Scope scope) {
                Node apart = x.minus(centre);
                return dense.apply(x.graph().concat(1, List.of(apart, apart.square())), scope);
            }
        };
    }

    @Test
    void logRatioGivesTheDivergenceOfTheModel() {
        Objective kl = Adversarial.jensenShannon(MODEL, fixed(AdversarialTest::logRatio))
                .against(REAL)
                .kullbackLeibler();
        Lowered.Statistics statistics = statistics(kl);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(0.5, within(ERRORS * statistics.errors().get("value")[0]));
    }

    /** The model x = m + e against the data N(1, 1): gradients by m at the best critic in closed form or by quadrature. */
    @Test
    void lossesOfTheModelHaveTheirGradients() {
        Factor shift = Deterministic.of("m", 1).learned();
        Factor noise = Normal.of("x", 1).with(Parameter.variable("m"), Parameter.constant(1));
        Distribution model = shift.times(noise);
        Adversarial game = Adversarial.jensenShannon(model, fixed(AdversarialTest::logRatio));
        // At m = 0 the critic is the best one; the slope of each loss is E_q[d loss / dT] since dT/dm = 1.
        assertSlope(game.model(), integral((p, q) -> -q * p / (p + q)));
        assertSlope(game.nonSaturating(), integral((p, q) -> q * q / (p + q)));
        // The slope of KL[data || model] at m = 0 is -(1 - m).
        assertSlope(game.maximumLikelihood(), -1);
        // Of draws that share their weights it is 1 whatever they are, since each has the slope 1.
        assertSlope(game.sharedLikelihood(), 1);
        assertSlope(game.kullbackLeibler(), -1);
        assertSlope(Adversarial.wasserstein(model, fixed(x -> x.times(3))).model(), -3);
        // Where the critic says less than -1 there is no penalty for the critic, but the model always climbs.
        assertSlope(Adversarial.hinge(model, fixed(x -> x.times(2))).model(), -2);
    }

    /** A coin in place of a pathwise draw: the slope of E[log sigmoid(c x)] by its logit is p (1 - p) times what heads are better than tails. */
    @Test
    void aModelOfCoinsLearnsByAnEstimator() {
        Factor coin = Bernoulli.of("x", 1).learned();
        Adversarial game = Adversarial.jensenShannon(coin, fixed(x -> x.times(2)));
        double p = 1 / (1 + Math.exp(-0.3));
        double better = -Math.log1p(Math.exp(-2)) + Math.log(2);
        for (Estimator estimator : new Estimator[] {Estimator.enumeration(), Estimator.scoreFunction()}) {
            Lowered.Statistics statistics = Lowered.of(game.nonSaturating().estimating("x", estimator), 512, Map.of())
                    .set("x.free", 0.3)
                    .statistics(300);
            assertThat(statistics.means().get("x.free")[0])
                    .isCloseTo(
                            p * (1 - p) * better,
                            within(ERRORS * statistics.errors().get("x.free")[0] + 1e-6));
        }
    }

    /** The logit x^2 / 8 - 10000 of draws x = m + e is one that takes all of them for draws; E[exp] of it is 0, but its slope has a direction. */
    @Test
    void sharedLikelihoodHasASlopeWhereTheCriticIsSure() {
        Factor shift = Deterministic.of("m", 1).learned();
        Factor noise = Normal.of("x", 1).with(Parameter.variable("m"), Parameter.constant(1));
        Critic sure = fixed(x -> x.square().dividedBy(8).minus(10_000));
        Adversarial game = Adversarial.jensenShannon(shift.times(noise), sure);
        Lowered shared = Lowered.of(game.sharedLikelihood(), 4000, Map.of("x", Shape.of(1)))
                .rows("x", 0)
                .set("m.free", 0.5);
        // The mean of exp(x^2 / 8) is sqrt(4 / 3) exp(m^2 / 6), whose logarithm has the slope m / 3.
        assertThat(shared.value()[0]).isCloseTo(Math.log(4.0 / 3) / 2 + 0.25 / 6 - 10_000, within(0.02));
        assertThat(shared.gradients(0).get("m.free")[0]).isCloseTo(0.5 / 3, within(0.03));
    }

    @Test
    void lossesOfALogitAreRefusedWhereTheCriticIsNone() {
        Critic critic = fixed(AdversarialTest::logRatio);
        for (Adversarial game : new Adversarial[] {
            Adversarial.wasserstein(MODEL, critic),
            Adversarial.hinge(MODEL, critic).against(REAL),
            Adversarial.divergence(FDivergence.PEARSON, MODEL, critic),
            Adversarial.divergence(FDivergence.SQUARED_HELLINGER, MODEL, critic),
            Adversarial.divergence(FDivergence.KULLBACK_LEIBLER, MODEL, critic)
        }) {
            assertThatThrownBy(game::nonSaturating).hasMessageContaining("a critic that is a logit");
            assertThatThrownBy(game::maximumLikelihood).hasMessageContaining("a critic that is a logit");
            assertThatThrownBy(game::kullbackLeibler).hasMessageContaining("a critic that is a logit");
            assertThatThrownBy(game::sharedLikelihood).hasMessageContaining("a critic that is a logit");
        }
        assertThatThrownBy(Adversarial.hinge(MODEL, critic)::nonSaturating).hasMessageContaining("game=hinge");
        for (FDivergence f :
                new FDivergence[] {FDivergence.REVERSE_KULLBACK_LEIBLER, FDivergence.JENSEN_SHANNON, FDivergence.GAN}) {
            Objective kl =
                    Adversarial.divergence(f, MODEL, fixed(x -> best(f, x))).kullbackLeibler();
            Lowered.Statistics statistics = statistics(kl);
            assertThat(statistics.means().get("value")[0])
                    .isCloseTo(0.5, within(ERRORS * statistics.errors().get("value")[0]));
        }
    }

    private static void assertSlope(Objective loss, double expected) {
        Lowered.Statistics statistics =
                Lowered.of(loss, 512, Map.of()).set("m.free", 0).statistics(300);
        assertThat(statistics.means().get("m.free")[0])
                .as(loss.toString())
                .isCloseTo(expected, within(ERRORS * statistics.errors().get("m.free")[0] + 1e-5));
    }

    @Test
    void theModelIsNotTrainedByTheCritic() {
        Factor shift = Deterministic.of("m", 1).learned();
        Distribution model = shift.times(Normal.of("x", 1).with(Parameter.variable("m"), Parameter.constant(1)));
        Critic critic = Critic.of("D", mlp(1, 4, 1), "x");
        for (Adversarial game : new Adversarial[] {
            Adversarial.jensenShannon(model, critic),
            Adversarial.wasserstein(model, critic),
            Adversarial.hinge(model, critic)
        }) {
            Lowered lowered = Lowered.of(game.critic(), 8, Map.of("x", Shape.of(1)));
            assertThat(lowered.rows("x", 0.3).gradients(0).keySet())
                    .containsExactlyInAnyOrder("D.dense0.weight", "D.dense0.bias", "D.dense1.weight", "D.dense1.bias");
        }
    }

    @Test
    void hingeIsZeroBeyondTheMargin() {
        Lowered lowered = Lowered.of(
                        Adversarial.hinge(MODEL, fixed(x -> x.zeros().plus(0.25)))
                                .critic(),
                        2,
                        Map.of("x", Shape.of(1)))
                .rows("x", 4);
        // min(0, 0.25 - 1) + min(0, -0.25 - 1)
        assertThat(lowered.value()[0]).isCloseTo(-2, within(1e-12));
    }

    /** For a linear critic the slope is its weight everywhere. */
    @Test
    void penaltyOfALinearCriticIsInItsWeights() {
        Critic critic = Critic.of("D", mlp(2, 1), "x");
        Objective penalty =
                Adversarial.wasserstein(Normal.standard("x", 2), critic).gradientPenalty();
        Lowered lowered = Lowered.of(penalty, 3, Map.of("x", Shape.of(2)))
                .rows("x", 0.3, -1)
                .set("D.dense0.weight", 3, 4);
        assertThat(lowered.value()).usingComparatorWithPrecision(1e-9).containsOnly(16);
        double[] gradient = lowered.gradients(0).get("D.dense0.weight");
        assertThat(gradient[0]).isCloseTo(2 * 4 * 0.6, within(1e-9));
        assertThat(gradient[1]).isCloseTo(2 * 4 * 0.8, within(1e-9));
    }

    /** Its gradient is one of second order: against finite differences. */
    @Test
    void penaltyHasTheSlopesOfItsValue() {
        Critic critic = Critic.of("D", mlp(io.yume.nn.Activation.TANH, 2, 3, 1), "x");
        Objective penalty = Adversarial.wasserstein(Normal.standard("x", 2), critic)
                .gradientPenalty()
                .mean();
        Lowered lowered = Lowered.of(penalty, 4, Map.of("x", Shape.of(2))).rows("x", 0.3, -1);
        FiniteDifferences.check(lowered, 1e-6);
    }

    @Test
    void printsTheGame() {
        Critic critic = Critic.of("D", mlp(1, 1), "x");
        Factor noise = Normal.standard("z", 1);
        Distribution model = Deterministic.of("x").given("z").by(mlp(1, 1)).times(noise);
        Adversarial game = Adversarial.jensenShannon(model, critic);
        assertThat(game.critic().latex())
                .isEqualTo("\\mathbb{E}_{p_{\\text{data}}(x)}[\\log \\sigma(D(x))] - "
                        + "\\mathbb{E}_{p(x|z)p(z)}[-\\log \\sigma(-D(x))]");
        assertThat(game.nonSaturating()).hasToString("E_p(x|z)p(z)[log sigmoid(D(x))]");
        assertThat(game.gradientPenalty().latex()).isEqualTo("\\mathbb{E}_{\\hat{x}}[(\\|\\nabla D(x)\\|_2 - 1)^2]");
    }

    @Test
    void rejectsGamesThatCannotBe() {
        Critic critic = Critic.of("D", mlp(1, 2), "x");
        assertThatThrownBy(() -> Adversarial.jensenShannon(Normal.standard("z", 1), critic))
                .hasMessageContaining("must see a variable of the model");
        assertThatThrownBy(() -> Adversarial.jensenShannon(MODEL, critic).against(Normal.standard("y", 1)))
                .hasMessageContaining("what both sides draw");
        assertThatThrownBy(() ->
                        Lowered.of(Adversarial.jensenShannon(MODEL, critic).critic(), 2, Map.of("x", Shape.of(1))))
                .hasMessageContainingAll("one number per example", "actual=[2]", "D(x)");
        Factor coins = Bernoulli.of("x", 1).learned();
        assertThatThrownBy(() -> Lowered.of(
                        Adversarial.jensenShannon(coins, Critic.of("D", mlp(1, 1), "x"))
                                .model(),
                        2,
                        Map.of()))
                .hasMessageContaining("no gradient flows through draws");
    }

    /** Of two variables that are drawn, by the slope of both; a label comes with the data, and its slope may be what it is. */
    @Test
    void penaltyIsOfAllThatIsDrawnAndNothingElse() {
        Distribution model = Normal.standard("x", 1).times(Normal.standard("y", 1));
        Critic critic = Critic.of("D", mlp(3, 1), "x", "y", "label");
        Lowered lowered = Lowered.of(
                        Adversarial.wasserstein(model, critic).gradientPenalty(),
                        3,
                        Map.of("x", Shape.of(1), "y", Shape.of(1), "label", Shape.of(1)))
                .rows("x", 0.3)
                .rows("y", -1)
                .rows("label", 2)
                .set("D.dense0.weight", 3, 4, 12);
        assertThat(lowered.value()).usingComparatorWithPrecision(1e-9).containsOnly(16);
    }
}

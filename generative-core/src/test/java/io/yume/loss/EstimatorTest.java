package io.yume.loss;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.joint;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Categorical;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Mixture;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every estimator against the exact gradient: of a small model whose latents are enumerated. Seeds are fixed; the bound of every single
 * comparison holds the whole class at a level of 0.001.
 */
final class EstimatorTest {

    /**
     * Over this class, {@link BoundEstimatorTest}, {@link BiasedEstimatorTest} and {@link TrainedAlongTest}, about 1300 numbers are
     * compared: 1e-3 / 1300, two-sided and with errors estimated from 300 runs, is 5.1 standard errors.
     */
    static final double ERRORS = 5.1;

    static final Map<String, Shape> DATA = Map.of("x", Shape.of(3));
    static final double[] X = {1, 0, 1};

    /** Two layers of coins: q(b|x) q(a|x,b), p(x|a) p(a|b) p(b). */
    static final Distribution MODEL = joint(
            Bernoulli.of("x").given("a").by(mlp(2, 3)),
            Bernoulli.of("a").given("b").by(mlp(2, 2)),
            Bernoulli.of("b", 2).learned());

    static final Distribution POSTERIOR = joint(
            Bernoulli.of("b").given("x").by(mlp(3, 2)).as("q"),
            Bernoulli.of("a").given("x", "b").by(mlp(5, 2)).as("q"));

    record Case(String name, UnaryOperator<Expectation> choice) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case both(String name, Estimator estimator, int samples) {
        return new Case(
                name, bound -> bound.samples(samples).estimating("a", estimator).estimating("b", estimator));
    }

    static Stream<Case> unbiased() {
        return Stream.of(
                both("score function", Estimator.scoreFunction(), 1),
                both("score function, 3 samples", Estimator.scoreFunction(), 3),
                both("moving average", Estimator.scoreFunction(Baseline.movingAverage(0.9)), 1),
                both("leave one out", Estimator.scoreFunction(Baseline.leaveOneOut()), 4),
                both("learned baseline", Estimator.scoreFunction(Baseline.learned(mlp(3, 1), "x")), 1),
                both("MuProp", Estimator.muProp(), 1),
                both("MuProp, 2 samples", Estimator.muProp(), 2),
                new Case("REBAR", bound -> bound.estimating("b", enumeration())
                        .estimating("a", Estimator.rebar(0.5, 0.8))),
                new Case("REBAR, 2 samples", bound -> bound.samples(2)
                        .estimating("b", Estimator.scoreFunction())
                        .estimating("a", Estimator.rebar(0.3, 1))),
                new Case("RELAX", bound -> bound.estimating("b", Estimator.scoreFunction())
                        .estimating("a", Estimator.relax(0.5, 0.5, mlp(5, 4, 1), "x"))),
                new Case("first enumerated", bound -> bound.estimating("b", enumeration())
                        .estimating("a", Estimator.scoreFunction())),
                new Case("second enumerated", bound -> bound.samples(2)
                        .estimating("b", Estimator.scoreFunction(Baseline.leaveOneOut()))
                        .estimating("a", enumeration())));
    }

    private static Lowered exact() {
        Expectation bound =
                elbo(MODEL, POSTERIOR).estimating("a", enumeration()).estimating("b", enumeration());
        return Lowered.of(bound, 1, DATA).rows("x", X);
    }

    /** Its log-probability is infinite, which nothing is multiplied with. */
    @Test
    void impossibleClassesAddNothingToAnEnumeration() {
        Factor k = OneHotCategorical.of("k").with(Parameter.variable("logits"));
        Lowered lowered = Lowered.of(
                        expectation(k, logProb(k)).estimating("k", enumeration()), 1, Map.of("logits", Shape.of(3)))
                .set("logits", Math.log(0.3), Math.log(0.7), Double.NEGATIVE_INFINITY);
        assertThat(lowered.value()[0]).isCloseTo(0.3 * Math.log(0.3) + 0.7 * Math.log(0.7), within(1e-12));
    }

    @Test
    void enumerationHasTheSlopesOfTheExactValue() {
        Lowered exact = exact();
        exact.gradients(0).forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                double[] kept = exact.leaf(name);
                double[] moved = kept.clone();
                moved[i] += 1e-5;
                double up = exact.set(name, moved).value()[0];
                moved = kept.clone();
                moved[i] -= 1e-5;
                double down = exact.set(name, moved).value()[0];
                exact.set(name, kept);
                assertThat(gradient[i]).as(name).isCloseTo((up - down) / 2e-5, within(1e-8));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("unbiased")
    void meanGradientIsTheExactOne(Case example) {
        Lowered exact = exact();
        Lowered estimated = Lowered.of(example.choice().apply(elbo(MODEL, POSTERIOR)), 64, DATA)
                .rows("x", X);
        estimated.graph().runningMeans().forEach(mean -> estimated.set(mean.placeholder(), -3));
        Lowered.Statistics statistics = estimated.statistics(400);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(exact.value()[0], within(ERRORS * statistics.errors().get("value")[0] + 1e-6));
        exact.gradients(0).forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                assertThat(statistics.means().get(name)[i])
                        .as(name)
                        .isCloseTo(
                                gradient[i], within(ERRORS * statistics.errors().get(name)[i] + 1e-6));
            }
        });
    }

    /** NVIL divides the score by the deviation of the objective, here 2: the gradient of q has half its length. */
    @Test
    void scalingChangesTheLengthOfTheGradientOnly() {
        for (Baseline baseline : new Baseline[] {Baseline.nvil(0.9), Baseline.nvil(0.9, mlp(3, 1), "x")}) {
            Lowered exact = exact();
            Lowered estimated = Lowered.of(
                            both("", Estimator.scoreFunction(baseline), 1)
                                    .choice()
                                    .apply(elbo(MODEL, POSTERIOR)),
                            64,
                            DATA)
                    .rows("x", X);
            estimated
                    .graph()
                    .runningMeans()
                    .forEach(mean ->
                            estimated.set(mean.placeholder(), mean.term().contains("square") ? 13 : -3));
            Lowered.Statistics statistics = estimated.statistics(400);
            exact.gradients(0).forEach((name, gradient) -> {
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(statistics.means().get(name)[i])
                            .as(name)
                            .isCloseTo(
                                    gradient[i] * (name.startsWith("q(") ? 0.5 : 1),
                                    within(ERRORS * statistics.errors().get(name)[i] + 1e-6));
                }
            });
        }
    }

    /** Coins of which neither is drawn from the other may both be relaxed; so may classes. */
    @Test
    void relaxedDrawsOfSeveralVariablesAreUnbiased() {
        Factor b = Bernoulli.of("b").given("x").by(mlp(3, 2)).as("q");
        Factor k = OneHotCategorical.of("k").given("x").by(mlp(3, 3)).as("q");
        Distribution model = joint(
                Bernoulli.of("x").given("b", "k").by(mlp(5, 3)),
                Bernoulli.of("b", 2).learned(),
                OneHotCategorical.of("k", 3).learned());
        Expectation bound = elbo(model, joint(b, k));
        Lowered exact = Lowered.of(bound.estimating("b", enumeration()).estimating("k", enumeration()), 1, DATA)
                .rows("x", X);
        Lowered.Statistics statistics = Lowered.of(
                        bound.estimating("b", Estimator.rebar(0.5, 1))
                                .estimating("k", Estimator.relax(0.5, 1, mlp(6, 4, 1), "x")),
                        64,
                        DATA)
                .rows("x", X)
                .statistics(300);
        exact.gradients(0).forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                assertThat(statistics.means().get(name)[i])
                        .as(name)
                        .isCloseTo(
                                gradient[i], within(ERRORS * statistics.errors().get(name)[i] + 1e-6));
            }
        });
    }

    /** For an objective that is linear in the variable the expansion is exact: nothing is left to vary. */
    @Test
    void muPropDoesNotVaryForLinearObjectives() {
        Expectation linear = expectation(
                        Bernoulli.of("b", 2).learned(), observed("b").times(3))
                .estimating("b", Estimator.muProp());
        Lowered lowered = Lowered.of(linear, 4, Map.of()).set("b.free", 0.4, -0.3);
        for (int step = 0; step < 5; step++) {
            double p = 1 / (1 + Math.exp(-0.4));
            assertThat(lowered.gradients(step).get("b.free")[0]).isCloseTo(3 * p * (1 - p), within(1e-12));
        }
    }

    /** The gradient of the log-density of q alone is zero on average; without it, none is left where q is the posterior. */
    @Test
    void stickingTheLandingIsUnbiasedAndVanishesAtThePosterior() {
        Factor q = Normal.of("z", 1).learned().as("q");
        Factor p = Normal.of("z", 1).learned().as("p");
        Expectation bound =
                expectation(q, logProb(p).minus(logProb(q))).estimating("z", Estimator.stickingTheLanding());
        Lowered.Statistics statistics = Lowered.of(bound, 64, Map.of())
                .set("q(z).free", 0.4, -0.3)
                .set("p(z).free", -0.5, 0.2)
                .statistics(400);
        double s = Math.log1p(Math.exp(-0.3)) + 1e-6;
        double t = Math.log1p(Math.exp(0.2)) + 1e-6;
        double[] exact = {-0.9 / (t * t), (-s / (t * t) + 1 / s) / (1 + Math.exp(0.3))};
        for (int i = 0; i < 2; i++) {
            assertThat(statistics.means().get("q(z).free")[i])
                    .isCloseTo(exact[i], within(ERRORS * statistics.errors().get("q(z).free")[i] + 1e-6));
        }
        double[] same = Lowered.of(bound, 8, Map.of())
                .set("q(z).free", 0.4, -0.3)
                .set("p(z).free", 0.4, -0.3)
                .gradients(0)
                .get("q(z).free");
        assertThat(same[0]).isCloseTo(0, within(1e-12));
        assertThat(same[1]).isCloseTo(0, within(1e-12));
    }

    /**
     * E_q[(log q)^2] is (log s + c)^2 + (log s + c) + 3/4, of slope (2 (log s + c) + 1) / s by the scale s; through the draw alone it is
     * (2 (log s + c) + 3) / s.
     */
    @Test
    void stickingTheLandingIsBiasedWhereLogQIsSquared() {
        Factor q = Normal.of("z", 1).learned();
        Lowered.Statistics statistics = Lowered.of(
                        expectation(q, logProb(q).square()).estimating("z", Estimator.stickingTheLanding()),
                        64,
                        Map.of())
                .set("z.free", 0.4, -0.3)
                .statistics(400);
        double s = Math.log1p(Math.exp(-0.3)) + 1e-6;
        double constant = Math.log(s) + 0.5 * Math.log(2 * Math.PI);
        double slope = (2 * constant + 3) / s / (1 + Math.exp(0.3));
        assertThat(statistics.means().get("z.free")[1])
                .isCloseTo(slope, within(ERRORS * statistics.errors().get("z.free")[1] + 1e-6));
    }

    /** Another variable with the same learned tensors, as in a model of shared transitions, trains them by its density. */
    @Test
    void stickingTheLandingFreezesTheDrawnFactorOnly() {
        Factor q = Normal.of("z", 1).learned();
        Factor back = q.rename("z", "u").rename("u", "z").as("q");
        double[] slopes = free(expectation(q, logProb(q.rename("z", "x")).minus(logProb(back)))
                .noise("z", "code")
                .estimating("z", Estimator.stickingTheLanding()));
        // Of the draw's own density, what goes through the draw.
        double[] through = free(expectation(q, logProb(q.detached()).neg()).noise("z", "code"));
        double s = Math.log1p(Math.exp(-0.3)) + 1e-6;
        assertThat(slopes[0] - through[0]).isCloseTo(1.1 / (s * s), within(1e-9));
        assertThat(slopes[1] - through[1])
                .isCloseTo((1.1 * 1.1 / (s * s * s) - 1 / s) / (1 + Math.exp(0.3)), within(1e-9));
    }

    private static double[] free(Objective objective) {
        Lowered lowered = Lowered.of(objective, 2, Map.of("x", Shape.of(1)))
                .set("z.free", 0.4, -0.3)
                .rows("x", 1.5);
        return lowered.gradients(0).get("z.free");
    }

    @Test
    void rejectsIllegalPairs() {
        Expectation coins = expectation(Bernoulli.of("b", 2).learned(), observed("b"));
        Expectation normal = expectation(Normal.of("z", 1).learned(), observed("z"));
        Expectation index =
                expectation(Categorical.of("k").with(Parameter.learned("logits", Initial.zeros(), 3)), observed("k"));
        assertRefused(coins.estimating("b", Estimator.doublyReparameterised()), "use iwae", "family=Bernoulli");
        assertRefused(coins.estimating("b", Estimator.vimco()), "use iwae", "variable=b");
        assertRefused(
                coins.estimating("b", Estimator.stickingTheLanding()),
                "stickingTheLanding needs draws through which",
                "family=Bernoulli");
        assertRefused(normal.estimating("z", Estimator.muProp()), "MuProp is for discrete", "family=Normal");
        assertRefused(index.estimating("k", Estimator.muProp()), "have a mean", "family=Categorical");
        assertRefused(normal.estimating("z", Estimator.rebar(1, 1)), "coins and one-hot", "family=Normal");
        assertRefused(index.estimating("k", Estimator.gumbelSoftmax(1)), "coins and one-hot", "family=Categorical");
        Expectation both = elbo(MODEL, POSTERIOR);
        assertRefused(
                both.estimating("b", Estimator.rebar(1, 1)).estimating("a", enumeration()), "nothing else is drawn");
        assertRefused(both.estimating("b", Estimator.muProp()).estimating("a", enumeration()), "beside MuProp");
        assertThatThrownBy(() -> Estimator.gumbelSoftmax(0)).hasMessageContaining("temperature=0.0");
        assertThatThrownBy(() -> Estimator.rebar(-1, 1)).hasMessageContaining("temperature=-1.0");
        assertThatThrownBy(() -> Estimator.rebar(1, Double.NaN)).hasMessage("scale must be finite: scale=NaN");
        assertThatThrownBy(() -> Estimator.relax(1, Double.POSITIVE_INFINITY, mlp(1, 1)))
                .hasMessage("scale must be finite: scale=Infinity");
        assertThatThrownBy(() -> Baseline.nvil(1)).hasMessageContaining("decay=1.0");
    }

    private static void assertRefused(Objective objective, String... messages) {
        assertThatThrownBy(() -> Lowered.of(objective, 2, DATA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(messages);
    }

    @Test
    void baselinesMakeGradientsVaryLess() {
        double plain = variance(both("", Estimator.scoreFunction(), 4));
        assertThat(variance(both("", Estimator.scoreFunction(Baseline.leaveOneOut()), 4)))
                .isLessThan(plain);
        assertThat(variance(both("", Estimator.scoreFunction(Baseline.movingAverage(0.9)), 4)))
                .isLessThan(plain);
        assertThat(variance(both("", Estimator.muProp(), 4))).isLessThan(plain);
    }

    private static double variance(Case example) {
        Lowered estimated = Lowered.of(example.choice().apply(elbo(MODEL, POSTERIOR)), 16, DATA)
                .rows("x", X);
        estimated.graph().runningMeans().forEach(mean -> estimated.set(mean.placeholder(), exact().value()[0]));
        Lowered.Statistics statistics = estimated.statistics(100);
        return statistics.errors().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("q("))
                .flatMapToDouble(entry -> Arrays.stream(entry.getValue()).map(e -> e * e))
                .sum();
    }

    /** E_q[-z^2] with q(z) = N(m, s): the exact gradients are -2m and -2s ds. */
    @Test
    void pathwiseGradientIsTheExactOne() {
        Factor q = Normal.of("z", 1).learned().as("q");
        Factor p = Normal.of("z", 1).learned().as("p");
        Lowered estimated = Lowered.of(expectation(q, logProb(p)).minus(kl(q, Normal.standard("z", 1))), 64, Map.of())
                .set("q(z).free", 0.4, -0.3)
                .set("p(z).free", -0.5, 0.2);
        Lowered.Statistics statistics = estimated.statistics(400);
        double m = 0.4;
        double s = Math.log1p(Math.exp(-0.3)) + 1e-6;
        double ds = 1 / (1 + Math.exp(0.3));
        double t = Math.log1p(Math.exp(0.2)) + 1e-6;
        double toMean = -(m + 0.5) / (t * t) - m;
        double toScale = (-s / (t * t) - s + 1 / s) * ds;
        double[] mean = statistics.means().get("q(z).free");
        double[] error = statistics.errors().get("q(z).free");
        assertThat(mean[0]).isCloseTo(toMean, within(ERRORS * error[0] + 1e-6));
        assertThat(mean[1]).isCloseTo(toScale, within(ERRORS * error[1] + 1e-6));
    }

    /** A score function works for what has a pathwise gradient, too, and both agree. */
    @Test
    void scoreFunctionAgreesWithPathwise() {
        Factor q = Normal.of("z", 1).learned().as("q");
        Objective of = logProb(Normal.of("x").with(Parameter.variable("z"), Parameter.constant(1)));
        Map<String, Shape> data = Map.of("x", Shape.of(1));
        Lowered.Statistics pathwise = Lowered.of(expectation(q, of), 64, data)
                .set("q(z).free", 0.4, -0.3)
                .rows("x", 1.5)
                .statistics(300);
        Lowered.Statistics score = Lowered.of(
                        expectation(q, of).samples(4).estimating("z", Estimator.scoreFunction(Baseline.leaveOneOut())),
                        64,
                        data)
                .set("q(z).free", 0.4, -0.3)
                .rows("x", 1.5)
                .statistics(300);
        for (int i = 0; i < 2; i++) {
            double error = Math.hypot(
                    pathwise.errors().get("q(z).free")[i], score.errors().get("q(z).free")[i]);
            assertThat(score.means().get("q(z).free")[i])
                    .isCloseTo(pathwise.means().get("q(z).free")[i], within(ERRORS * error));
        }
    }

    /** A continuous variable below an enumerated one, as in semi-supervised models: both exact and drawn agree. */
    @Test
    void enumeratesAboveDraws() {
        Factor y = OneHotCategorical.of("y").given("x").by(mlp(3, 3)).as("q");
        Factor z = Normal.of("z").given("x", "y").by(mlp(6, 4)).as("q");
        Factor p = Bernoulli.of("x").given("y", "z").by(mlp(5, 3));
        Expectation bound =
                elbo(joint(p, OneHotCategorical.of("y", 3).learned(), Normal.standard("z", 2)), joint(y, z));
        Lowered.Statistics enumerated = Lowered.of(bound.estimating("y", enumeration()), 64, DATA)
                .rows("x", X)
                .statistics(300);
        Lowered.Statistics drawn = Lowered.of(
                        bound.samples(4).estimating("y", Estimator.scoreFunction(Baseline.leaveOneOut())), 64, DATA)
                .rows("x", X)
                .statistics(300);
        enumerated.means().forEach((name, means) -> {
            for (int i = 0; i < means.length; i++) {
                double error = Math.hypot(
                        enumerated.errors().get(name)[i], drawn.errors().get(name)[i]);
                assertThat(drawn.means().get(name)[i]).as(name).isCloseTo(means[i], within(ERRORS * error + 1e-6));
            }
        });
    }

    /** Exact for an objective that is linear in the variable, wrong for one that is not. */
    @Test
    void straightThroughIsExactForLinearObjectivesOnly() {
        Factor q = Bernoulli.of("b", 2).learned();
        Objective linear = expectation(q, observed("b")).estimating("b", Estimator.straightThrough());
        double[] slopes = Lowered.of(linear, 1, Map.of())
                .set("b.free", 0.4, -0.3)
                .gradients(0)
                .get("b.free");
        double p = 1 / (1 + Math.exp(-0.4));
        assertThat(slopes[0]).isCloseTo(p * (1 - p), within(1e-12));

        Expectation square = expectation(q, observed("b").square());
        double exact = Lowered.of(square.estimating("b", enumeration()), 1, Map.of())
                .set("b.free", 0.4, -0.3)
                .gradients(0)
                .get("b.free")[0];
        Lowered.Statistics statistics = Lowered.of(square.estimating("b", Estimator.straightThrough()), 64, Map.of())
                .set("b.free", 0.4, -0.3)
                .statistics(200);
        // d/dp E[(b1 + b2)^2] = 1 + 2 p2, but straight-through says 2 (p1 + p2).
        double other = 1 / (1 + Math.exp(0.3));
        assertThat(exact).isCloseTo(p * (1 - p) * (1 + 2 * other), within(1e-12));
        assertThat(statistics.means().get("b.free")[0])
                .isCloseTo(
                        p * (1 - p) * 2 * (p + other),
                        within(ERRORS * statistics.errors().get("b.free")[0]));
    }

    @Test
    void straightThroughIsForDiscreteVariables() {
        Expectation continuous = expectation(Normal.of("z", 1).learned(), observed("z"));
        assertThatThrownBy(() -> Lowered.of(continuous.estimating("z", Estimator.straightThrough()), 1, Map.of()))
                .hasMessageContaining("family=Normal");
        // It has a mean and no pathwise gradient, as coins have.
        Expectation mixture = expectation(Mixture.of(Normal.family(), 2, "z", 1).learned(), observed("z"));
        assertThatThrownBy(() -> Lowered.of(mixture.estimating("z", Estimator.straightThrough()), 1, Map.of()))
                .hasMessageContainingAll("straight-through is for discrete variables", "variable=z");
    }

    /** Draws that stand in for data, beside others: what one variable's control variate replaces is that variable alone. */
    @Test
    void relaxedDrawsMayStandInForData() {
        Distribution q = joint(
                Bernoulli.of("b", 2).learned(), OneHotCategorical.of("k", 3).learned());
        Objective of = logProb(Bernoulli.of("y").given("b", "k").by(mlp(5, 3)));
        Map<String, Shape> data = Map.of("y", Shape.of(3));
        Lowered fed = Lowered.of(relaxed(Objectives.fantasy(q, of)), 4, data).rows("y", X);
        Lowered drawn = Lowered.of(relaxed(expectation(q, of)), 4, data).rows("y", X);
        Map<String, double[]> expected = drawn.gradients(0);
        fed.gradients(0).forEach((name, gradient) -> assertThat(gradient)
                .as(name)
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(expected.get(name)));
    }

    private static Expectation relaxed(Expectation of) {
        return of.estimating("b", Estimator.rebar(0.5, 1)).estimating("k", Estimator.rebar(0.5, 1));
    }
}

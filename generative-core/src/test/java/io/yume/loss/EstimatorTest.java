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
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
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

    /** About 150 numbers are compared: 1e-3 / 150, two-sided, is 4.6 standard errors. */
    private static final double ERRORS = 4.6;

    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(3));
    private static final double[] X = {1, 0, 1};

    /** Two layers of coins: q(b|x) q(a|x,b), p(x|a) p(a|b) p(b). */
    private static final Distribution MODEL = joint(
            Bernoulli.of("x").given("a").by(mlp(2, 3)),
            Bernoulli.of("a").given("b").by(mlp(2, 2)),
            Bernoulli.of("b", 2).learned());

    private static final Distribution POSTERIOR = joint(
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

    @Test
    void baselinesMakeGradientsVaryLess() {
        double plain = variance(both("", Estimator.scoreFunction(), 4));
        assertThat(variance(both("", Estimator.scoreFunction(Baseline.leaveOneOut()), 4)))
                .isLessThan(plain);
        assertThat(variance(both("", Estimator.scoreFunction(Baseline.movingAverage(0.9)), 4)))
                .isLessThan(plain);
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
    }
}

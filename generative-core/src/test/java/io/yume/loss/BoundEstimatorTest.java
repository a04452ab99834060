package io.yume.loss;

import static io.yume.loss.EstimatorTest.DATA;
import static io.yume.loss.EstimatorTest.ERRORS;
import static io.yume.loss.EstimatorTest.MODEL;
import static io.yume.loss.EstimatorTest.POSTERIOR;
import static io.yume.loss.EstimatorTest.X;
import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.renyi;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.MixtureOfExperts;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.StraightThrough;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Estimators of the gradient of bounds made of several samples, against enumeration of all samples or quadrature. */
final class BoundEstimatorTest {

    record Case(String name, double order, UnaryOperator<ImportanceBound> choice) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case both(String name, double order, Estimator estimator) {
        return new Case(name, order, bound -> bound.estimating("a", estimator).estimating("b", estimator));
    }

    static Stream<Case> unbiased() {
        return Stream.of(
                both("VIMCO", 0, Estimator.vimco()),
                both("score function", 0, Estimator.scoreFunction()),
                both("moving average", 0, Estimator.scoreFunction(Baseline.movingAverage(0.9))),
                both("learned baseline", 0, Estimator.scoreFunction(Baseline.learned(mlp(3, 1), "x"))),
                new Case("baseline given a draw", 0, bound -> bound.estimating("b", Estimator.vimco())
                        .estimating("a", Estimator.scoreFunction(Baseline.learned(mlp(2, 1), "b")))),
                both("VIMCO of order 1/2", 0.5, Estimator.vimco()),
                both("VIMCO of order 1", 1, Estimator.vimco()),
                both("score function of order -1", -1, Estimator.scoreFunction()),
                both("moving average of order 1/2", 0.5, Estimator.scoreFunction(Baseline.movingAverage(0.9))),
                both("learned baseline of order 1/2", 0.5, Estimator.scoreFunction(Baseline.learned(mlp(3, 1), "x"))));
    }

    /** The bound of two samples by the sum over all values of both. */
    private static Lowered exact(double order) {
        return exact(order, POSTERIOR);
    }

    /** The same by draws of a distribution that may be trained by its log-density in the weights alone. */
    private static Lowered exact(double order, Distribution drawn) {
        Distribution other = POSTERIOR.rename("a", "c").rename("b", "d");
        Objective first = logProb(MODEL).minus(logProb(POSTERIOR));
        Objective second = logProb(MODEL.rename("a", "c").rename("b", "d")).minus(logProb(other));
        Objective of = order == 1
                ? first.plus(second).times(0.5)
                : first.times(1 - order)
                        .exp()
                        .plus(second.times(1 - order).exp())
                        .times(0.5)
                        .log()
                        .times(1 / (1 - order));
        Expectation whole = expectation(drawn.times(drawn.rename("a", "c").rename("b", "d")), of);
        for (String name : new String[] {"a", "b", "c", "d"}) {
            whole = whole.estimating(name, enumeration());
        }
        return Lowered.of(whole, 1, DATA).rows("x", X);
    }

    @ParameterizedTest
    @MethodSource("unbiased")
    void meanGradientIsTheExactOne(Case example) {
        Lowered exact = exact(example.order());
        Lowered estimated = Lowered.of(example.choice().apply(renyi(MODEL, POSTERIOR, example.order(), 2)), 64, DATA)
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

    /**
     * NVIL divides the score by the deviation of the bound, here 2; what reaches q through its log-density in the weights stays, which the
     * pathwise gradient of a bound over fixed draws is.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5})
    void nvilDividesTheScoreAlone(double order) {
        Map<String, double[]> whole = exact(order, POSTERIOR).gradients(0);
        Map<String, double[]> beside = exact(order, POSTERIOR.detached()).gradients(0);
        Lowered estimated = Lowered.of(
                        both("", order, Estimator.scoreFunction(Baseline.nvil(0.9)))
                                .choice()
                                .apply(renyi(MODEL, POSTERIOR, order, 2)),
                        64,
                        DATA)
                .rows("x", X);
        estimated
                .graph()
                .runningMeans()
                .forEach(mean -> estimated.set(mean.placeholder(), mean.term().contains("square") ? 13 : -3));
        Lowered.Statistics statistics = estimated.statistics(400);
        whole.forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                assertThat(statistics.means().get(name)[i])
                        .as(name)
                        .isCloseTo(
                                0.5 * (gradient[i] + beside.get(name)[i]),
                                within(ERRORS * statistics.errors().get(name)[i] + 1e-6));
            }
        });
    }

    @Test
    void vimcoVariesLessThanTheScoreFunction() {
        assertThat(variance(Estimator.vimco())).isLessThan(variance(Estimator.scoreFunction()));
    }

    private static double variance(Estimator estimator) {
        Lowered.Statistics statistics = Lowered.of(
                        iwae(MODEL, POSTERIOR, 5).estimating("a", estimator).estimating("b", estimator), 16, DATA)
                .rows("x", X)
                .statistics(100);
        return statistics.errors().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("q("))
                .flatMapToDouble(entry -> Arrays.stream(entry.getValue()).map(e -> e * e))
                .sum();
    }

    // ---- continuous variables: q(z) = N(m, s), p(z) = N(a, t), p(x|z) = N(z, 1)

    private static final double VALUE = 1.2;
    private static final Factor Q = Normal.of("z", 1).learned().as("q");
    private static final Factor PRIOR = Normal.of("z", 1).learned().as("p");
    private static final Joint NORMAL = Normal.of("x", 1)
            .with(Parameter.variable("z"), Parameter.constant(1))
            .times(PRIOR);
    private static final double[] FREE = {0.4, -0.3, -0.5, 0.2};

    private static double scale(double free) {
        return Math.log1p(Math.exp(free)) + 1e-6;
    }

    private static double logNormal(double x, double mean, double deviation) {
        double e = (x - mean) / deviation;
        return -0.5 * e * e - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);
    }

    /** The bound of two samples by quadrature over both noises. */
    private static double quadrature(double order, double... free) {
        int n = 241;
        double step = 0.06;
        double[] ratio = new double[n];
        double[] weight = new double[n];
        for (int i = 0; i < n; i++) {
            double e = (i - n / 2) * step;
            double z = free[0] + scale(free[1]) * e;
            ratio[i] = logNormal(VALUE, z, 1)
                    + logNormal(z, free[2], scale(free[3]))
                    - logNormal(z, free[0], scale(free[1]));
            weight[i] = Math.exp(logNormal(e, 0, 1)) * step;
        }
        double total = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double of = order == 1
                        ? (ratio[i] + ratio[j]) / 2
                        : Math.log((Math.exp((1 - order) * ratio[i]) + Math.exp((1 - order) * ratio[j])) / 2)
                                / (1 - order);
                total += weight[i] * weight[j] * of;
            }
        }
        return total;
    }

    private static double[] slopes(double order) {
        double[] slopes = new double[4];
        for (int i = 0; i < 4; i++) {
            double[] up = FREE.clone();
            up[i] += 1e-4;
            double[] down = FREE.clone();
            down[i] -= 1e-4;
            slopes[i] = (quadrature(order, up) - quadrature(order, down)) / 2e-4;
        }
        return slopes;
    }

    static Stream<Case> pathwise() {
        return Stream.of(
                new Case("pathwise", 0, bound -> bound),
                new Case("pathwise of order 1/2", 0.5, bound -> bound),
                new Case("pathwise of order 1", 1, bound -> bound),
                new Case("pathwise of order 0.95", 0.95, bound -> bound),
                new Case("pathwise of order 1.05", 1.05, bound -> bound),
                new Case(
                        "doubly reparameterised", 0, bound -> bound.estimating("z", Estimator.doublyReparameterised())),
                new Case("VIMCO", 0, bound -> bound.estimating("z", Estimator.vimco())));
    }

    @ParameterizedTest
    @MethodSource("pathwise")
    void meanGradientIsTheOneOfQuadrature(Case example) {
        Lowered.Statistics statistics = normal(example.choice().apply(renyi(NORMAL, Q, example.order(), 2)), 64)
                .statistics(400);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(
                        quadrature(example.order(), FREE),
                        within(ERRORS * statistics.errors().get("value")[0] + 1e-5));
        double[] exact = slopes(example.order());
        for (int i = 0; i < 4; i++) {
            String name = i < 2 ? "q(z).free" : "p(z).free";
            assertThat(statistics.means().get(name)[i % 2])
                    .as(name + i)
                    .isCloseTo(exact[i], within(ERRORS * statistics.errors().get(name)[i % 2] + 1e-5));
        }
    }

    /** In single precision, of log-ratios of hundreds: the division by what an order is from 1 would multiply what was rounded off. */
    @ParameterizedTest
    @ValueSource(doubles = {0.999999, 1.000001})
    void boundsNearOrderOneKeepTheirDigits(double order) {
        Lowered lowered = normal(renyi(NORMAL, Q, order, 5), 8).rows("x", 27);
        Node value = lowered.graph().value().mean();
        double exact = lowered.evaluate(value, 0)[0];
        assertThat(exact).isLessThan(-200);
        try (Parameters parameters = new Parameters(lowered.graph().specs(), Seed.root(0));
                Program program = Program.of(Map.of("value", value), parameters)) {
            lowered.graph().specs().keySet().forEach(name -> parameters.set(name, floats(lowered.leaf(name))));
            program.placeholders().forEach(name -> program.feed(name, floats(lowered.leaf(name))));
            program.run(Noise.of(Seed.root(21), 8, 0));
            assertThat((double) program.get("value")[0]).isCloseTo(exact, within(2e-3));
        }
    }

    private static float[] floats(double... numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static Lowered normal(Objective bound, int batch) {
        return Lowered.of(bound, batch, Map.of("x", Shape.of(1)))
                .set("q(z).free", FREE[0], FREE[1])
                .set("p(z).free", FREE[2], FREE[3])
                .rows("x", VALUE);
    }

    /** Two layers, where the second is drawn given the first: both estimators have one mean. */
    @Test
    void doublyReparameterisedReachesThroughLayers() {
        Distribution q = Normal.of("u", 1)
                .learned()
                .as("q")
                .times(Normal.of("z", 1).given("u").by(mlp(1, 3, 2)).as("q"));
        Distribution p = NORMAL.times(Normal.of("u", 1).given("z").by(mlp(1, 2)));
        Map<String, Shape> data = Map.of("x", Shape.of(1));
        Lowered.Statistics plain =
                Lowered.of(iwae(p, q, 3), 64, data).rows("x", VALUE).statistics(400);
        ImportanceBound one = iwae(p, q, 3).estimating("z", Estimator.doublyReparameterised());
        Lowered.Statistics doubly = Lowered.of(one.estimating("u", Estimator.doublyReparameterised()), 64, data)
                .rows("x", VALUE)
                .statistics(400);
        plain.means().forEach((name, means) -> {
            for (int i = 0; i < means.length; i++) {
                double error =
                        Math.hypot(plain.errors().get(name)[i], doubly.errors().get(name)[i]);
                assertThat(doubly.means().get(name)[i]).as(name).isCloseTo(means[i], within(ERRORS * error + 1e-6));
            }
        });
        assertThatThrownBy(() -> Lowered.of(one, 2, data)).hasMessageContaining("or neither: given=u");
    }

    /** A factor of the model that shares what q learned, but is of another variable, trains it by its density: both gradients add up. */
    @Test
    void doublyReparameterisedFreezesTheDrawnFactorOnly() {
        Factor q = Normal.of("z", 1).learned().as("q");
        Factor apart = Normal.of("x", 1).learned().as("q");
        Factor prior = Normal.standard("z", 1);
        Map<String, double[]> shared = normal(
                        iwae(q.rename("z", "x").times(prior), q, 3).estimating("z", Estimator.doublyReparameterised()),
                        2)
                .gradients(0);
        Map<String, double[]> two = normal(
                        iwae(apart.times(prior), q, 3).estimating("z", Estimator.doublyReparameterised()), 2)
                .set("q(x).free", FREE[0], FREE[1])
                .gradients(0);
        for (int i = 0; i < 2; i++) {
            double sum = two.get("q(z).free")[i] + two.get("q(x).free")[i];
            assertThat(shared.get("q(z).free")[i]).isCloseTo(sum, within(1e-9));
        }
    }

    /** The signal of the pathwise gradient of q falls faster than its noise with the samples; the doubly reparameterised one's does not. */
    @Test
    void doublyReparameterisedGradientsVaryLess() {
        Lowered.Statistics plain = normal(iwae(NORMAL, Q, 16), 16).statistics(200);
        Lowered.Statistics doubly = normal(iwae(NORMAL, Q, 16).estimating("z", Estimator.doublyReparameterised()), 16)
                .statistics(200);
        assertThat(doubly.errors().get("q(z).free")[0])
                .isLessThan(0.5 * plain.errors().get("q(z).free")[0]);
    }

    @Test
    void rejectsIllegalPairs() {
        assertRefused(
                iwae(MODEL, POSTERIOR, 2)
                        .estimating("a", Estimator.doublyReparameterised())
                        .estimating("b", Estimator.vimco()),
                "doublyReparameterised needs draws through which",
                "family=Bernoulli");
        assertRefused(
                iwae(MODEL, POSTERIOR, 1).estimating("a", Estimator.vimco()).estimating("b", Estimator.vimco()),
                "vimco needs two samples",
                "samples=1");
        assertRefused(
                iwae(MODEL, POSTERIOR, 2).estimating("b", enumeration()).estimating("a", Estimator.vimco()),
                "in a bound made of several samples");
        assertRefused(
                iwae(MODEL, POSTERIOR, 2)
                        .estimating("b", Estimator.scoreFunction(Baseline.leaveOneOut()))
                        .estimating("a", Estimator.vimco()),
                "use vimco()");
        assertRefused(
                renyi(MODEL, POSTERIOR.times(Normal.of("z", 1).learned()), 0.5, 2)
                        .estimating("z", Estimator.doublyReparameterised())
                        .estimating("a", Estimator.vimco())
                        .estimating("b", Estimator.vimco()),
                "order=0.5");
        assertRefused(
                iwae(
                                NORMAL,
                                Normal.of("u", 1)
                                        .learned()
                                        .times(Normal.of("z", 1).given("u").by(mlp(1, 2))),
                                2)
                        .estimating("u", Estimator.doublyReparameterised()),
                "or neither",
                "variable=z");
        Factor biased = StraightThrough.bernoulli("b", 1, 2).learned();
        Factor decoder = Bernoulli.of("x").given("b").by(mlp(2, 3));
        for (Factor q : new Factor[] {biased, MixtureOfExperts.of(biased, biased)}) {
            assertRefused(
                    iwae(decoder.times(Bernoulli.of("b", 2).learned().as("p")), q.as("q"), 2)
                            .estimating("b", Estimator.doublyReparameterised()),
                    "doublyReparameterised is for draws whose gradient is unbiased",
                    "variable=b");
        }
        assertThatThrownBy(() -> renyi(MODEL, POSTERIOR, Double.NaN, 2)).hasMessageContaining("order=NaN");
        assertThatThrownBy(() -> iwae(MODEL, Bernoulli.of("a", 2).learned(), 0)).hasMessageContaining("samples=0");
    }

    private static void assertRefused(Objective objective, String... messages) {
        assertThatThrownBy(() -> Lowered.of(objective, 2, DATA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(messages);
    }
}

package io.yume.loss;

import static io.yume.loss.EstimatorTest.ERRORS;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.graph.Shape;
import io.yume.nn.Fixed;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Estimators for one-hot classes k: of {@code E[-(x - w k)^2 / 2]}, with learned logits, against sums over the classes. */
final class OneHotEstimatorTest {

    private static final double[] W = {1, -0.5, 2.5};
    private static final double[] LOGITS = {0.3, 0.9, -0.2};
    private static final double X = 0.8;
    private static final double CONSTANT = -0.5 * Math.log(2 * Math.PI);

    private static final Factor K = OneHotCategorical.of("k", 3).learned();
    private static final Factor SEEN =
            Normal.of("x", 1).with(Parameter.of(Fixed.product(W, 3, 1), "k"), Parameter.constant(1));

    private static double[] probs() {
        double sum = IntStream.range(0, 3).mapToDouble(i -> Math.exp(LOGITS[i])).sum();
        return IntStream.range(0, 3).mapToDouble(i -> Math.exp(LOGITS[i]) / sum).toArray();
    }

    private static double value(int k) {
        return -(X - W[k]) * (X - W[k]) / 2 + CONSTANT;
    }

    private static Lowered.Statistics statistics(Estimator estimator, int samples) {
        return Lowered.of(
                        expectation(K, logProb(SEEN)).samples(samples).estimating("k", estimator),
                        64,
                        Map.of("x", Shape.of(1)))
                .rows("x", X)
                .set("k.free", LOGITS)
                .statistics(600);
    }

    private static void assertGradient(Lowered.Statistics statistics, double... expected) {
        for (int i = 0; i < 3; i++) {
            assertThat(statistics.means().get("k.free")[i])
                    .as("logit %d", i)
                    .isCloseTo(expected[i], within(ERRORS * statistics.errors().get("k.free")[i] + 1e-6));
        }
    }

    record Case(String name, Estimator estimator, int samples) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> unbiased() {
        return Stream.of(
                new Case("enumeration", Estimator.enumeration(), 1),
                new Case("score function", Estimator.scoreFunction(), 2),
                new Case("leave one out", Estimator.scoreFunction(Baseline.leaveOneOut()), 3),
                new Case("MuProp", Estimator.muProp(), 1),
                new Case("MuProp, 2 samples", Estimator.muProp(), 2),
                new Case("REBAR", Estimator.rebar(0.5, 0.8), 1),
                new Case("RELAX", Estimator.relax(0.5, 0.5, mlp(3, 4, 1)), 1));
    }

    @ParameterizedTest
    @MethodSource("unbiased")
    void meanGradientIsTheExactOne(Case example) {
        double[] p = probs();
        double mean = IntStream.range(0, 3).mapToDouble(k -> p[k] * value(k)).sum();
        assertGradient(
                statistics(example.estimator(), example.samples()),
                IntStream.range(0, 3).mapToDouble(i -> p[i] * (value(i) - mean)).toArray());
    }

    /** The slope of the objective at the draw, times that of the probabilities: right only if the objective were linear. */
    @Test
    void straightThroughHasTheSlopeAtTheDraw() {
        double[] p = probs();
        double[] expected = new double[3];
        for (int k = 0; k < 3; k++) {
            double[] slope = new double[3];
            double mean = 0;
            for (int j = 0; j < 3; j++) {
                slope[j] = (X - W[k]) * W[j];
                mean += p[j] * slope[j];
            }
            for (int i = 0; i < 3; i++) {
                expected[i] += p[k] * p[i] * (slope[i] - mean);
            }
        }
        assertGradient(statistics(Estimator.straightThrough(), 1), expected);
        double exact = p[2] * (value(2) - p[0] * value(0) - p[1] * value(1) - p[2] * value(2));
        assertThat(Math.abs(expected[2] - exact)).isGreaterThan(0.05);
    }

    /** Of two classes by quadrature over the noise between them, which is logistic. */
    @Test
    void relaxedDrawsHaveTheGradientOfTheirObjective() {
        double[] w = {1.5, -0.5};
        Factor two = OneHotCategorical.of("k", 2).learned();
        Factor seen = Normal.of("x", 1).with(Parameter.of(Fixed.product(w, 2, 1), "k"), Parameter.constant(1));
        for (boolean hard : new boolean[] {false, true}) {
            double temperature = 0.7;
            Estimator estimator =
                    hard ? Estimator.straightThroughGumbel(temperature) : Estimator.gumbelSoftmax(temperature);
            Lowered.Statistics statistics = Lowered.of(
                            expectation(two, logProb(seen)).estimating("k", estimator), 64, Map.of("x", Shape.of(1)))
                    .rows("x", X)
                    .set("k.free", 0.4, -0.1)
                    .statistics(600);
            double expected = 0;
            int n = 200_000;
            for (int i = 0; i < n; i++) {
                double u = (i + 0.5) / n;
                double soft = 1 / (1 + Math.exp(-(0.5 + Math.log(u / (1 - u))) / temperature));
                double at = hard ? (soft > 0.5 ? 1 : 0) : soft;
                double location = w[0] * at + w[1] * (1 - at);
                expected += (X - location) * (w[0] - w[1]) * soft * (1 - soft) / temperature / n;
            }
            double[] errors = statistics.errors().get("k.free");
            assertThat(statistics.means().get("k.free")[0]).isCloseTo(expected, within(ERRORS * errors[0] + 1e-5));
            assertThat(statistics.means().get("k.free")[1]).isCloseTo(-expected, within(ERRORS * errors[1] + 1e-5));
        }
    }
}

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
import static io.yume.loss.Objectives.number;
import static io.yume.loss.Objectives.observed;
import static io.yume.loss.Objectives.reweighted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Estimators that are biased: by how much and to which side. */
final class BiasedEstimatorTest {

    private static final double LOGIT = 0.4;
    private static final double TARGET = 0.45;

    /** {@code E[(b - t)^2]}, whose gradient by the logit is {@code (1 - 2t) p (1 - p)}. */
    private static Lowered.Statistics square(Estimator estimator) {
        Objective distance = observed("b").minus(number(TARGET)).square();
        return Lowered.of(
                        expectation(Bernoulli.of("b", 1).learned(), distance).estimating("b", estimator), 64, Map.of())
                .set("b.free", LOGIT)
                .statistics(600);
    }

    private static double exact() {
        double p = 1 / (1 + Math.exp(-LOGIT));
        return (1 - 2 * TARGET) * p * (1 - p);
    }

    /** The gradient of the relaxed objective by quadrature over the noise, where the distance is taken at the hard or the soft draw. */
    private static double relaxed(double temperature, boolean hard) {
        int n = 200_000;
        double total = 0;
        for (int i = 0; i < n; i++) {
            double u = (i + 0.5) / n;
            double soft = 1 / (1 + Math.exp(-(LOGIT + Math.log(u / (1 - u))) / temperature));
            double at = hard ? (soft > 0.5 ? 1 : 0) : soft;
            total += 2 * (at - TARGET) * soft * (1 - soft) / temperature / n;
        }
        return total;
    }

    @Test
    void gumbelSoftmaxHasTheGradientOfTheRelaxedObjective() {
        for (double temperature : new double[] {2, 1, 0.4, 0.1}) {
            Lowered.Statistics statistics = square(Estimator.gumbelSoftmax(temperature));
            assertThat(statistics.means().get("b.free")[0])
                    .isCloseTo(
                            relaxed(temperature, false),
                            within(ERRORS * statistics.errors().get("b.free")[0] + 1e-5));
        }
        // Warm draws pull too little or too much; cold ones are right, but vary.
        assertThat(Math.abs(relaxed(1, false) - exact())).isGreaterThan(0.005);
        assertThat(Math.abs(relaxed(0.01, false) - exact())).isLessThan(0.001);
        assertThat(square(Estimator.gumbelSoftmax(0.1)).errors().get("b.free")[0])
                .isGreaterThan(2 * square(Estimator.gumbelSoftmax(1)).errors().get("b.free")[0]);
    }

    @Test
    void straightThroughGumbelHasTheSlopeOfTheRelaxedDrawAtTheHardOne() {
        Lowered.Statistics statistics = square(Estimator.straightThroughGumbel(0.5));
        double expected = relaxed(0.5, true);
        assertThat(statistics.means().get("b.free")[0])
                .isCloseTo(expected, within(ERRORS * statistics.errors().get("b.free")[0] + 1e-5));
        assertThat(expected).isGreaterThan(exact() + 0.01);
        double p = 1 / (1 + Math.exp(-LOGIT));
        double value = p * (1 - TARGET) * (1 - TARGET) + (1 - p) * TARGET * TARGET;
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(value, within(ERRORS * statistics.errors().get("value")[0] + 1e-5));
    }

    /** The gradient of log p(x) by enumeration is the mean of that of log p(x, z) over the posterior. */
    @Test
    void reweightedWakeIsBiasedLikeOneOverTheSamples() {
        Lowered exact =
                Lowered.of(logProb(MODEL.marginalise("a", "b")), 1, DATA).rows("x", X);
        double[] slopes = exact.gradients(0).get("x|a.dense0.weight");
        Lowered.Statistics few = reweightedStatistics(2);
        Lowered.Statistics more = reweightedStatistics(8);
        double[] bias = bias(few, slopes);
        int at = IntStream.range(0, bias.length)
                .reduce((i, j) -> Math.abs(bias[i]) > Math.abs(bias[j]) ? i : j)
                .orElseThrow();
        assertThat(Math.abs(bias[at])).isGreaterThan(10 * few.errors().get("x|a.dense0.weight")[at]);
        // Four times the samples, about a fourth of the bias; terms of higher order leave some room.
        assertThat(bias(more, slopes)[at] / bias[at]).isBetween(0.15, 0.35);
    }

    @Test
    void reweightedReportsWhatIsWithin() {
        for (int samples : new int[] {1, 2}) {
            Lowered lowered = Lowered.of(
                            reweighted(MODEL, POSTERIOR, samples, logProb(MODEL).named("mine")), 4, DATA)
                    .rows("x", X);
            double[] value = lowered.value();
            assertThat(lowered.term("mine")).isCloseTo(Arrays.stream(value).sum() / 4, within(1e-12));
        }
    }

    private static double[] bias(Lowered.Statistics statistics, double... slopes) {
        double[] means = statistics.means().get("x|a.dense0.weight");
        return IntStream.range(0, means.length)
                .mapToDouble(i -> means[i] - slopes[i])
                .toArray();
    }

    private static Lowered.Statistics reweightedStatistics(int samples) {
        return Lowered.of(reweighted(MODEL, POSTERIOR, samples, logProb(MODEL)), 64, DATA)
                .rows("x", X)
                .statistics(1500);
    }

    /** With one sample it is the wake phase. */
    @Test
    void reweightedWakeOfOneSampleIsTheWakePhase() {
        Lowered.Statistics one = Lowered.of(reweighted(MODEL, POSTERIOR, 1, logProb(MODEL)), 64, DATA)
                .rows("x", X)
                .statistics(300);
        Lowered exact = Lowered.of(
                        expectation(POSTERIOR.detached(), logProb(MODEL))
                                .estimating("a", enumeration())
                                .estimating("b", enumeration()),
                        1,
                        DATA)
                .rows("x", X);
        exact.gradients(0).forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                assertThat(one.means().get(name)[i])
                        .as(name)
                        .isCloseTo(gradient[i], within(ERRORS * one.errors().get(name)[i] + 1e-6));
            }
        });
    }

    /** Wake-phase q-update of two samples: the mean over all pairs of draws, each pair by its weights. */
    @Test
    void reweightedWakeOfThePosteriorIsTheSumOverPairs() {
        Distribution other = POSTERIOR.rename("a", "c").rename("b", "d");
        Objective first = ratio(MODEL, POSTERIOR);
        Objective second = ratio(MODEL.rename("a", "c").rename("b", "d"), other);
        Objective of = first.minus(second)
                .logSigmoid()
                .exp()
                .times(logProb(POSTERIOR))
                .plus(second.minus(first).logSigmoid().exp().times(logProb(other)));
        Expectation pairs = expectation(POSTERIOR.detached().times(other.detached()), of);
        for (String name : new String[] {"a", "b", "c", "d"}) {
            pairs = pairs.estimating(name, enumeration());
        }
        Lowered exact = Lowered.of(pairs, 1, DATA).rows("x", X);
        Lowered.Statistics drawn = Lowered.of(reweighted(MODEL, POSTERIOR, 2, logProb(POSTERIOR)), 64, DATA)
                .rows("x", X)
                .statistics(400);
        Map<String, double[]> slopes = exact.gradients(0);
        assertThat(slopes).containsKeys("q(a|x,b).dense0.weight", "q(b|x).dense0.weight");
        slopes.forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                assertThat(drawn.means().get(name)[i])
                        .as(name)
                        .isCloseTo(gradient[i], within(ERRORS * drawn.errors().get(name)[i] + 1e-6));
            }
        });
    }

    private static Objective ratio(Distribution p, Distribution q) {
        return logProb(p.detached()).minus(logProb(q.detached()));
    }

    // ---- bounds of two samples: a coin b of logit LOGIT, log p(b) = PRIOR b + constant, x = b + noise of deviation 1

    private static final double PRIOR = -0.7;
    private static final double SEEN = 1.8;

    private static double[] slopeOfBound(Estimator estimator) {
        Factor q = Bernoulli.of("b", 1).learned().as("q");
        Distribution p = Normal.of("x", 1)
                .with(Parameter.variable("b"), Parameter.constant(1))
                .times(Bernoulli.of("b", 1).with(Parameter.constant(PRIOR)));
        Lowered.Statistics statistics = Lowered.of(
                        iwae(p, q, 2).estimating("b", estimator), 64, Map.of("x", Shape.of(1)))
                .rows("x", SEEN)
                .set("q(b).free", LOGIT)
                .statistics(400);
        return new double[] {
            statistics.means().get("q(b).free")[0], statistics.errors().get("q(b).free")[0]
        };
    }

    /** The log-weight of a draw, up to a constant; a relaxed one has the same formula. */
    private static double logWeight(double b, double logit) {
        return -0.5 * (SEEN - b) * (SEEN - b) + b * (PRIOR - logit) + Math.log1p(Math.exp(logit));
    }

    /** What one of two draws adds: its weight, times how much its log-weight rises with the logit through the draw and beside it. */
    private static double pull(double own, double other, double slope) {
        double weight = 1 / (1 + Math.exp(logWeight(other, LOGIT) - logWeight(own, LOGIT)));
        double through = (SEEN - own + PRIOR - LOGIT) * slope;
        return weight * (through - own + 1 / (1 + Math.exp(-LOGIT)));
    }

    private static double soft(double uniform, double temperature) {
        return 1 / (1 + Math.exp(-(LOGIT + Math.log(uniform / (1 - uniform))) / temperature));
    }

    @Test
    void straightThroughInABoundHasTheSlopeOfItsFormulaBetweenTheDraws() {
        double p = 1 / (1 + Math.exp(-LOGIT));
        double expected = 0;
        for (int own = 0; own < 2; own++) {
            for (int other = 0; other < 2; other++) {
                expected += 2 * (own == 1 ? p : 1 - p) * (other == 1 ? p : 1 - p) * pull(own, other, p * (1 - p));
            }
        }
        double[] slope = slopeOfBound(Estimator.straightThrough());
        assertThat(slope[0]).isCloseTo(expected, within(ERRORS * slope[1] + 1e-5));
    }

    @Test
    void relaxedDrawsInABoundHaveTheSlopeOfTheRelaxedBound() {
        double temperature = 0.6;
        int n = 800;
        double relaxed = 0;
        double hard = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double own = soft((i + 0.5) / n, temperature);
                double other = soft((j + 0.5) / n, temperature);
                double slope = own * (1 - own) / temperature;
                relaxed += 2 * pull(own, other, slope) / n / n;
                hard += 2 * pull(Math.rint(own), Math.rint(other), slope) / n / n;
            }
        }
        double[] soft = slopeOfBound(Estimator.gumbelSoftmax(temperature));
        assertThat(soft[0]).isCloseTo(relaxed, within(ERRORS * soft[1] + 1e-4));
        double[] straight = slopeOfBound(Estimator.straightThroughGumbel(temperature));
        assertThat(straight[0]).isCloseTo(hard, within(ERRORS * straight[1] + 1e-4));
        assertThat(Math.abs(relaxed - hard)).isGreaterThan(2 * ERRORS * Math.max(soft[1], straight[1]));
    }
}

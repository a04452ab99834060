package io.yume.loss;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.iwae;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Shape;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Bounds on a model whose likelihood is known: probabilistic principal components (Tipping and Bishop, 1999) with one component, {@code x
 * = (z, z) + noise} of variance 1/2. Then x is normal with covariance [[1.5, 1], [1, 1.5]], and z given x is normal with mean
 * (x1 + x2) / 2.5 and variance 0.2.
 */
final class BoundsTest {

    private static final double NOISE = Math.sqrt(0.5);
    private static final double[] X = {0.7, -1.9};
    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(2));

    private static final Factor PRIOR = Normal.standard("z", 1);
    private static final Factor LIKELIHOOD =
            Normal.of("x", 2).with(Parameter.of(fixed(new double[] {1, 1}, 1, 2), "z"), Parameter.constant(NOISE));
    private static final Distribution MODEL = LIKELIHOOD.times(PRIOR);
    private static final Factor POSTERIOR = Normal.of("z", 1)
            .with(Parameter.of(fixed(new double[] {0.4, 0.4}, 2, 1), "x"), Parameter.constant(Math.sqrt(0.2)))
            .as("q");
    private static final Factor BLIND = Normal.standard("z", 1).as("q");

    /** A product with a fixed matrix. */
    private static Network fixed(double[] matrix, int rows, int columns) {
        return Fixed.product(matrix, rows, columns);
    }

    private static double logLikelihood() {
        double determinant = 1.25;
        double quadratic = (1.5 * X[0] * X[0] - 2 * X[0] * X[1] + 1.5 * X[1] * X[1]) / determinant;
        return -0.5 * (quadratic + Math.log(determinant)) - Math.log(2 * Math.PI);
    }

    private static Lowered.Statistics statistics(Objective bound, int runs) {
        return Lowered.of(bound, 64, DATA).rows("x", X).statistics(runs);
    }

    @Test
    void boundAtTheExactPosteriorIsTheLogLikelihoodForEveryDraw() {
        for (Objective bound : new Objective[] {
            elbo(MODEL, POSTERIOR),
            elbo(MODEL, POSTERIOR).samples(3),
            iwae(MODEL, POSTERIOR, 1),
            iwae(MODEL, POSTERIOR, 7)
        }) {
            double[] values = Lowered.of(bound, 16, DATA).rows("x", X).value();
            assertThat(values).hasSize(16);
            for (double value : values) {
                assertThat(value).as(bound.toString()).isCloseTo(logLikelihood(), within(1e-7));
            }
        }
    }

    @Test
    void boundWithTheClosedDivergenceIsTheLogLikelihoodOnAverage() {
        Lowered.Statistics statistics = statistics(elbo(LIKELIHOOD, PRIOR, POSTERIOR), 200);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(
                        logLikelihood(),
                        within(EstimatorTest.ERRORS * statistics.errors().get("value")[0]));
    }

    /** E_p(z)[log p(x|z)] in closed form, for the bound that takes the prior as posterior. */
    private static double blindBound() {
        double squares = X[0] * X[0] + X[1] * X[1] + 2;
        return -squares / (2 * NOISE * NOISE) - 2 * Math.log(NOISE) - Math.log(2 * Math.PI);
    }

    @Test
    void oneImportanceSampleIsTheLowerBound() {
        for (Objective bound : new Objective[] {elbo(MODEL, BLIND), iwae(MODEL, BLIND, 1)}) {
            Lowered.Statistics statistics = statistics(bound, 400);
            assertThat(statistics.means().get("value")[0])
                    .as(bound.toString())
                    .isCloseTo(
                            blindBound(),
                            within(EstimatorTest.ERRORS * statistics.errors().get("value")[0]));
        }
    }

    @Test
    void moreImportanceSamplesTightenTheBound() {
        double before = blindBound();
        for (int samples : new int[] {2, 5, 20, 100}) {
            Lowered.Statistics statistics = statistics(iwae(MODEL, BLIND, samples), 200);
            double bound = statistics.means().get("value")[0];
            double error = statistics.errors().get("value")[0];
            assertThat(bound - EstimatorTest.ERRORS * error).isGreaterThan(before);
            assertThat(bound - EstimatorTest.ERRORS * error).isLessThan(logLikelihood());
            before = bound;
        }
        assertThat(before).isCloseTo(logLikelihood(), within(0.1));
    }

    /**
     * What the bound lacks is half the relative variance of a weight over K (Maddison et al., 2017; Domke and Sheldon, 2018), up to terms
     * of order 1/K^2: here 0.4471 / K.
     */
    @Test
    void gapFallsLikeOneOverTheSamples() {
        double variance = relativeVariance();
        assertThat(variance).isCloseTo(0.8943, within(1e-3));
        for (int samples : new int[] {8, 32}) {
            Lowered.Statistics statistics = statistics(iwae(MODEL, BLIND, samples), 1500);
            double gap = logLikelihood() - statistics.means().get("value")[0];
            double error = statistics.errors().get("value")[0];
            double second = 0.7 / (samples * samples);
            assertThat(gap).isCloseTo(variance / (2 * samples), within(EstimatorTest.ERRORS * error + second));
        }
    }

    /** The variance of p(x|z) under the prior over the square of its mean, by quadrature. */
    private static double relativeVariance() {
        double mean = 0;
        double square = 0;
        double step = 1e-3;
        for (double z = -8; z < 8; z += step) {
            double density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) * step;
            double weight = Math.exp(-(X[0] - z) * (X[0] - z) - (X[1] - z) * (X[1] - z)) / Math.PI;
            mean += density * weight;
            square += density * weight * weight;
        }
        return square / (mean * mean) - 1;
    }
}

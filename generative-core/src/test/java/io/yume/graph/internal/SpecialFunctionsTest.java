package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Special;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against closed forms, recurrences, integrals and slopes. */
class SpecialFunctionsTest {

    private static double relative(double actual, double expected) {
        return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
    }

    /** Composite Simpson sums of a smooth function. */
    private static double integral(DoubleUnaryOperator function, double from, double to) {
        int intervals = 40_000;
        double width = (to - from) / intervals;
        double sum = function.applyAsDouble(from) + function.applyAsDouble(to);
        for (int i = 1; i < intervals; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * function.applyAsDouble(from + i * width);
        }
        return sum * width / 3;
    }

    @Test
    void logGammaIsThatOfFactorialsAndHalves() {
        double factorial = 0;
        for (int n = 1; n < 200; n++) {
            assertThat(relative(GammaFunctions.logGamma(n), factorial)).isLessThan(1e-14);
            factorial += Math.log(n);
        }
        double half = 0.5 * Math.log(Math.PI);
        for (int n = 0; n < 100; n++) {
            assertThat(relative(GammaFunctions.logGamma(n + 0.5), half)).isLessThan(1e-14);
            half += Math.log(n + 0.5);
        }
        assertThat(GammaFunctions.logGamma(1e-10)).isCloseTo(-Math.log(1e-10), within(1e-9));
        assertThat(GammaFunctions.logGamma(0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(GammaFunctions.logGamma(-0.5)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.1, 0.5, 1, 1.46, 3, 7.7, 11.9, 12.1, 40, 1e4})
    void derivativesOfLogGammaAreItsSlopes(double x) {
        double step = 1e-4 * x;
        double slope = (GammaFunctions.logGamma(x + step) - GammaFunctions.logGamma(x - step)) / (2 * step);
        assertThat(GammaFunctions.digamma(x)).isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
        for (int order = 1; order < 5; order++) {
            double lower = order == 1
                    ? GammaFunctions.digamma(x + step) - GammaFunctions.digamma(x - step)
                    : GammaFunctions.polygamma(order - 1, x + step) - GammaFunctions.polygamma(order - 1, x - step);
            double expected = lower / (2 * step);
            assertThat(GammaFunctions.polygamma(order, x))
                    .isCloseTo(expected, within(1e-6 * Math.abs(expected) + 1e-9));
        }
    }

    @Test
    void polygammaHasItsKnownValues() {
        assertThat(GammaFunctions.digamma(1)).isCloseTo(-0.57721566490153286, within(1e-15));
        assertThat(GammaFunctions.polygamma(1, 1)).isCloseTo(Math.PI * Math.PI / 6, within(1e-14));
        assertThat(GammaFunctions.polygamma(2, 1)).isCloseTo(-2 * 1.2020569031595942, within(1e-14));
        assertThat(GammaFunctions.polygamma(3, 0.5)).isCloseTo(Math.pow(Math.PI, 4), within(1e-11));
        assertThat(GammaFunctions.polygamma(1.5, 1)).isNaN();
    }

    /** For whole shapes the distribution function is a finite sum. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 60})
    void gammaQuantilesInvertTheDistribution(int shape) {
        for (double u : new double[] {6e-8, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 6e-8}) {
            double x = Math.exp(GammaFunctions.logQuantile(u, shape));
            double term = Math.exp(-x);
            double above = 0;
            for (int k = 0; k < shape; k++) {
                above += term;
                term *= x / (k + 1);
            }
            assertThat(1 - above).isCloseTo(u, within(1e-12));
            assertThat(above).isCloseTo(1 - u, within(1e-6 * (1 - u)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.3, 0.9, 1, 2.5, 30, 4000, 1e7})
    void gammaQuantilesOfAnyShapeHoldTheirWeight(double shape) {
        double peak = Math.log(shape);
        double logPeak = shape * peak - shape;
        // The density of the logarithm over its top; below the range it falls like a power.
        DoubleUnaryOperator density = y -> Math.exp(shape * y - Math.exp(y) - logPeak);
        double spread = 1 / Math.sqrt(shape);
        double low = peak - 9 * spread - 40 / shape;
        double high = Math.min(peak + 9 * spread, Math.log(shape + 100 + 20 * Math.sqrt(shape)));
        double total = integral(density, low, high);
        for (double u : new double[] {0.01, 0.3, 0.8, 0.99}) {
            double y = GammaFunctions.logQuantile(u, shape);
            double below = integral(density, low, Math.max(low, y)) / total;
            assertThat(below).as("%s of %s", u, shape).isCloseTo(u, within(shape > 1e6 || shape < 0.1 ? 2e-6 : 1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.02, 0.3, 0.9, 1, 2.5, 30, 4000, 1e7, 1e12})
    void slopesOfGammaQuantilesAreTheirDifferences(double shape) {
        for (double u : new double[] {6e-8, 0.01, 0.3, 0.8, 0.99}) {
            double y = GammaFunctions.logQuantile(u, shape);
            double step = 1e-4 * shape;
            double slope = (GammaFunctions.logQuantile(u, shape + step) - GammaFunctions.logQuantile(u, shape - step))
                    / (2 * step);
            assertThat(GammaFunctions.quantileSlope(y, shape))
                    .as("%s of %s", u, shape)
                    .isCloseTo(slope, within(1e-5 * Math.abs(slope)));
            double curve =
                    (GammaFunctions.quantileSlope(y, shape + step) - GammaFunctions.quantileSlope(y, shape - step))
                            / (2 * step);
            assertThat(GammaFunctions.quantileCurve(y, shape))
                    .as("%s of %s", u, shape)
                    .isCloseTo(curve, within(1e-5 * Math.abs(curve) + 1e-9 / shape));
        }
    }

    /** The last draw that there is, where differences of quantiles have few digits. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 1, 30, 4000})
    void slopesHoldInTheUpperTail(double shape) {
        double u = 1 - 6e-8;
        double step = 1e-2 * shape;
        double slope = (GammaFunctions.logQuantile(u, shape + step) - GammaFunctions.logQuantile(u, shape - step))
                / (2 * step);
        assertThat(GammaFunctions.quantileSlope(GammaFunctions.logQuantile(u, shape), shape))
                .isCloseTo(slope, within(1e-3 * slope));
    }

    @Test
    void vastShapesGoOnWhereTheSeriesEnds() {
        for (double u : new double[] {1e-4, 0.2, 0.97}) {
            double below = GammaFunctions.logQuantile(u, 0.999e6);
            double above = GammaFunctions.logQuantile(u, 1.001e6);
            double slope = GammaFunctions.quantileSlope(GammaFunctions.logQuantile(u, 1e6), 1e6);
            assertThat(above - below).isCloseTo(slope * 2e3, within(2e-9));
        }
    }

    /** To one of both sides, by Cornish and Fisher's expansion to the second order. */
    @ParameterizedTest
    @ValueSource(doubles = {1.001e6, 1e7, 9e8, 1e12})
    void vastShapesKeepTheLastUniformNumber(double shape) {
        double z = NormalFunctions.quantile(1 - 6e-8);
        for (double normal : new double[] {z, -z}) {
            double expected = normal
                    + (normal * normal - 1) / (3 * Math.sqrt(shape))
                    + (normal * normal - 7) * normal / (36 * shape);
            double u = normal > 0 ? 1 - 6e-8 : 6e-8;
            double deviations = Math.expm1(GammaFunctions.logQuantile(u, shape) - Math.log(shape)) * Math.sqrt(shape);
            assertThat(deviations).isCloseTo(expected, within(2e-6));
        }
    }

    @Test
    void whatNoDrawCanBeIsNotSearchedFor() {
        assertThat(GammaFunctions.logQuantile(0, 2)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(GammaFunctions.logQuantile(1, 2)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(GammaFunctions.logQuantile(0.5, 0)).isNaN();
        assertThat(GammaFunctions.logQuantile(Double.NaN, 1)).isNaN();
        assertThat(GammaFunctions.quantileSlope(80, 2)).isFinite();
        assertThat(GammaFunctions.quantileCurve(80, 2)).isFinite();
        assertThat(GammaFunctions.quantileSlope(1, Double.NaN)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 3, 19.9, 20.1, 300, 1e5})
    void poissonQuantilesAreTheFirstCountsWithEnoughWeight(double rate) {
        for (double u : new double[] {6e-8, 0.01, 0.3, 0.8, 0.99, 1 - 6e-8}) {
            int quantile = (int) CountFunctions.poissonQuantile(u, rate);
            double upTo = IntStream.rangeClosed(0, quantile)
                    .mapToDouble(k -> Math.exp(k * Math.log(rate) - rate - GammaFunctions.logGamma(k + 1)))
                    .sum();
            double last = Math.exp(quantile * Math.log(rate) - rate - GammaFunctions.logGamma(quantile + 1));
            assertThat(upTo).isGreaterThanOrEqualTo(u - 1e-9);
            assertThat(upTo - last).isLessThan(u + 1e-9);
        }
        assertThat(CountFunctions.poissonQuantile(0.5, 0)).isZero();
        assertThat(CountFunctions.poissonQuantile(0.5, -1)).isNaN();
    }

    /** A Poisson is at most k where a Gamma of shape k + 1 is above its rate. */
    @Test
    void poissonQuantilesOfVastRatesAreExact() {
        double rate = 1.1e7;
        for (double u : new double[] {1e-4, 0.01, 0.3, 0.8, 0.99}) {
            double count = CountFunctions.poissonQuantile(u, rate);
            assertThat(1 - GammaFunctions.lower(count + 1, rate)).isGreaterThan(u - 1e-6);
            assertThat(1 - GammaFunctions.lower(count, rate)).isLessThan(u + 1e-6);
        }
        // The median is the whole number below the rate and a third; sums of millions of terms would take seconds.
        for (double vast : new double[] {1e12, 1e15}) {
            assertThat(CountFunctions.poissonQuantile(0.5, vast)).isEqualTo(vast);
        }
        assertThat(CountFunctions.poissonQuantile(0, 1e12)).isZero();
    }

    @Test
    void normalProbabilitiesAreThoseOfTheDensity() {
        for (double x = -8; x <= 8; x += 0.37) {
            double below = integral(t -> Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI), Math.min(-14, x), x);
            assertThat(NormalFunctions.cdf(x)).isCloseTo(below, within(1e-10 * below));
            assertThat(NormalFunctions.logCdf(x)).isCloseTo(Math.log(below), within(1e-9));
            assertThat(NormalFunctions.cdf(x)).isCloseTo(1 - NormalFunctions.cdf(-x), within(1e-15));
        }
        // The first terms of the tail's expansion.
        assertThat(NormalFunctions.logCdf(-40))
                .isCloseTo(-800 - 0.5 * Math.log(2 * Math.PI) - Math.log(40) + Math.log1p(-1 / 1600.0), within(2e-6));
    }

    @Test
    void normalQuantilesInvertProbabilities() {
        for (double u : new double[] {1e-300, 1e-30, 6e-8, 0.01, 0.3, 0.5, 0.8, 0.99, 1 - 6e-8}) {
            assertThat(NormalFunctions.cdf(NormalFunctions.quantile(u)))
                    .isCloseTo(u, within(1e-12 * Math.min(u, 1 - u) + 1e-16));
        }
        assertThat(NormalFunctions.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(NormalFunctions.quantile(1.1)).isNaN();
        for (double logU : new double[] {-1e9, -2e4, -800, -40, -3, -0.7, -0.6, -0.01, -1e-6}) {
            assertThat(NormalFunctions.logCdf(NormalFunctions.logQuantile(logU)))
                    .isCloseTo(logU, within(-1e-12 * logU));
        }
        assertThat(NormalFunctions.logQuantile(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(NormalFunctions.logQuantile(0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(NormalFunctions.logQuantile(0.1)).isNaN();
    }

    @Test
    void normalHazardsAreTheSlopesOfLogProbabilities() {
        for (double x : new double[] {-30, -9, -4.01, -3.99, -1, 0, 2, 5}) {
            double slope = (NormalFunctions.logCdf(x + 1e-5) - NormalFunctions.logCdf(x - 1e-5)) / 2e-5;
            assertThat(NormalFunctions.hazard(x)).isCloseTo(slope, within(1e-7 * slope + 1e-9));
        }
        // The first terms of the tail's expansion.
        assertThat(NormalFunctions.hazard(-1e4)).isCloseTo(1e4 + 1e-4 - 2e-12, within(1e-9));
    }

    /** The slope of a log-probability far out, where single precision has no digits for differences of logarithms. */
    @Test
    void slopesOfLogProbabilitiesAreExactInSinglePrecision() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 4);
        Node slope =
                Gradients.of(Special.LOG_NORMAL_CDF.of(x).sum(), List.of(x)).get(0);
        try (Program program = Program.of(Map.of("slope", slope), null)) {
            program.feed("x", new float[] {-2000, -200, -20, -5}).run(Noise.of(Seed.root(0), 1, 0));
            float[] actual = program.get("slope");
            double[] expected = {2000.0005, 200.004999, 20.049753, 5.186504};
            for (int i = 0; i < 4; i++) {
                assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6 * expected[i]));
            }
        }
    }

    @Test
    void slopesOfHazardsAreExactInSinglePrecision() {
        for (double x : new double[] {-30, -9, -4.01, -3.99, -1, 0, 2, 5}) {
            double slope = (NormalFunctions.hazard(x + 1e-4) - NormalFunctions.hazard(x - 1e-4)) / 2e-4;
            assertThat(NormalFunctions.hazardSlope(x)).isCloseTo(slope, within(1e-6));
        }
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 3);
        Node slope = Gradients.of(Special.NORMAL_HAZARD.of(x).sum(), List.of(x)).get(0);
        try (Program program = Program.of(Map.of("slope", slope), null)) {
            program.feed("x", new float[] {-1e4f, -300, -10}).run(Noise.of(Seed.root(0), 1, 0));
            // The first terms of the tail's expansion.
            assertThat(program.get("slope"))
                    .containsExactly(new float[] {-1, -1 + 1f / 90_000, -0.990554622f}, within(1e-6f));
        }
    }

    /** By the integral over the sphere: {@code I_v(x) ~ int exp(x cos t) sin(t)^2v dt}. */
    @ParameterizedTest
    @CsvSource({"0, 0.01", "0, 3", "0, 399", "0, 401", "0, 5000", "0.5, 2", "4, 450", "31, 20", "31, 600", "99, 1000"})
    void besselFunctionsAreIntegralsOverTheSphere(double order, double x) {
        DoubleUnaryOperator density = t -> Math.exp(x * (Math.cos(t) - 1)) * Math.pow(Math.sin(t), 2 * order);
        double total = integral(density, 0, Math.PI);
        double expected = x
                + Math.log(total)
                - 0.5 * Math.log(Math.PI)
                + GammaFunctions.logGamma(order + 1)
                - GammaFunctions.logGamma(order + 0.5);
        assertThat(BesselFunctions.log(order, x)).isCloseTo(expected, within(1e-9 * (1 + expected)));
        double mean = integral(t -> Math.cos(t) * density.applyAsDouble(t), 0, Math.PI) / total;
        assertThat(BesselFunctions.ratio(order, x)).isCloseTo(mean, within(1e-9));
        double square = integral(t -> Math.pow(Math.cos(t) - mean, 2) * density.applyAsDouble(t), 0, Math.PI) / total;
        assertThat(BesselFunctions.ratioSlope(order, x)).isCloseTo(square, within(1e-9 + 1e-6 * square));
    }

    @Test
    void besselFunctionsAtHalfAreHyperbolic() {
        for (double x : new double[] {0.1, 1, 20, 399, 401, 3000}) {
            double logSinh = x + Math.log1p(-Math.exp(-2 * x)) - Math.log(2);
            assertThat(BesselFunctions.log(0.5, x)).isCloseTo(logSinh - Math.log(x), within(1e-11 * (1 + x)));
            assertThat(BesselFunctions.ratio(0.5, x)).isCloseTo(1 / Math.tanh(x) - 1 / x, within(1e-12));
        }
        assertThat(BesselFunctions.log(3, -2)).isEqualTo(BesselFunctions.log(3, 2));
        assertThat(BesselFunctions.ratio(3, -2)).isEqualTo(-BesselFunctions.ratio(3, 2));
        assertThat(BesselFunctions.log(3, 0)).isZero();
        assertThat(BesselFunctions.ratio(3, 0)).isZero();
        assertThat(BesselFunctions.ratioSlope(3, 0)).isEqualTo(0.125);
    }

    /** At large arguments, of an order with a closed form; and smoothly to where inverse powers begin. */
    @Test
    void whatBesselFunctionsLackOfTheirLimitsIsExact() {
        for (double x : new double[] {0.1, 20, 1200, 1300, 1e6, 1.4e7, 1e12}) {
            double logScaled = Math.log1p(-Math.exp(-2 * x)) - Math.log(2) - Math.log(x);
            assertThat(BesselFunctions.logScaled(0.5, x)).isCloseTo(logScaled, within(1e-11));
            double rest = 1 / x - 2 / Math.expm1(2 * x);
            assertThat(BesselFunctions.ratioRest(0.5, x)).isCloseTo(rest, within(1e-9 * rest));
            double slope = 1 / (x * x) - 1 / Math.pow(Math.sinh(x), 2);
            assertThat(BesselFunctions.ratioSlope(0.5, x)).isCloseTo(slope, within(1e-6 * slope));
        }
        for (double order : new double[] {0, 1, 7}) {
            double edge = 1e3 * (1 + order * order);
            assertThat(BesselFunctions.logScaled(order, edge * 1.000001))
                    .isCloseTo(BesselFunctions.logScaled(order, edge), within(1e-5));
            for (double x : new double[] {edge * 0.9, edge * 1.1}) {
                double step = 1e-3 * x;
                double slope = (BesselFunctions.logScaled(order, x + step) - BesselFunctions.logScaled(order, x - step))
                        / (2 * step);
                assertThat(BesselFunctions.ratioRest(order, x)).isCloseTo(-slope, within(1e-5 * -slope));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "0.3, 2", "5, 2", "300, 2", "0, 3", "4, 3", "1, 10", "50, 10", "3, 64", "400, 64"})
    void anglesHoldTheirWeightAndMoveByTheirSlope(double concentration, double dimensions) {
        DoubleUnaryOperator density =
                t -> Math.exp(concentration * (Math.cos(t) - 1)) * Math.pow(Math.sin(t), dimensions - 2);
        double total = integral(density, 0, Math.PI);
        for (double u : new double[] {1e-6, 0.01, 0.4, 0.9, 0.9999}) {
            double angle = AngleFunctions.quantile(u, concentration, dimensions);
            assertThat(integral(density, 0, angle) / total).as("%s", u).isCloseTo(u, within(1e-9));
            double step = 1e-3 * (concentration + 0.1);
            double slope = concentration == 0
                    ? (AngleFunctions.quantile(u, step, dimensions) - angle) / step
                    : (AngleFunctions.quantile(u, concentration + step, dimensions)
                                    - AngleFunctions.quantile(u, concentration - step, dimensions))
                            / (2 * step);
            double actual = AngleFunctions.quantileSlope(angle, concentration, dimensions);
            assertThat(actual).as("%s", u).isCloseTo(slope, within(3e-4 * Math.abs(slope) + 1e-8));
            double above = AngleFunctions.quantileSlope(angle, concentration + step, dimensions);
            double curve = (above - AngleFunctions.quantileSlope(angle, Math.max(0, concentration - step), dimensions))
                    / (concentration == 0 ? step : 2 * step);
            assertThat(AngleFunctions.quantileCurve(angle, concentration, dimensions))
                    .as("%s", u)
                    .isCloseTo(curve, within(3e-3 * Math.abs(curve) + 1e-7));
        }
    }

    /** In three dimensions the cosine has an exponential distribution, cut. */
    @Test
    void anglesInThreeDimensionsHaveAClosedForm() {
        for (double u : new double[] {6e-8, 0.2, 0.7, 1 - 6e-8}) {
            double below = 1 + Math.log1p(-u * -Math.expm1(-2 * 7.0)) / 7;
            assertThat(Math.cos(AngleFunctions.quantile(u, 7, 3))).isCloseTo(below, within(1e-9));
        }
    }
}

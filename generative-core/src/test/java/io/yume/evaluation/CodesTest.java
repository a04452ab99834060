package io.yume.evaluation;

import static io.yume.evaluation.PrincipalComponent.LIKELIHOOD;
import static io.yume.evaluation.PrincipalComponent.POSTERIOR;
import static io.yume.evaluation.PrincipalComponent.PRIOR;
import static io.yume.evaluation.PrincipalComponent.fixed;
import static io.yume.evaluation.PrincipalComponent.logLikelihood;
import static io.yume.evaluation.PrincipalComponent.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Cauchy;
import io.yume.distribution.Factor;
import io.yume.distribution.MultivariateNormal;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.Uniform;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What codes carry, against closed forms of linear Gaussians. */
final class CodesTest {

    private static final Seed SEED = Seed.root(6);
    private static final double[] MATRIX = {0.9, 0.8, -0.3, 0.7};
    private static final double[] DEVIATIONS = {0.6, 0.4};
    private static final Factor ENCODER = Normal.of("z", 2)
            .with(Parameter.of(fixed(MATRIX, 2, 2), "x"), Parameter.constant(DEVIATIONS, 2))
            .as("q");
    private static final Factor CODES = Normal.standard("z", 2);

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static float[] normals(int count) {
        SplittableRandom random = new SplittableRandom(2);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) gaussian(random);
        }
        return values;
    }

    @Test
    void divergenceOfALinearEncoderIsTakenApart() {
        int examples = 3000;
        float[] x = normals(2 * examples);
        DataSet data = ArrayDataSet.of("x", x, 2);
        // The covariance of the means, then of the codes.
        double[] c = new double[3];
        double rate = 0;
        for (int n = 0; n < examples; n++) {
            double first = x[2 * n] * MATRIX[0] + x[2 * n + 1] * MATRIX[2];
            double second = x[2 * n] * MATRIX[1] + x[2 * n + 1] * MATRIX[3];
            c[0] += first * first / examples;
            c[1] += first * second / examples;
            c[2] += second * second / examples;
            double squares = first * first + second * second;
            rate += 0.5 * (squares + 0.36 + 0.16 - 2 - Math.log(0.36 * 0.16)) / examples;
        }
        c[0] += 0.36;
        c[2] += 0.16;
        double determinant = c[0] * c[2] - c[1] * c[1];
        double information = 0.5 * Math.log(determinant / (0.36 * 0.16));
        double correlation = 0.5 * Math.log(c[0] * c[2] / determinant);
        double wise = 0.5 * (c[0] + c[2] - 2 - Math.log(c[0] * c[2]));
        assertThat(correlation).isGreaterThan(0.05);

        try (Parameters nothing = nothing()) {
            Codes codes = Codes.of(ENCODER, nothing, data, 500, SEED);
            assertThat(codes.length()).isEqualTo(2);
            DivergenceSplit split = codes.split(CODES, 3000);
            assertThat(split.mutualInformation()).isCloseTo(information, within(0.07));
            assertThat(split.totalCorrelation()).isCloseTo(correlation, within(0.03));
            assertThat(split.dimensionWise()).isCloseTo(wise, within(0.06));
            assertThat(split.rate()).isCloseTo(rate, within(0.08));
            assertThat(split.marginal()).isCloseTo(split.rate() - split.mutualInformation(), within(1e-6));
            RateDistortion halves = RateDistortion.of(
                    Normal.of("x", 2).with(Parameter.variable("z"), Parameter.constant(1)),
                    CODES,
                    ENCODER,
                    nothing,
                    data,
                    500,
                    SEED);
            assertThat(halves.rate()).isCloseTo(rate, within(1e-4));
        }
    }

    @Test
    void codesThatTellTwoExamplesApartCarryOneBit() {
        try (Parameters nothing = nothing()) {
            DataSet apart = ArrayDataSet.of("x", new float[] {-50, 0, 50, 0}, 2);
            DivergenceSplit split = Codes.of(ENCODER, nothing, apart, 2, SEED).split(CODES, 50);
            assertThat(split.mutualInformation()).isCloseTo(Math.log(2), within(1e-6));
            // One coin moves both elements.
            assertThat(split.totalCorrelation()).isCloseTo(Math.log(2), within(1e-6));
            DataSet same = ArrayDataSet.of("x", new float[] {1, 2, 1, 2, 1, 2}, 2);
            DivergenceSplit nothingToTell =
                    Codes.of(ENCODER, nothing, same, 2, SEED).split(CODES, 50);
            assertThat(nothingToTell.mutualInformation()).isCloseTo(0, within(1e-6));
            assertThat(nothingToTell.totalCorrelation()).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void onlyElementsThatDependOnTheDataAreActive() {
        Factor half = Normal.of("z", 3)
                .with(Parameter.of(fixed(new double[] {1, 0, 0.05, 1, 0, 0}, 2, 3), "x"), Parameter.constant(1));
        try (Parameters nothing = nothing()) {
            Codes codes = Codes.of(half, nothing, ArrayDataSet.of("x", normals(2000), 2), 300, SEED);
            assertThat(codes.variancesOfMeans()[0]).isCloseTo(2, within(0.3));
            assertThat(codes.variancesOfMeans()[1]).isEqualTo(0);
            assertThat(codes.variancesOfMeans()[2]).isCloseTo(0.0025, within(0.0005));
            assertThat(codes.activeUnits(Codes.ACTIVE)).isEqualTo(1);
            assertThat(codes.activeUnits(0.001)).isEqualTo(2);
        }
    }

    @Test
    void rateAndDistortionAreTheHalvesOfTheBound() {
        float[] x = {0.7f, -1.9f};
        float[] many = new float[4000];
        for (int i = 0; i < many.length; i++) {
            many[i] = x[i % 2];
        }
        try (Parameters nothing = nothing()) {
            RateDistortion halves =
                    RateDistortion.of(LIKELIHOOD, PRIOR, POSTERIOR, nothing, ArrayDataSet.of("x", many, 2), 1000, SEED);
            double mean = (x[0] + x[1]) / 2.5;
            double rate = 0.5 * (0.2 + mean * mean - 1 - Math.log(0.2));
            assertThat(halves.rate()).isCloseTo(rate, within(1e-4));
            assertThat(halves.bound()).isCloseTo(logLikelihood(x[0], x[1]), within(0.1));
        }
    }

    /** {@code sum_x 1/N sum_z q(z|x) log q(z|x) / q(z)}, with a row of masses for each example. */
    private static double information(double[]... masses) {
        double information = 0;
        for (int z = 0; z < masses[0].length; z++) {
            double mixture = 0;
            for (double[] row : masses) {
                mixture += row[z] / masses.length;
            }
            for (double[] row : masses) {
                information += row[z] == 0 ? 0 : row[z] * Math.log(row[z] / mixture) / masses.length;
            }
        }
        return information;
    }

    @Test
    void discreteCodesCarryWhatTheSumOverThemSays() {
        float[] x = {0.2f, 0.7f, 0.1f, 0, 0.5f, 0.5f, 0.6f, 0, 0.4f};
        DataSet data = ArrayDataSet.of("x", x, 3);
        double[][] classes = new double[3][3];
        double[][] coins = new double[3][8];
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < 3; i++) {
                classes[row][i] = x[3 * row + i];
            }
            for (int z = 0; z < 8; z++) {
                coins[row][z] = 1;
                for (int i = 0; i < 3; i++) {
                    coins[row][z] *= (z >> i & 1) == 1 ? x[3 * row + i] : 1 - x[3 * row + i];
                }
            }
        }
        Factor oneOf = OneHotCategorical.ofProbs("z", 3).with(Parameter.variable("x"));
        Factor each = Bernoulli.ofProbs("z", 3).with(Parameter.variable("x"));
        try (Parameters nothing = nothing()) {
            assertThat(Codes.of(oneOf, nothing, data, 2, SEED).mutualInformation(6000))
                    .isCloseTo(information(classes), within(0.03));
            Codes tosses = Codes.of(each, nothing, data, 2, SEED);
            assertThat(tosses.mutualInformation(6000)).isCloseTo(information(coins), within(0.03));
            DivergenceSplit split = tosses.split(Bernoulli.ofProbs("z", 3).with(Parameter.constant(0.5)), 6000);
            double wise = 0;
            for (int i = 0; i < 3; i++) {
                double one = (x[i] + x[3 + i] + x[6 + i]) / 3;
                wise += one * Math.log(2 * one) + (1 - one) * Math.log(2 - 2 * one);
            }
            assertThat(split.dimensionWise()).isCloseTo(wise, within(0.02));
            assertThat(split.mutualInformation()).isCloseTo(information(coins), within(0.03));
            // Means are probabilities.
            assertThat(tosses.variancesOfMeans()[0]).isCloseTo(0.56 / 9, within(1e-6));
        }
    }

    @Test
    void codesWhoseElementsHangTogetherCarryInformation() {
        int examples = 3000;
        float[] x = normals(2 * examples);
        double[] factor = {0.6, 0, 0.5, 0.4};
        Factor q =
                MultivariateNormal.ofTriangular("z", 2).with(Parameter.variable("x"), Parameter.constant(factor, 2, 2));
        double[] c = new double[3];
        for (int n = 0; n < examples; n++) {
            c[0] += x[2 * n] * x[2 * n] / examples;
            c[1] += x[2 * n] * x[2 * n + 1] / examples;
            c[2] += x[2 * n + 1] * x[2 * n + 1] / examples;
        }
        double determinant = (c[0] + 0.36) * (c[2] + 0.41) - (c[1] + 0.3) * (c[1] + 0.3);
        try (Parameters nothing = nothing()) {
            Codes codes = Codes.of(q, nothing, ArrayDataSet.of("x", x, 2), 500, SEED);
            assertThat(codes.mutualInformation(3000))
                    .isCloseTo(0.5 * Math.log(determinant / (0.36 * 0.16)), within(0.07));
            assertThatThrownBy(() -> codes.split(CODES, 5))
                    .hasMessageContaining("has parts where elements are independent")
                    .hasMessageContaining("family=MultivariateNormal");
        }
    }

    /** Where one posterior has no density, a code is another example's. */
    @Test
    void boundsOfPosteriorsTellExamplesApart() {
        Factor q = Uniform.of("z", 1).with(Parameter.variable("low"), Parameter.variable("high"));
        DataSet data = ArrayDataSet.of("low", new float[] {0, 1, 10}, 1).and("high", new float[] {2, 3, 12}, 1);
        try (Parameters nothing = nothing()) {
            // Half of the draws of the first two could be both of theirs.
            double expected = Math.log(3) - 2.0 / 3 * 0.5 * Math.log(2);
            assertThat(Codes.of(q, nothing, data, 3, SEED).mutualInformation(9000))
                    .isCloseTo(expected, within(0.02));
        }
    }

    @Test
    void errorsNameWhatCodesLack() {
        try (Parameters nothing = nothing()) {
            DataSet data = ArrayDataSet.of("x", new float[] {1, 2}, 2);
            Factor heavy = Cauchy.of("z", 2).with(Parameter.variable("x"), Parameter.constant(1));
            assertThatThrownBy(() -> Codes.of(heavy, nothing, data, 1, SEED).activeUnits(Codes.ACTIVE))
                    .hasMessageContaining("must have a closed form: family=Cauchy");
            Codes codes = Codes.of(ENCODER, nothing, data, 1, SEED);
            assertThatThrownBy(() -> codes.split(Normal.standard("z", 3), 5))
                    .hasMessageContaining("expected=[2], actual=[3]");
            assertThatThrownBy(() -> codes.split(CODES, 0)).hasMessageContaining("draws=0");
        }
    }
}

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
import io.yume.distribution.Factor;
import io.yume.distribution.Laplace;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
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
            NormalCodes codes = NormalCodes.of(ENCODER, nothing, data, 500, SEED);
            assertThat(codes.examples()).isEqualTo(examples);
            assertThat(codes.length()).isEqualTo(2);
            DivergenceSplit split = codes.split(CODES, nothing, 3000, SEED);
            assertThat(split.mutualInformation()).isCloseTo(information, within(0.07));
            assertThat(split.totalCorrelation()).isCloseTo(correlation, within(0.03));
            assertThat(split.dimensionWise()).isCloseTo(wise, within(0.06));
            assertThat(split.rate()).isCloseTo(rate, within(0.08));
            assertThat(split.marginal()).isCloseTo(split.rate() - split.mutualInformation(), within(1e-9));
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
            DivergenceSplit split =
                    NormalCodes.of(ENCODER, nothing, apart, 2, SEED).split(CODES, nothing, 50, SEED);
            assertThat(split.mutualInformation()).isCloseTo(Math.log(2), within(1e-9));
            // One coin moves both elements.
            assertThat(split.totalCorrelation()).isCloseTo(Math.log(2), within(1e-9));
            DataSet same = ArrayDataSet.of("x", new float[] {1, 2, 1, 2, 1, 2}, 2);
            DivergenceSplit nothingToTell =
                    NormalCodes.of(ENCODER, nothing, same, 2, SEED).split(CODES, nothing, 50, SEED);
            assertThat(nothingToTell.mutualInformation()).isCloseTo(0, within(1e-9));
            assertThat(nothingToTell.totalCorrelation()).isCloseTo(0, within(1e-9));
        }
    }

    @Test
    void onlyElementsThatDependOnTheDataAreActive() {
        Factor half = Normal.of("z", 3)
                .with(Parameter.of(fixed(new double[] {1, 0, 0.05, 1, 0, 0}, 2, 3), "x"), Parameter.constant(1));
        try (Parameters nothing = nothing()) {
            NormalCodes codes = NormalCodes.of(half, nothing, ArrayDataSet.of("x", normals(2000), 2), 300, SEED);
            assertThat(codes.variancesOfMeans()[0]).isCloseTo(2, within(0.3));
            assertThat(codes.variancesOfMeans()[1]).isEqualTo(0);
            assertThat(codes.variancesOfMeans()[2]).isCloseTo(0.0025, within(0.0005));
            assertThat(codes.activeUnits(NormalCodes.ACTIVE)).isEqualTo(1);
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

    @Test
    void codesMustBeNormal() {
        try (Parameters nothing = nothing()) {
            DataSet data = ArrayDataSet.of("x", new float[] {1, 2}, 2);
            Factor laplace = Laplace.of("z", 2).with(Parameter.constant(0), Parameter.constant(1));
            assertThatThrownBy(() -> NormalCodes.of(laplace, nothing, data, 1, SEED))
                    .hasMessageContaining("must be Normal: family=Laplace");
            NormalCodes codes = NormalCodes.of(ENCODER, nothing, data, 1, SEED);
            assertThatThrownBy(() -> codes.split(Normal.standard("z", 3), nothing, 5, SEED))
                    .hasMessageContaining("expected=2, actual=3");
            assertThatThrownBy(() -> codes.split(CODES, nothing, 0, SEED)).hasMessageContaining("draws=0");
        }
    }
}

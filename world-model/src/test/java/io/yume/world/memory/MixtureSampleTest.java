package io.yume.world.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws from mixtures against their analytic frequencies and moments. */
final class MixtureSampleTest {

    private static final int ROWS = 40_000;

    /** Two dimensions: far apart, so that each draw tells its Gaussian; and overlapping, with a tiny weight. */
    private static final double[] WEIGHTS = {0.5, 0.3, 0.3, 0.699, 0.2, 0.001};

    private static final double[] MEANS = {-10, 0.4, 0, -0.6, 10, 3};
    private static final double[] SIGMAS = {0.5, 1, 1, 0.3, 0.2, 2};

    private static float[] draw(double temperature, boolean shared, long step) {
        Graph graph = new Graph();
        double[] logWeights = new double[shared ? 3 : 6];
        for (int i = 0; i < logWeights.length; i++) {
            logWeights[i] = Math.log(WEIGHTS[shared ? 2 * i : i]);
        }
        double[] logSigmas = new double[6];
        for (int i = 0; i < 6; i++) {
            logSigmas[i] = Math.log(SIGMAS[i]);
        }
        MemoryNetwork.Mixture one = new MemoryNetwork.Mixture(
                graph.constant(logWeights, 1, 3, shared ? 1 : 2),
                graph.constant(MEANS, 1, 3, 2),
                graph.constant(logSigmas, 1, 3, 2));
        MemoryNetwork.Mixture mixture =
                new MemoryNetwork.Mixture(rows(one.logWeights()), rows(one.means()), rows(one.logSigmas()));
        Node sample = MemoryNetwork.sample(
                mixture,
                graph.constant(1 / temperature),
                graph.constant(Math.sqrt(temperature)),
                graph.uniform("pick", ROWS, 2),
                graph.normal("eps", ROWS, 2));
        try (Program program = Program.of(Map.of("z", sample), null)) {
            program.run(Noise.of(Seed.root(12), ROWS, step));
            return program.get("z");
        }
    }

    private static Node rows(Node node) {
        return node.broadcastTo(node.shape().with(0, ROWS));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void frequenciesAndMomentsAreThoseOfTheMixtureAtItsTemperature(double temperature) {
        float[] z = draw(temperature, false, 1);
        for (int d = 0; d < 2; d++) {
            assertMoments(z, d, d, 2, temperature);
        }
        assertFrequencies(z, 0, temperature);
    }

    @Test
    void sharedWeightsHoldForEveryDimensionWhichDrawsOnItsOwn() {
        float[] z = draw(1, true, 1);
        assertFrequencies(z, 0, 1);
        assertMoments(z, 0, 0, 2, 1);
        assertMoments(z, 1, 0, 2, 1);
        // Shared are the weights, not the choice: who fell left of -5 in one dimension is like all others in the other.
        double left = 0;
        double both = 0;
        double negative = 0;
        for (int row = 0; row < ROWS; row++) {
            boolean isLeft = z[2 * row] < -5;
            boolean isNegative = z[2 * row + 1] < 0;
            left += isLeft ? 1 : 0;
            negative += isNegative ? 1 : 0;
            both += isLeft && isNegative ? 1 : 0;
        }
        assertThat(both / ROWS).isCloseTo(left / ROWS * negative / ROWS, within(0.01));
    }

    @Test
    void theSeedDecidesTheDraws() {
        float[] first = draw(1, false, 1);
        assertThat(draw(1, false, 1)).isEqualTo(first);
        assertThat(draw(1, false, 2)).isNotEqualTo(first);
    }

    /** The mixture of dimension {@code d}, with the weights of column {@code column}. */
    private static void assertMoments(float[] z, int d, int column, int stride, double temperature) {
        double total = 0;
        for (int k = 0; k < 3; k++) {
            total += Math.pow(WEIGHTS[k * stride + column], 1 / temperature);
        }
        double mean = 0;
        double second = 0;
        double fourth = 0;
        for (int k = 0; k < 3; k++) {
            double weight = Math.pow(WEIGHTS[k * stride + column], 1 / temperature) / total;
            double m = MEANS[2 * k + d];
            double v = SIGMAS[2 * k + d] * SIGMAS[2 * k + d] * temperature;
            mean += weight * m;
            second += weight * (m * m + v);
            fourth += weight * (Math.pow(m, 4) + 6 * m * m * v + 3 * v * v);
        }
        double sum = 0;
        double squares = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += z[2 * row + d];
            squares += z[2 * row + d] * z[2 * row + d];
        }
        // Four standard errors.
        assertThat(sum / ROWS).isCloseTo(mean, within(4 * Math.sqrt((second - mean * mean) / ROWS)));
        assertThat(squares / ROWS).isCloseTo(second, within(4 * Math.sqrt((fourth - second * second) / ROWS)));
    }

    /** The first dimension's Gaussians lie so far apart that each draw tells where it came from. */
    private static void assertFrequencies(float[] z, int d, double temperature) {
        int[] counts = new int[3];
        double[] squares = new double[3];
        for (int row = 0; row < ROWS; row++) {
            float value = z[2 * row + d];
            int k = value < -5 ? 0 : value < 5 ? 1 : 2;
            counts[k]++;
            squares[k] += Math.pow(value - MEANS[2 * k + d], 2);
        }
        double total = 0;
        for (int k = 0; k < 3; k++) {
            total += Math.pow(WEIGHTS[2 * k], 1 / temperature);
        }
        for (int k = 0; k < 3; k++) {
            double p = Math.pow(WEIGHTS[2 * k], 1 / temperature) / total;
            assertThat((double) counts[k] / ROWS).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / ROWS)));
            double variance = SIGMAS[2 * k + d] * SIGMAS[2 * k + d] * temperature;
            assertThat(squares[k] / counts[k]).isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / counts[k])));
        }
    }
}

package io.yume.nn;

import static io.yume.nn.NetworkChecks.STREAMS;
import static io.yume.nn.Networks.heads;
import static io.yume.nn.Networks.mlp;
import static io.yume.nn.Networks.reshape;
import static io.yume.nn.Networks.residual;
import static io.yume.nn.Networks.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers and their compositions: closed forms, and the battery of {@link NetworkChecks} for each. */
final class NetworkTest {

    /** A network and the shape of its input. */
    static Stream<NetworkCase> cases() {
        return Stream.of(
                new NetworkCase("dense", Dense.of(4, 5), STREAMS, 4),
                new NetworkCase("dense of three axes", Dense.of(4, 5), STREAMS, 2, 4),
                new NetworkCase("dense without bias", Dense.of(4, 5).unbiased(), STREAMS, 4),
                new NetworkCase("conv", Conv.of(2, 3, 3).stride(2).padding(1), STREAMS, 2, 7, 6),
                new NetworkCase("conv without bias", Conv.of(2, 3, 2).unbiased(), STREAMS, 2, 4, 4),
                new NetworkCase("conv transpose", ConvTranspose.of(2, 3, 4, 2).padding(1), STREAMS, 2, 3, 4),
                new NetworkCase("conv transpose of a pixel", ConvTranspose.of(4, 3, 5, 2), STREAMS, 4, 1, 1),
                new NetworkCase("mlp", mlp(Activation.TANH, 4, 6, 5, 2), STREAMS, 4),
                new NetworkCase("residual", residual(mlp(Activation.SILU, 4, 6, 4)), STREAMS, 4),
                new NetworkCase("heads", heads(Dense.of(4, 2).named("mean"), mlp(4, 3, 5)), STREAMS, 4),
                new NetworkCase("reshape", sequential(Dense.of(4, 6), reshape(3, 2), Dense.of(2, 2)), STREAMS, 4),
                new NetworkCase("layer norm", LayerNorm.of(6), STREAMS, 6),
                new NetworkCase("layer norm of two axes", LayerNorm.of(3, 4), STREAMS, 2, 3, 4),
                new NetworkCase("weight norm of dense", WeightNorm.of(Dense.of(4, 5)), STREAMS, 4),
                new NetworkCase("weight norm of conv", WeightNorm.of(Conv.of(2, 3, 3)), STREAMS, 2, 4, 4),
                new NetworkCase(
                        "weight norm of conv transpose",
                        WeightNorm.of(ConvTranspose.of(2, 3, 3, 1)).named("up"),
                        STREAMS,
                        2,
                        4,
                        4),
                new NetworkCase(
                        "all kinds in a row",
                        sequential(
                                Conv.of(2, 3, 3).stride(2).named("conv"),
                                Activation.ELU,
                                ConvTranspose.of(3, 2, 2, 2),
                                Dropout.of(0.3),
                                LayerNorm.of(4, 4),
                                Activation.SOFTPLUS),
                        STREAMS,
                        2,
                        5,
                        5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsEqualCentralDifferences(NetworkCase of) {
        of.assertGradients();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void programEqualsTheReferenceAndDeclaresItsParameters(NetworkCase of) {
        of.assertProgram();
    }

    @Test
    void namesPartsByIndexUnlessTheyHaveAName() {
        Network network = sequential(
                        Dense.of(2, 3), Activation.TANH, Dense.of(3, 3).unbiased())
                .then(Dense.of(3, 1).named("head"))
                .named("q");
        assertThat(network.specs().keySet())
                .containsExactly("q.0.weight", "q.0.bias", "q.2.weight", "q.head.weight", "q.head.bias");
        assertThat(mlp(2, 3, 1).specs().keySet())
                .containsExactly("dense0.weight", "dense0.bias", "dense1.weight", "dense1.bias");
    }

    @Test
    void headsLieSideBySideAndNeedNoNameOfTheirOwn() {
        Network network = sequential(
                reshape(2), heads(Dense.of(2, 3).named("mean"), Dense.of(2, 1).unbiased()));
        assertThat(network.specs().keySet()).containsExactly("mean.weight", "mean.bias", "1.weight");
        Graph graph = new Graph();
        double[] y = NetworkChecks.evaluate(
                network.apply(graph.placeholder("x", 1, 2, 1)),
                Map.of(
                        "x",
                        new double[] {2, 3},
                        "mean.weight",
                        new double[] {1, 2, 3, 4, 5, 6},
                        "mean.bias",
                        new double[] {0.5, 0, -1},
                        "1.weight",
                        new double[] {1, -1}));
        assertThat(y).containsExactly(14.5, 19, 23, -1);
        assertThatThrownBy(() -> heads()).hasMessageContaining("heads need a network");
        assertThatThrownBy(() -> heads(Dense.of(2, 3).named("a"), Dense.of(2, 3).named("a"))
                        .specs())
                .hasMessageContaining("a name must stand for one parameter");
        assertThatThrownBy(() -> reshape(3).apply(graph.placeholder("x", 1, 2, 1)))
                .hasMessageContaining("a row must have the numbers of its new shape: expected=[3]");
    }

    @Test
    void headsWithinARowGoByTheirPlaceWhereTheirNamesAreTaken() {
        Network network = sequential(Dense.of(4, 4), Activation.RELU, heads(Dense.of(4, 2), Dense.of(4, 2)));
        assertThat(network.specs().keySet())
                .containsExactly("0.weight", "0.bias", "2.0.weight", "2.0.bias", "2.1.weight", "2.1.bias");
        new NetworkCase("heads in a row", network, STREAMS, 4).assertProgram();
        Network twice = sequential(
                heads(Dense.of(2, 1), Dense.of(2, 1)),
                heads(Dense.of(2, 1).named("a"), Dense.of(2, 1)).named("last"),
                heads(Dense.of(2, 1), heads(Dense.of(2, 1), Dense.of(2, 1).named("b"))));
        assertThat(twice.specs().keySet().stream().filter(name -> name.endsWith("weight")))
                .containsExactly(
                        "0.0.weight",
                        "0.1.weight",
                        "last.a.weight",
                        "last.1.weight",
                        "2.0.weight",
                        "2.1.0.weight",
                        "2.1.b.weight");
        // Where no name is taken, they stay what they were.
        assertThat(sequential(heads(Dense.of(2, 1), Dense.of(2, 1)), Activation.TANH, Dense.of(2, 1))
                        .specs()
                        .keySet())
                .containsExactly("0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias");
    }

    @Test
    void denseIsAProductAndABias() {
        Graph graph = new Graph();
        Node out = Dense.of(2, 3).apply(graph.placeholder("x", 1, 2));
        double[] y = NetworkChecks.evaluate(
                out, Map.of("x", new double[] {2, 3}, "weight", new double[] {1, 2, 3, 4, 5, 6}, "bias", new double[] {
                    0.5, 0, -1
                }));
        assertThat(y).containsExactly(14.5, 19, 23);
    }

    /** {@code <A x, y> = <x, A' y>}, for kernels of one tensor, whatever the stride and the padding. */
    @ParameterizedTest
    @CsvSource({"3, 1, 0, 5, 6", "3, 1, 1, 4, 5", "4, 2, 0, 6, 8", "4, 2, 1, 6, 8", "5, 3, 2, 7, 10", "1, 1, 0, 2, 3"})
    void convolutionsThereAndBackAreAdjoint(int kernel, int stride, int padding, int height, int width) {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2, 3, height, width);
        Node there =
                Conv.of(3, 4, kernel).stride(stride).padding(padding).unbiased().apply(x);
        Node y = graph.placeholder("y", there.shape().dims());
        Node back = ConvTranspose.of(4, 3, kernel, stride)
                .padding(padding)
                .unbiased()
                .apply(y);
        assertThat(back.shape()).isEqualTo(x.shape());
        Node left = there.times(y).sum();
        Node right = x.times(back).sum();
        Map<String, double[]> leaves = NetworkChecks.leaves(left.plus(right), 3);
        double expected = NetworkChecks.evaluate(right, leaves)[0];
        assertThat(NetworkChecks.evaluate(left, leaves)[0]).isCloseTo(expected, Offset.offset(1e-10));
        assertThat(Math.abs(expected)).isGreaterThan(0.1);
    }

    @Test
    void aPixelsTransposedConvolutionEqualsTheGeneralOne() {
        Graph graph = new Graph();
        ConvTranspose layer = ConvTranspose.of(3, 2, 4, 2).unbiased();
        Node x = graph.placeholder("x", 2, 3, 1, 1);
        Node general = x.convTranspose2d(graph.parameter("weight", 3, 2, 4, 4), 2);
        Node difference = layer.apply(x).minus(general);
        double[] gap = NetworkChecks.evaluate(difference, NetworkChecks.leaves(difference, 2));
        NetworkChecks.assertClose("pixel", gap, new double[gap.length], 1e-12);
    }

    @Test
    void layerNormHasMeanBiasAndDeviationGain() {
        Graph graph = new Graph();
        Node out = new LayerNorm(Shape.of(50), 1e-12).apply(graph.placeholder("x", STREAMS, 50));
        Map<String, double[]> leaves = new HashMap<>(NetworkChecks.leaves(out, 1));
        leaves.put("gain", filled(50, 3));
        leaves.put("bias", filled(50, -2));
        double[] y = NetworkChecks.evaluate(out, leaves);
        for (int row = 0; row < STREAMS; row++) {
            double[] values = Arrays.copyOfRange(y, row * 50, (row + 1) * 50);
            double mean = Arrays.stream(values).average().orElseThrow();
            double variance =
                    Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 50;
            assertThat(mean).isCloseTo(-2, Offset.offset(1e-9));
            assertThat(variance).isCloseTo(9, Offset.offset(1e-6));
        }
    }

    private static double[] filled(int size, double value) {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void weightNormMakesEachOutputsWeightsAsLongAsItsGain() {
        Graph graph = new Graph();
        Node x = graph.constant(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3);
        // The identity through the layer shows the weights themselves.
        Node weights = WeightNorm.of(Dense.of(3, 4).unbiased()).apply(x);
        Map<String, double[]> leaves = NetworkChecks.leaves(weights, 5);
        double[] w = NetworkChecks.evaluate(weights, leaves);
        double[] v = leaves.get("weight");
        for (int out = 0; out < 4; out++) {
            double length = Math.sqrt(v[out] * v[out] + v[4 + out] * v[4 + out] + v[8 + out] * v[8 + out]);
            for (int in = 0; in < 3; in++) {
                assertThat(w[in * 4 + out])
                        .isCloseTo(leaves.get("weight.gain")[out] * v[in * 4 + out] / length, Offset.offset(1e-12));
            }
        }
    }

    @Test
    void weightNormStartsNearTheLayerItNormalises() {
        Dense layer = Dense.of(400, 3);
        try (Parameters parameters = new Parameters(WeightNorm.of(layer).specs(), Seed.root(2))) {
            double[] squares = new double[3];
            float[] v = parameters.get("weight");
            for (int i = 0; i < v.length; i++) {
                squares[i % 3] += v[i] * v[i];
            }
            for (int out = 0; out < 3; out++) {
                assertThat(Math.sqrt(squares[out]))
                        .isCloseTo(parameters.get("weight.gain")[out], Percentage.withPercentage(10));
            }
        }
    }

    @Test
    void embeddingPicksVectorsAndCollectsTheirGradients() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2, 2);
        Embedding layer = Embedding.of(5, 3);
        Node out = layer.apply(x);
        Map<String, double[]> leaves = new HashMap<>(NetworkChecks.leaves(out, 5));
        leaves.put("x", new double[] {4, 0, 4, 2});
        double[] table = leaves.get("weight");
        double[] expected = Stream.of(4, 0, 4, 2)
                .flatMapToDouble(row -> Arrays.stream(table, row * 3, row * 3 + 3))
                .toArray();
        assertThat(out.shape().dims()).containsExactly(2, 2, 3);
        assertThat(NetworkChecks.evaluate(out, leaves)).isEqualTo(expected);
        List<Node> weight = List.of(graph.parameter("weight", 5, 3));
        NetworkChecks.assertGradients(NetworkChecks.loss(out), leaves, weight);
        NetworkChecks.assertProgram(out, layer.specs(), leaves, weight);
    }

    @Test
    void anIndexThatIsNoRowStopsTheRun() {
        Graph graph = new Graph();
        Node out = Embedding.of(5, 3).apply(graph.placeholder("x", 1));
        try (Parameters parameters = new Parameters(Embedding.of(5, 3).specs(), Seed.root(1));
                Program program = Program.of(Map.of("out", out), parameters)) {
            for (float wrong : new float[] {5, -1, 1.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
                assertThatThrownBy(() -> program.feed("x", new float[] {wrong}).run())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("an index must be a whole number in [0, rows)");
            }
            program.feed("x", new float[] {4}).run();
            assertThat(program.get("out")).isEqualTo(Arrays.copyOfRange(parameters.get("weight"), 12, 15));
        }
    }

    @Test
    void errorsShowTheShapes() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2, 3);
        assertThatThrownBy(() -> Dense.of(4, 2).apply(x))
                .hasMessageContaining("must be [..., 4]: placeholder 'x' [2, 3]");
        assertThatThrownBy(() -> LayerNorm.of(2).apply(x)).hasMessageContaining("expected=[2]");
        assertThatThrownBy(() -> residual(Dense.of(3, 2)).apply(x)).hasMessageContaining("must keep the shape");
        assertThatThrownBy(() -> sequential(
                                Dense.of(3, 3).named("a"), Dense.of(3, 3).named("a"))
                        .specs())
                .hasMessageContaining("a name must stand for one parameter: name=a.weight");
        assertThatThrownBy(() -> mlp(3)).hasMessageContaining("sizes=1");
        assertThatThrownBy(() -> Dropout.of(1)).hasMessageContaining("must be in [0, 1): rate=1.0");
        assertThatThrownBy(() -> Conv.of(1, 1, 3).padding(-1)).hasMessageContaining("padding must be >= 0");
        assertThatThrownBy(() -> Dense.of(3, 3).named("")).hasMessageContaining("must have a name");
    }
}

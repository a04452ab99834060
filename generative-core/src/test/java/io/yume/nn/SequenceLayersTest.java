package io.yume.nn;

import static io.yume.nn.NetworkChecks.STREAMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention, cells along sequences, and the spectral norm: closed forms, and the battery of {@link NetworkChecks}. */
final class SequenceLayersTest {

    /** A network and the shape of its input. */
    static Stream<NetworkCase> cases() {
        return Stream.of(
                new NetworkCase("attention", MultiHeadAttention.of(6, 2), STREAMS, 4, 6),
                new NetworkCase(
                        "attention of the past", MultiHeadAttention.of(4, 1).ofThePast(), STREAMS, 3, 4),
                new NetworkCase("cell forwards", OverTime.forwards(GruCell.of(2, 3)), STREAMS, 4, 2),
                new NetworkCase("cell backwards", OverTime.backwards(LstmCell.of(2, 3)), STREAMS, 4, 2),
                new NetworkCase(
                        "convolutional cell",
                        OverTime.forwards(ConvLstmCell.of(1, 2, 3).onRows(2, 3)),
                        STREAMS,
                        3,
                        6),
                new NetworkCase("one step of a cell", new OneStep(GruCell.of(2, 3), 2), STREAMS, 2 + 3),
                // Slopes of singular values are right where the vectors have converged.
                new NetworkCase(
                        "spectral norm of dense",
                        SpectralNorm.of(Dense.of(4, 3)).iterations(300),
                        STREAMS,
                        4),
                new NetworkCase(
                        "spectral norm of conv",
                        SpectralNorm.of(Conv.of(2, 3, 2)).iterations(300),
                        STREAMS,
                        2,
                        3,
                        3),
                new NetworkCase(
                        "spectral norm of conv transpose",
                        SpectralNorm.of(ConvTranspose.of(2, 3, 2, 1)).iterations(300),
                        STREAMS,
                        2,
                        3,
                        3));
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
    void oneStepIsForCellsThatShowTheirState() {
        assertThatThrownBy(() -> new OneStep(LstmCell.of(2, 3), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a cell whose state is what it shows");
        Node rows = new Graph().placeholder("x", 4, 2);
        assertThatThrownBy(() -> new OneStep(GruCell.of(2, 3), 2).apply(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows must be [rows, inputs + hidden]")
                .hasMessageContaining("inputs=2");
    }

    // ---- attention

    @Test
    void attentionIsTheWeightedMeanOfValues() {
        Graph graph = new Graph();
        Node out = MultiHeadAttention.of(2, 1).apply(graph.placeholder("x", 1, 2, 2));
        // q = x, k = 3 x, v = (x1 + x2, x1); the output is joined by the identity.
        Map<String, double[]> leaves = Map.of(
                "x", new double[] {1, 0, 0.5, -1},
                "input.weight", new double[] {1, 0, 3, 0, 1, 1, 0, 1, 0, 3, 1, 0},
                "input.bias", new double[6],
                "output.weight", new double[] {1, 0, 0, 1},
                "output.bias", new double[2]);
        double[] y = NetworkChecks.evaluate(out, leaves);
        double scale = 3 / Math.sqrt(2);
        double first = 1 / (1 + Math.exp(scale * (0.5 - 1)));
        double second = 1 / (1 + Math.exp(scale * (1.25 - 0.5)));
        NetworkChecks.assertClose(
                "attention",
                y,
                new double[] {
                    first - (1 - first) * 0.5, first + (1 - first) * 0.5,
                    second - (1 - second) * 0.5, second + (1 - second) * 0.5
                },
                1e-12);
    }

    /** Head after head, with loops: which numbers belong to a head decides what comes out. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, false", "3, true"})
    void headsAttendOnTheirOwnNumbers(int heads, boolean causal) {
        int features = 6;
        int steps = 4;
        MultiHeadAttention attention = new MultiHeadAttention(features, heads, causal);
        Node out = attention.apply(new Graph().placeholder("x", 2, steps, features));
        Map<String, double[]> leaves = NetworkChecks.leaves(out, 6);
        double[] y = NetworkChecks.evaluate(out, leaves);
        double[][] x = PlainCells.split(leaves.get("x"), 2);
        for (int row = 0; row < 2; row++) {
            double[] expected = PlainAttention.of(leaves, x[row], steps, features, heads, causal);
            NetworkChecks.assertClose(
                    "row " + row,
                    Arrays.copyOfRange(y, row * steps * features, (row + 1) * steps * features),
                    expected,
                    1e-12);
        }
    }

    @Test
    void attentionDoesNotMindTheOrderOfTheOthers() {
        Graph graph = new Graph();
        Node out = MultiHeadAttention.of(4, 2).apply(graph.placeholder("x", 1, 3, 4));
        Map<String, double[]> leaves = new HashMap<>(NetworkChecks.leaves(out, 3));
        double[] before = NetworkChecks.evaluate(out, leaves);
        double[] x = leaves.get("x").clone();
        double[] swapped = x.clone();
        System.arraycopy(x, 4, swapped, 8, 4);
        System.arraycopy(x, 8, swapped, 4, 4);
        leaves.put("x", swapped);
        double[] after = NetworkChecks.evaluate(out, leaves);
        NetworkChecks.assertClose("first", Arrays.copyOf(after, 4), Arrays.copyOf(before, 4), 1e-12);
        NetworkChecks.assertClose("second", Arrays.copyOfRange(after, 8, 12), Arrays.copyOfRange(before, 4, 8), 1e-12);
        assertThat(after[4]).isNotEqualTo(before[4]);
    }

    @Test
    void attentionOfThePastSeesNothingLater() {
        Graph graph = new Graph();
        Node out = MultiHeadAttention.of(4, 2).ofThePast().apply(graph.placeholder("x", 1, 4, 4));
        Map<String, double[]> leaves = new HashMap<>(NetworkChecks.leaves(out, 3));
        double[] before = NetworkChecks.evaluate(out, leaves);
        double[] changed = leaves.get("x").clone();
        changed[8] += 1;
        leaves.put("x", changed);
        double[] after = NetworkChecks.evaluate(out, leaves);
        assertThat(Arrays.copyOf(after, 8)).isEqualTo(Arrays.copyOf(before, 8));
        assertThat(after[8]).isNotEqualTo(before[8]);
        assertThat(after[12]).isNotEqualTo(before[12]);
    }

    // ---- cells along sequences

    @Test
    void backwardsIsForwardsOnTheReversedSequence() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 1, 3, 2);
        Node back = OverTime.backwards(GruCell.of(2, 2)).apply(x);
        Node reversed = graph.concat(1, List.of(x.slice(1, 2, 1), x.slice(1, 1, 1), x.slice(1, 0, 1)));
        Node forth = OverTime.forwards(GruCell.of(2, 2)).apply(reversed);
        Map<String, double[]> leaves = NetworkChecks.leaves(forth, 4);
        double[] b = NetworkChecks.evaluate(back, leaves);
        double[] f = NetworkChecks.evaluate(forth, leaves);
        for (int t = 0; t < 3; t++) {
            assertThat(Arrays.copyOfRange(b, 2 * t, 2 * t + 2))
                    .containsExactly(Arrays.copyOfRange(f, 2 * (2 - t), 2 * (2 - t) + 2));
        }
        assertThat(b[0]).isNotEqualTo(f[0]);
    }

    // ---- spectral norm

    private static double[] shown(SpectralNorm layer, double... weight) {
        Graph graph = new Graph();
        // The identity through the layer shows the weights themselves.
        Node x = graph.constant(new double[] {1, 0, 0, 1}, 2, 2);
        return NetworkChecks.evaluate(layer.apply(x), Map.of("weight", weight));
    }

    @Test
    void weightsAreDividedByTheirLargestSingularValue() {
        SpectralNorm layer = SpectralNorm.of(Dense.of(2, 2).unbiased());
        double[] diagonal = shown(layer, 3, 0, 0, -5);
        NetworkChecks.assertClose("diagonal", diagonal, new double[] {0.6, 0, 0, -1}, 1e-6);
        // W'W of [[1, 2], [3, 4]] has trace 30 and determinant 4.
        double largest = Math.sqrt((30 + Math.sqrt(30 * 30 - 16)) / 2);
        double[] general = shown(layer, 1, 2, 3, 4);
        NetworkChecks.assertClose(
                "general", general, new double[] {1 / largest, 2 / largest, 3 / largest, 4 / largest}, 1e-9);
        assertThat(shown(layer, 0, 0, 0, 0)).containsExactly(0, 0, 0, 0);
    }

    /** Of a start that is not the vector itself, one iteration finds less than there is. */
    @Test
    void fewIterationsNeverFindTooMuch() {
        double before = Double.POSITIVE_INFINITY;
        for (int iterations : new int[] {1, 3, 30}) {
            double[] w = shown(SpectralNorm.of(Dense.of(2, 2).unbiased()).iterations(iterations), 1, 0.2, -0.3, 0.9);
            double norm = norm(w);
            assertThat(norm).isBetween(1 - 1e-9, before);
            before = norm;
        }
        assertThat(before).isCloseTo(1, within(1e-3));
    }

    private static double norm(double... w) {
        double trace = 0;
        for (double value : w) {
            trace += value * value;
        }
        double determinant = w[0] * w[3] - w[1] * w[2];
        return Math.sqrt((trace + Math.sqrt(trace * trace - 4 * determinant * determinant)) / 2);
    }

    @Test
    void wrongShapesAreNamed() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2, 3);
        assertThatThrownBy(() -> MultiHeadAttention.of(4, 3)).hasMessageContaining("features=4, heads=3");
        assertThatThrownBy(() -> MultiHeadAttention.of(4, 2).apply(x))
                .hasMessageContaining("must be [rows, steps, 4]: placeholder 'x' [2, 3]");
        assertThatThrownBy(() -> OverTime.forwards(GruCell.of(3, 2)).apply(x))
                .hasMessageContaining("must be [rows, steps, inputs]");
        assertThatThrownBy(() -> SpectralNorm.of(Dense.of(2, 2)).iterations(0))
                .hasMessageContaining("iterations must be >= 1");
    }
}

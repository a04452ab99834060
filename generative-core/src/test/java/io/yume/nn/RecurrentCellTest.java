package io.yume.nn;

import static io.yume.nn.NetworkChecks.STREAMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.nn.RecurrentCell.State;
import io.yume.nn.RecurrentCell.Unrolled;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recurrent cells over time: against plain loops, finite differences and the reference interpreter. */
final class RecurrentCellTest {

    private static final int STEPS = 4;
    private static final int INPUTS = 2;
    private static final int HIDDEN = 3;
    private static final int SIDE = 4;
    private static final int KERNEL = 3;

    /** A cell over some steps; states are given or zeros. */
    record Sequence(String what, RecurrentCell cell, Graph graph, Unrolled unrolled) {

        static Sequence of(String what, RecurrentCell cell, boolean image, boolean given) {
            Graph graph = new Graph();
            int[] pixels = image ? new int[] {SIDE, SIDE} : new int[0];
            Node x = graph.placeholder("x", join(new int[] {STEPS, STREAMS, INPUTS}, pixels));
            State initial = null;
            if (given) {
                Node h = graph.placeholder("h", join(new int[] {STREAMS, HIDDEN}, pixels));
                boolean remembers = !(cell instanceof GruCell);
                initial = new State(
                        h, remembers ? graph.placeholder("c", join(new int[] {STREAMS, HIDDEN}, pixels)) : null);
            }
            String name = what + (given ? " from a given state" : "");
            return new Sequence(name, cell, graph, cell.overTime(x, initial, Scope.inference()));
        }

        private static int[] join(int[] a, int[] b) {
            int[] both = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, both, a.length, b.length);
            return both;
        }

        /** All outputs and what the cell still remembers. */
        Node everything() {
            Node outputs = unrolled.outputs().reshape(unrolled.outputs().shape().size());
            Node memory = unrolled.last().memory();
            return memory == null
                    ? outputs
                    : graph.concat(
                            0, List.of(outputs, memory.reshape(memory.shape().size())));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Sequence> sequences() {
        return Stream.of(false, true)
                .flatMap(given -> Stream.of(
                        Sequence.of("LSTM", LstmCell.of(INPUTS, HIDDEN), false, given),
                        Sequence.of("LSTM without forget bias", new LstmCell(INPUTS, HIDDEN, 0), false, given),
                        Sequence.of("GRU", GruCell.of(INPUTS, HIDDEN), false, given),
                        Sequence.of("ConvLSTM", ConvLstmCell.of(INPUTS, HIDDEN, KERNEL), true, given)));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void outputsEqualThePlainLoops(Sequence sequence) {
        Node all = sequence.everything();
        Map<String, double[]> leaves = NetworkChecks.leaves(all, 3);
        NetworkChecks.assertClose(
                sequence.what, NetworkChecks.evaluate(all, leaves), plain(sequence.cell, leaves), 1e-12);
    }

    private static double[] plain(RecurrentCell cell, Map<String, double[]> leaves) {
        PlainCells plain = new PlainCells(leaves);
        int pixels = cell instanceof ConvLstmCell ? SIDE * SIDE : 1;
        int size = HIDDEN * pixels;
        double[] none = new double[STREAMS * size];
        double[][] h = PlainCells.split(leaves.getOrDefault("h", none), STREAMS);
        double[][] c = PlainCells.split(leaves.getOrDefault("c", none), STREAMS);
        double[][] x = PlainCells.split(leaves.get("x"), STEPS * STREAMS);
        double[] outputs = new double[STEPS * STREAMS * size];
        for (int t = 0; t < STEPS; t++) {
            for (int row = 0; row < STREAMS; row++) {
                double[] input = x[t * STREAMS + row];
                if (cell instanceof LstmCell lstm) {
                    double[][] next = plain.lstm(input, h[row], c[row], lstm.forgetBias());
                    h[row] = next[0];
                    c[row] = next[1];
                } else if (cell instanceof GruCell) {
                    h[row] = plain.gru(input, h[row]);
                } else {
                    double[][][] next = plain.convLstm(
                            PlainCells.split(input, INPUTS),
                            PlainCells.split(h[row], HIDDEN),
                            PlainCells.split(c[row], HIDDEN),
                            SIDE,
                            KERNEL,
                            1);
                    h[row] = flat(next[0]);
                    c[row] = flat(next[1]);
                }
                System.arraycopy(h[row], 0, outputs, (t * STREAMS + row) * size, size);
            }
        }
        return cell instanceof GruCell ? outputs : flat(new double[][] {outputs, flat(c)});
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void gradientsEqualCentralDifferences(Sequence sequence) {
        Node loss = NetworkChecks.loss(sequence.everything());
        NetworkChecks.assertGradients(loss, NetworkChecks.leaves(loss, 4), NetworkChecks.all(sequence.graph));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void programEqualsTheReference(Sequence sequence) {
        Node all = sequence.everything();
        NetworkChecks.assertProgram(
                all, sequence.cell.specs(), NetworkChecks.leaves(all, 5), NetworkChecks.all(sequence.graph));
    }

    /** The weight gradients of all steps at once, and pairs of convolutions, must themselves have gradients. */
    @ParameterizedTest
    @MethodSource("sequences")
    void secondGradientsEqualCentralDifferences(Sequence sequence) {
        Node penalty = penalty(sequence);
        NetworkChecks.assertGradients(penalty, NetworkChecks.leaves(penalty, 7), NetworkChecks.all(sequence.graph));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void programOfSecondGradientsEqualsTheReference(Sequence sequence) {
        Node penalty = penalty(sequence);
        NetworkChecks.assertProgram(
                penalty, sequence.cell.specs(), NetworkChecks.leaves(penalty, 8), NetworkChecks.all(sequence.graph));
    }

    /** The mean square of the gradients by all weights. */
    private static Node penalty(Sequence sequence) {
        Node loss = NetworkChecks.loss(sequence.everything());
        List<Node> weights = NetworkChecks.all(sequence.graph).stream()
                .filter(node -> node.primitive() instanceof Leaf.Parameter)
                .toList();
        Node sum = sequence.graph.constant(0);
        for (Node gradient : Gradients.of(loss, weights)) {
            sum = sum.plus(gradient.square().mean());
        }
        return sum;
    }

    @Test
    void oneStepEqualsTheFirstOfASequence() {
        Graph graph = new Graph();
        RecurrentCell cell = LstmCell.of(INPUTS, HIDDEN).named("core");
        Node x = graph.placeholder("x", 1, STREAMS, INPUTS);
        Node h = graph.placeholder("h", STREAMS, HIDDEN);
        State before = new State(h, graph.placeholder("c", STREAMS, HIDDEN));
        Unrolled over = cell.overTime(x, before, Scope.inference());
        State after = cell.apply(x.reshape(STREAMS, INPUTS), before);
        Map<String, Node> differences = Map.of(
                "c", over.last().memory().minus(after.memory()),
                "h", over.last().output().minus(after.output()),
                "shown", over.outputs().reshape(STREAMS, HIDDEN).minus(after.output()));
        differences.forEach((name, difference) -> {
            Map<String, double[]> leaves = NetworkChecks.leaves(difference, 6);
            assertThat(leaves).containsKeys("core.input.weight", "core.hidden.weight", "core.bias");
            double[] none = new double[STREAMS * HIDDEN];
            NetworkChecks.assertClose(name, NetworkChecks.evaluate(difference, leaves), none, 1e-15);
        });
    }

    /** Images as rows of numbers are the same numbers; the sides differ so that none is taken for the other. */
    @Test
    void aConvolutionalCellOnRowsIsTheOneOnImages() {
        int height = 2;
        int width = 3;
        ConvLstmCell cell = ConvLstmCell.of(INPUTS, HIDDEN, KERNEL);
        RecurrentCell flat = cell.onRows(height, width);
        Graph graph = new Graph();
        Node x = graph.placeholder("x", STEPS, STREAMS, INPUTS, height, width);
        int size = HIDDEN * height * width;
        Node h = graph.placeholder("h", STREAMS, size);
        Node c = graph.placeholder("c", STREAMS, size);
        Scope scope = Scope.inference();
        State images = new State(h.reshape(STREAMS, HIDDEN, height, width), c.reshape(STREAMS, HIDDEN, height, width));
        Node rows = x.reshape(STEPS, STREAMS, INPUTS * height * width);
        for (boolean given : new boolean[] {true, false}) {
            Unrolled expected = cell.overTime(x, given ? images : null, scope);
            Unrolled actual = flat.overTime(rows, given ? new State(h, c) : null, scope);
            assertThat(actual.outputs().shape().dims()).containsExactly(STEPS, STREAMS, size);
            Node gap = actual.outputs().minus(expected.outputs().reshape(STEPS, STREAMS, size));
            Node memory = actual.last().memory();
            Node rest = memory.minus(expected.last().memory().reshape(STREAMS, size));
            Map<String, double[]> leaves = NetworkChecks.leaves(gap.sum().plus(rest.sum()), 3);
            assertThat(NetworkChecks.evaluate(gap, leaves)).containsOnly(0);
            assertThat(NetworkChecks.evaluate(rest, leaves)).containsOnly(0);
        }
        assertThat(flat.specs()).isEqualTo(cell.specs());
        assertThatThrownBy(() -> flat.project(graph.placeholder("y", 2, 11), scope))
                .hasMessageContaining("channels=2, height=2, width=3: expected=[rows, 12], actual=placeholder 'y'");
        assertThatThrownBy(() -> cell.onRows(0, 3)).hasMessageContaining("height must be >= 1");
    }

    @Test
    void forgetBiasKeepsTheMemoryOfAFreshCell() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", STREAMS, INPUTS);
        Node c = graph.placeholder("c", STREAMS, HIDDEN);
        RecurrentCell cell = new LstmCell(INPUTS, HIDDEN, 30);
        State after = cell.apply(x, new State(graph.placeholder("h", STREAMS, HIDDEN), c));
        Map<String, double[]> leaves = new HashMap<>(NetworkChecks.leaves(after.memory(), 6));
        leaves.replaceAll((name, value) -> name.equals("c") ? value : new double[value.length]);
        NetworkChecks.assertClose("c", NetworkChecks.evaluate(after.memory(), leaves), leaves.get("c"), 1e-12);
    }

    @Test
    void rejectsInputsWithoutATimeAxisAndEvenKernels() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", STREAMS, INPUTS);
        assertThatThrownBy(() -> LstmCell.of(INPUTS, HIDDEN).overTime(x, Scope.inference()))
                .hasMessageContaining("inputs over time must be [steps, rows, ...]: shape=[3, 2]");
        assertThatThrownBy(() -> GruCell.of(5, HIDDEN).project(x, Scope.inference()))
                .hasMessageContaining("a cell's inputs must be [rows, 5]: placeholder 'x' [3, 2]");
        assertThatThrownBy(() -> ConvLstmCell.of(1, 2, 4)).hasMessageContaining("kernel must be odd");
        assertThatThrownBy(() -> GruCell.of(0, 2)).hasMessageContaining("inputs must be >= 1: inputs=0");
        assertThatThrownBy(() -> new LstmCell(1, 2, Double.NaN)).hasMessageContaining("forget bias must be finite");
    }
}

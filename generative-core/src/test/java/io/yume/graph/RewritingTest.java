package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The rewritten graph against the interpreter on the written one, and what rewriting is for. */
class RewritingTest {

    private final Graph graph = new Graph();

    /** Compiled values of some outputs must equal the interpreter's. */
    private Map<Node, Node> check(Map<String, Node> outputs) {
        SplittableRandom random = new SplittableRandom(4);
        Map<String, double[]> doubles = new LinkedHashMap<>();
        Map<String, float[]> floats = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.primitive() instanceof Leaf.Placeholder placeholder) {
                float[] values = new float[node.shape().size()];
                double[] same = new double[values.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble(-1, 1);
                    same[i] = values[i];
                }
                floats.put(placeholder.name(), values);
                doubles.put(placeholder.name(), same);
            }
        }
        Reference reference = new Reference(doubles, Noise.of(Seed.root(1), 1, 0));
        try (Program program = Program.of(outputs, null)) {
            program.placeholders().forEach(name -> program.feed(name, floats.get(name)));
            program.run();
            outputs.forEach((name, node) -> {
                double[] expected = reference.evaluate(node);
                float[] actual = program.get(name);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i]).as(name).isCloseTo(expected[i], within(1e-4));
                }
            });
        }
        return Rewriting.of(List.of(), outputs.values());
    }

    private static List<Node> compiled(Map<Node, Node> rewritten, Node... outputs) {
        List<Node> roots = new ArrayList<>();
        for (Node output : outputs) {
            roots.add(rewritten.get(output));
        }
        return Graph.live(roots);
    }

    @Test
    void mixturesNeverReachMemoryAsAWhole() {
        int rows = 6;
        int mixtures = 3;
        int width = 8;
        Function<String, Node> head =
                name -> graph.placeholder("h", rows, 4).matmul(graph.placeholder(name, 4, mixtures * width));
        Node weights = head.apply("weights").plus(0.5).reshape(rows, mixtures, width);
        Node means = head.apply("means").tanh().reshape(rows, mixtures, width);
        Node joint = graph.placeholder("x", rows, 1, width)
                .minus(means)
                .square()
                .times(-0.5)
                .plus(weights.minus(weights.logSumExp(1)));
        Node loss = joint.logSumExp(1).sum();
        List<Node> gradients =
                Gradients.of(loss, List.of(graph.placeholder("weights", 4, 24), graph.placeholder("means", 4, 24)));
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("loss", loss);
        outputs.put("weights", gradients.get(0));
        outputs.put("means", gradients.get(1));
        List<Node> nodes = compiled(check(outputs), loss, gradients.get(0), gradients.get(1));
        assertThat(nodes.stream().filter(node -> node.primitive().isElementwise()))
                .as("element-wise work on one Gaussian at a time")
                .allMatch(node -> node.shape().size() <= rows * width);
        assertThat(nodes.stream().filter(node -> node.primitive() instanceof Reduce))
                .as("only the sum of the loss reduces")
                .hasSize(1);
    }

    @Test
    void partsReachThroughReshapesOfSeveralAxes() {
        // What a network gives for all rows is a mixture for each step of each sequence.
        Node head = graph.placeholder("h", 6, 4)
                .matmul(graph.placeholder("w", 4, 24))
                .tanh();
        Node joint = head.reshape(2, 3, 3, 8).square();
        Map<String, Node> outputs = Map.of("joint", joint.logSumExp(2));
        assertThat(compiled(check(outputs), outputs.get("joint")).stream()
                        .filter(node -> node.primitive().isElementwise()))
                .allMatch(node -> node.shape().size() <= 6 * 8);
    }

    @Test
    void gatesOfASliceOfAProjectionAreComputedSliceBySlice() {
        Node projected = graph.placeholder("p", 12, 20).plus(graph.placeholder("bias", 20));
        Map<String, Node> outputs = new LinkedHashMap<>();
        Node h = graph.constant(0, Shape.of(4, 5));
        for (int t = 0; t < 3; t++) {
            Node gates = projected.slice(0, 4 * t, 4).plus(h.matmul(graph.placeholder("u", 5, 20)));
            h = gates.slice(1, 0, 5)
                    .sigmoid()
                    .times(gates.slice(1, 10, 10).slice(1, 0, 5).tanh());
            outputs.put("h" + t, h);
        }
        List<Node> nodes = compiled(check(outputs), outputs.values().toArray(Node[]::new));
        assertThat(nodes.stream().filter(node -> node.primitive().isElementwise()))
                .allMatch(node -> node.shape().equals(Shape.of(4, 5)));
    }

    @Test
    void whatIsUsedInOverlappingSlicesOrAsAWholeIsComputedOnce() {
        Node x = graph.placeholder("x", 9, 8).exp();
        Node y = graph.placeholder("y", 9, 8).exp();
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("head", x.slice(0, 0, 8).square());
        outputs.put("tail", x.slice(0, 1, 8).neg());
        outputs.put("part", y.slice(0, 2, 3).square());
        outputs.put("rows", y.matmul(graph.placeholder("w", 8, 2)));
        List<Node> nodes = compiled(check(outputs), outputs.values().toArray(Node[]::new));
        assertThat(nodes.stream().filter(node -> node.primitive() == Unary.EXP)).hasSize(2);
    }

    @Test
    void axesOfLengthOneDoNotKeepShapesApart() {
        Node x = graph.placeholder("x", 1, 16, 1);
        Node y = graph.placeholder("y", 16);
        Node sum = x.exp().reshape(16, 1).plus(y.reshape(16, 1).tanh()).reshape(4, 1, 4);
        Map<String, Node> outputs = Map.of("sum", sum.square());
        assertThat(compiled(check(outputs), outputs.get("sum")).stream()
                        .filter(node -> node.primitive().isElementwise()))
                .extracting(node -> node.shape().rank())
                .containsOnly(1, 2);
    }

    @Test
    void aReductionOverAShortAxisOfAnyValueIsExact() {
        Node x = graph.placeholder("x", 3, 4, 8);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("max", x.maxOver(1));
        outputs.put("sum", x.sum(new int[] {1}).exp());
        outputs.put("product", x.matmul(graph.placeholder("w", 3, 8, 8)).sum(new int[] {1}));
        check(outputs);
    }

    @Test
    void whatIsOnlyNeededInAnotherShapeIsComputedInIt() {
        Node head = graph.placeholder("h", 6, 4).matmul(graph.placeholder("w", 4, 8));
        Node biased = head.plus(graph.placeholder("bias", 8)).reshape(2, 3, 8);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("square", biased.square());
        outputs.put("exp", biased.exp().times(graph.placeholder("x", 2, 3, 8)));
        List<Node> nodes = compiled(check(outputs), outputs.values().toArray(Node[]::new));
        assertThat(nodes.stream().filter(node -> node.primitive().isElementwise()))
                .hasSize(4)
                .allMatch(node -> node.shape().equals(Shape.of(2, 3, 8)));
    }

    @Test
    void whatIsAlsoNeededAsItIsKeepsItsShape() {
        Node bias = graph.placeholder("bias", 8);
        Node read = graph.placeholder("read", 6, 8).plus(bias);
        Node multiplied = graph.placeholder("multiplied", 6, 8).plus(bias);
        Node merged = graph.placeholder("merged", 2, 3, 8).plus(bias);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("read", read);
        outputs.put("of read", read.reshape(2, 3, 8).exp());
        outputs.put("product", multiplied.matmul(graph.placeholder("w", 8, 2)));
        outputs.put("of multiplied", multiplied.reshape(2, 3, 8).exp());
        outputs.put("of merged", merged.reshape(6, 8).exp());
        List<Node> nodes = compiled(check(outputs), outputs.values().toArray(Node[]::new));
        assertThat(nodes.stream().filter(node -> node.primitive() == Binary.ADD))
                .extracting(Node::shape)
                .containsExactlyInAnyOrder(Shape.of(6, 8), Shape.of(6, 8), Shape.of(2, 3, 8));
    }
}

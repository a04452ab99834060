package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class ProgramTest {

    private final Graph graph = new Graph();

    private static Parameters parameters(Map<String, Shape> shapes) {
        Map<String, Parameters.Spec> specs = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> specs.put(name, new Parameters.Spec(shape, new Parameters.Initial.Uniform(1))));
        return new Parameters(specs, Seed.root(1));
    }

    @Test
    void programsOfDifferentBatchSizesShareParameters() {
        TestModels.Model large = TestModels.mlpVae(5, 12, 8, 3, true);
        TestModels.Model small = TestModels.mlpVae(1, 12, 8, 3, true);
        SplittableRandom random = new SplittableRandom(2);
        float[] x = floats(random, 60);
        float[] noise = floats(random, 15);
        try (Parameters parameters = new Parameters(large.specs(), Seed.root(1));
                OptimizerState adam = new OptimizerState(Adam.of(0.01), parameters);
                Program training = Program.training(large.terms(), large.loss(), adam);
                Program whole = Program.of(large.terms(), parameters);
                Program single = Program.of(small.terms(), parameters)) {
            for (int step = 0; step < 3; step++) {
                training.feed("x", x).feed("noise", noise).run();
                whole.feed("x", x).feed("noise", noise).run();
                double sum = 0;
                for (int row = 0; row < 5; row++) {
                    single.feed("x", Arrays.copyOfRange(x, 12 * row, 12 * row + 12))
                            .feed("noise", Arrays.copyOfRange(noise, 3 * row, 3 * row + 3))
                            .run();
                    sum += single.scalar("loss");
                }
                assertThat((double) whole.scalar("loss"))
                        .as("after %d updates", step + 1)
                        .isCloseTo(sum / 5, Percentage.withPercentage(1e-3));
                assertThat(whole.scalar("loss")).isNotEqualTo(training.scalar("loss"));
            }
        }
    }

    @Test
    void trainingWithNanNamesTheTermAndChangesNothing() {
        Node w = graph.parameter("w", 3);
        Node v = graph.parameter("v", 2);
        Node x = graph.placeholder("x", 3);
        Node good = v.square().sum().plus(w.sum());
        Node bad = w.times(x).sum();
        Map<String, Node> terms = new LinkedHashMap<>();
        terms.put("good", good);
        terms.put("bad", bad);
        try (Parameters parameters = parameters(Map.of("w", w.shape(), "v", v.shape()));
                OptimizerState adam = new OptimizerState(Adam.of(0.1), parameters);
                Program program = Program.training(terms, good.plus(bad), adam)) {
            program.feed("x", new float[] {1, 2, 3}).run();
            float[] before = parameters.get("w");
            float[] other = parameters.get("v");
            float[] moments = adam.get(Adam.SECOND, "v");
            program.feed("x", new float[] {1, Float.NaN, 3});
            assertThatThrownBy(program::run)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("a term of the loss must be finite: term=bad, value=NaN, step=2");
            assertThat(parameters.get("w")).isEqualTo(before);
            assertThat(parameters.get("v")).isEqualTo(other);
            assertThat(adam.get(Adam.SECOND, "v")).isEqualTo(moments);
            assertThat(adam.step()).isEqualTo(1);
            program.feed("x", new float[] {1, 2, 3}).run();
            assertThat(adam.step()).as("it goes on").isEqualTo(2);
        }
    }

    @Test
    void trainingWithANanGradientNamesTheParameterAndChangesNothing() {
        Node w = graph.parameter("w", 3);
        Node v = graph.parameter("v", 2);
        Node x = graph.placeholder("x", 2);
        // The root of zero is zero, its derivative is not finite.
        Node loss = w.square().sum().plus(v.times(x).abs().sqrt().sum());
        try (Parameters parameters = parameters(Map.of("w", w.shape(), "v", v.shape()));
                OptimizerState adam = new OptimizerState(Adam.of(0.1), parameters);
                Program program = Program.training(Map.of("loss", loss), loss, adam)) {
            float[] before = parameters.get("w");
            program.feed("x", new float[] {1, 0});
            assertThatThrownBy(program::run)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("a gradient must be finite: parameter=v, step=1");
            assertThat(parameters.get("w")).isEqualTo(before);
            assertThat(adam.step()).isZero();
            assertThat(adam.get(Adam.FIRST, "w")).containsOnly(0);
        }
    }

    @Test
    void unusedParameterIsAnError() {
        Node w = graph.parameter("w", 3);
        try (Parameters parameters = parameters(Map.of("w", w.shape(), "forgotten", Shape.of(2)));
                OptimizerState adam = new OptimizerState(Adam.of(0.1), parameters)) {
            assertThatThrownBy(() -> Program.training(Map.of(), w.sum(), adam))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the loss must depend on every parameter: unused=forgotten");
        }
    }

    @Test
    void parametersWithOneGradientNodeAreAllTrained() {
        Node a = graph.parameter("a", 3);
        Node b = graph.parameter("b", 3);
        Node c = graph.parameter("c", 3);
        Node x = graph.placeholder("x", 3);
        Node loss = a.plus(b).plus(c).times(x).sum();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        List.of("a", "b", "c").forEach(name -> shapes.put(name, Shape.of(3)));
        try (Parameters parameters = parameters(shapes);
                OptimizerState adam = new OptimizerState(Adam.of(0.1), parameters);
                Program program = Program.training(Map.of("loss", loss), loss, adam)) {
            program.feed("x", new float[] {1, -2, 3}).run();
            for (String name : shapes.keySet()) {
                assertThat(adam.gradient(name)).containsExactly(1, -2, 3);
            }
        }
    }

    @Test
    void convolutionsOfOneImageWithKernelsOfTwoSizesHaveTheirOwnGradients() {
        Node x = graph.parameter("x", 2, 2, 10, 10);
        Node small = graph.parameter("small", 3, 2, 3, 3);
        Node large = graph.parameter("large", 3, 2, 4, 4);
        // Both are 4 x 4, since the stride does not divide for the small one.
        Node loss = x.conv2d(small, 2).plus(x.conv2d(large, 2)).tanh().sum();
        // One weight gradient and both image gradients: the wrong two must not become one native op.
        assertGradientsEqualTheReference(loss, List.of(x, small));
        assertGradientsEqualTheReference(loss, List.of(x, large));
        assertGradientsEqualTheReference(loss, List.of(x, small, large));
    }

    @Test
    void transposedConvolutionToASizeThatTheStrideDoesNotReachHasBothGradients() {
        Node g = graph.parameter("g", 2, 3, 3, 4);
        Node w = graph.parameter("w", 3, 2, 3, 2);
        Node whole = graph.apply(new ConvTranspose2d(2, 8, 8), g, w);
        assertGradientsEqualTheReference(
                whole.plus(graph.placeholder("shift", 2, 2, 8, 8)).tanh().sum(), List.of(g, w));
    }

    private static void assertGradientsEqualTheReference(Node loss, List<Node> wrt) {
        Map<String, Node> outputs = new LinkedHashMap<>();
        List<Node> gradients = Gradients.of(loss, wrt);
        for (int i = 0; i < gradients.size(); i++) {
            outputs.put(wrt.get(i).describe(), gradients.get(i));
        }
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Map<String, double[]> leaves = new LinkedHashMap<>();
        for (Node node : loss.graph().nodes()) {
            if (node.primitive() instanceof Leaf.Parameter leaf) {
                shapes.put(leaf.name(), node.shape());
            }
        }
        try (Parameters parameters = parameters(shapes);
                Program program = Program.of(outputs, parameters)) {
            shapes.keySet().forEach(name -> leaves.put(name, doubles(parameters.get(name))));
            for (String name : program.placeholders()) {
                float[] fed = floats(new SplittableRandom(4), 256);
                program.feed(name, fed);
                leaves.put(name, doubles(fed));
            }
            program.run();
            Reference reference = new Reference(leaves, new Noise(new long[0], 0));
            outputs.forEach((name, node) -> assertThat(doubles(program.get(name)))
                    .as(name)
                    .containsExactly(reference.evaluate(node), Offset.offset(1e-4)));
        }
    }

    @Test
    void takesOfAnOfferWhatItReads() {
        Node x = graph.placeholder("x", 2);
        try (Program program = Program.of(Map.of("twice", x.times(2)), null)) {
            program.offer("unread", 1, 2, 3).offer("x", 4, 5).run();
            assertThat(program.get("twice")).containsExactly(8, 10);
            assertThatThrownBy(() -> program.offer("x", 1)).hasMessageContaining("values=1");
        }
    }

    @Test
    void namesAndSizesAreChecked() {
        Node x = graph.placeholder("x", 2, 3);
        try (Program program = Program.of(Map.of("twice", x.times(2)), null)) {
            assertThatThrownBy(() -> program.feed("y", new float[6]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unknown placeholder: name=y, known=[x]");
            assertThatThrownBy(() -> program.feed("x", new float[5]))
                    .hasMessage("a fed value must fill its placeholder: placeholder 'x' [2, 3], values=5");
            assertThatThrownBy(() -> program.get("x")).hasMessage("unknown output: name=x, known=[twice]");
            assertThatThrownBy(() -> program.read("twice", new float[7]))
                    .hasMessage("the array must fit the output: twice [2, 3], length=7");
            assertThatThrownBy(() -> program.scalar("twice")).hasMessageContaining("the array must fit the output");
        }
    }

    @Test
    void drawsNeedAsManyStreamsAsRows() {
        try (Program program = Program.of(Map.of("draw", graph.normal("eps", 3, 2)), null)) {
            assertThatThrownBy(program::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a draw must have one row per stream: draw=eps, rows=3, streams=0");
        }
    }

    @Test
    void parametersNeedValuesOfTheirShape() {
        Node w = graph.parameter("w", 2);
        assertThatThrownBy(() -> Program.of(Map.of("sum", w.sum()), null))
                .hasMessage("a graph with parameters needs their values: parameter 'w' [2]");
        try (Parameters parameters = parameters(Map.of("w", Shape.of(3)))) {
            assertThatThrownBy(() -> Program.of(Map.of("sum", w.sum()), parameters))
                    .hasMessage("a parameter must have its declared shape: has=[3], asked=parameter 'w' [2]");
            assertThatThrownBy(() -> parameters.get("v")).hasMessage("unknown parameter: name=v, known=[w]");
            assertThatThrownBy(() -> parameters.set("w", new float[2]))
                    .hasMessage("a parameter must keep its size: name=w, expected=3, actual=2");
        }
    }

    @Test
    void nothingWorksAfterClose() {
        Node w = graph.parameter("w", 2);
        Parameters parameters = parameters(Map.of("w", Shape.of(2)));
        Program program = Program.of(Map.of("out", w.times(graph.placeholder("x", 2))), parameters);
        program.feed("x", new float[2]).run();
        parameters.close();
        assertThatThrownBy(program::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("native memory was used after close");
        assertThatThrownBy(() -> parameters.get("w")).isInstanceOf(IllegalStateException.class);
        program.close();
        program.close();
        String message = "a program was used after close";
        assertThatThrownBy(program::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> program.get("out")).hasMessage(message);
        assertThatThrownBy(() -> program.feed("x", new float[2])).hasMessage(message);
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static double[] doubles(float... values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }
}

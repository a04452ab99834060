package io.yume.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.nn.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows where single precision could lose what it computes. */
final class FlowPrecisionTest {

    private static double[] numbers(String name, double size, int count) {
        return Seed.root(5)
                .split(name)
                .generator()
                .doubles(count, -0.8, 0.8)
                .map(x -> (float) (size * x))
                .toArray();
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) values[i]);
        return floats;
    }

    private static double[] doubles(float... values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /** There and back and back and there, at the start and with other numbers. */
    @ParameterizedTest
    @ValueSource(ints = {17, 64, 128, 256})
    void aWideLinearProductIsUndone(int n) {
        InvertibleLinear linear = InvertibleLinear.of(n, Seed.root(9));
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2, n);
        Scope scope = Scope.training();
        Node there = linear.forward(x, null, scope).value();
        Node back = linear.inverse(x, null, scope).value();
        Map<String, Node> outputs = Map.of(
                "x", linear.inverse(there, null, scope).value(),
                "y", linear.forward(back, null, scope).value());
        double[] numbers = numbers("x", 1, 2 * n);
        try (Parameters parameters = new Parameters(linear.specs(), Seed.root(1));
                Program program = Program.of(outputs, parameters)) {
            program.feed("x", floats(numbers));
            for (double size : new double[] {0, 0.05}) {
                linear.specs().forEach((name, spec) -> {
                    if (!spec.isFixed()) {
                        parameters.set(
                                name, floats(numbers(name, size, spec.shape().size())));
                    }
                });
                program.run(Noise.of(Seed.root(1), 2, 0));
                for (String name : outputs.keySet()) {
                    assertThat(doubles(program.get(name))).as(name).containsExactly(numbers, within(1e-3));
                }
            }
        }
    }

    /** On the line, or at the point, where next to nothing is left of the volume: {@code a + b} or {@code 1 + w u} is softplus(-20). */
    @Test
    void whatIsLeftOfTheVolumeIsKept() {
        double left = Math.log1p(Math.exp(-20));
        Map<Flow, double[]> numbers =
                Map.of(Planar.of(2), new double[] {1, 0, -20, 0.5, 0}, Radial.of(2), new double[] {0, 0.7, 0, -20});
        Map<Flow, Double> expected =
                Map.of(Planar.of(2), Math.log(left), Radial.of(2), 2 * (Math.log(left) - Math.log(Math.log(2))));
        numbers.forEach((flow, free) -> {
            Graph graph = new Graph();
            Flow.Result result = flow.forward(graph.placeholder("x", 1, 2), null, Scope.training());
            List<Node> gradients = Gradients.of(result.logDet().sum(), List.of(graph.parameter("free", free.length)));
            try (Parameters parameters = new Parameters(flow.specs(), Seed.root(1));
                    Program program =
                            Program.of(Map.of("logDet", result.logDet(), "d", gradients.get(0)), parameters)) {
                program.feed("x", new float[] {0, 0.7f});
                for (double far : new double[] {1, 50}) {
                    double[] there =
                            Arrays.stream(free).map(x -> x == -20 ? far * x : x).toArray();
                    parameters.set("free", floats(there));
                    program.run(Noise.of(Seed.root(1), 1, 0));
                    if (far == 1) {
                        assertThat((double) program.get("logDet")[0]).isCloseTo(expected.get(flow), within(5e-3));
                    }
                    for (String name : List.of("logDet", "d")) {
                        assertThat(Arrays.stream(doubles(program.get(name))))
                                .as(name)
                                .allMatch(Double::isFinite);
                    }
                }
            }
        });
    }
}

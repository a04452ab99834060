package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Laws as programs of single precision have them, held against the reference in double. */
final class Compiled {

    private Compiled() {}

    /** Of a node and of its sum's slopes by leaves, in single precision and, for the node, in double, which must agree. */
    static Map<String, float[]> compiled(Node node, Map<String, double[]> leaves, Node... by) {
        Map<String, Node> outputs = new LinkedHashMap<>(Map.of("value", node));
        for (Node leaf : by) {
            outputs.put(leaf.describe(), Gradients.of(node.sum(), List.of(leaf)).get(0));
        }
        Map<String, float[]> results = new LinkedHashMap<>();
        try (Program program = Program.of(outputs, null)) {
            program.placeholders().forEach(name -> program.feed(name, floats(leaves.get(name))));
            program.run(Noise.of(Seed.root(0), 1, 0));
            outputs.keySet().forEach(name -> results.put(name, program.get(name)));
        }
        double[] exact = new Reference(leaves, Noise.of(Seed.root(0), 1, 0)).evaluate(node);
        for (int i = 0; i < exact.length; i++) {
            double actual = results.get("value")[i];
            assertThat(Double.isInfinite(exact[i]) ? exact[i] == actual : Math.abs(exact[i] - actual) < 1e-5)
                    .as("%s is %s", actual, exact[i])
                    .isTrue();
        }
        return results;
    }

    static float[] floats(double... numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    static void assertFinite(Map<String, float[]> results) {
        results.forEach((name, numbers) -> {
            for (float each : numbers) {
                assertThat(each).as(name + " " + Arrays.toString(numbers)).isFinite();
            }
        });
    }
}

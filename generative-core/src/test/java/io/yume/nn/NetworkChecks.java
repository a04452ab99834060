package io.yume.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;

/** What every network must stand: gradients against finite differences, programs against the reference interpreter. */
final class NetworkChecks {

    static final int STREAMS = 3;
    static final Noise NOISE = Noise.of(Seed.root(11), STREAMS, 4);

    private NetworkChecks() {}

    /** Values of all leaves below a node, exact in single precision. */
    static Map<String, double[]> leaves(Node node, long seed) {
        Map<String, double[]> leaves = new HashMap<>();
        for (Node leaf : node.graph().nodes()) {
            String name = name(leaf);
            if (name != null) {
                SplittableRandom random =
                        new SplittableRandom(Seed.root(seed).split(name).value());
                leaves.put(
                        name,
                        random.doubles(leaf.shape().size(), -1, 1)
                                .map(value -> (float) value)
                                .toArray());
            }
        }
        return leaves;
    }

    private static String name(Node leaf) {
        if (leaf.primitive() instanceof Leaf.Parameter parameter) {
            return parameter.name();
        }
        return leaf.primitive() instanceof Leaf.Placeholder placeholder ? placeholder.name() : null;
    }

    static double[] evaluate(Node node, Map<String, double[]> leaves) {
        return new Reference(leaves, NOISE).evaluate(node);
    }

    /** A scalar that weighs every element differently. */
    static Node loss(Node out) {
        double[] weights =
                new SplittableRandom(7).doubles(out.shape().size(), -1, 1).toArray();
        return out.times(out.graph().constant(weights, out.shape().dims())).sum();
    }

    /** Gradients of a scalar by leaves of these names, in double precision. */
    static void assertGradients(Node loss, Map<String, double[]> leaves, List<Node> wrt) {
        List<Node> gradients = Gradients.of(loss, wrt);
        for (int i = 0; i < wrt.size(); i++) {
            String name = name(wrt.get(i));
            double[] analytic = evaluate(gradients.get(i), leaves);
            int stride = Math.max(1, analytic.length / 12);
            for (int at = 0; at < analytic.length; at += stride) {
                double step = 1e-5;
                double expected =
                        (moved(loss, leaves, name, at, step) - moved(loss, leaves, name, at, -step)) / (2 * step);
                assertThat(analytic[at])
                        .as("d/d%s at %d", name, at)
                        .isCloseTo(expected, Offset.offset(1e-6 * (1 + Math.abs(expected))));
            }
        }
    }

    private static double moved(Node loss, Map<String, double[]> leaves, String name, int index, double by) {
        Map<String, double[]> changed = new HashMap<>(leaves);
        double[] copy = leaves.get(name).clone();
        copy[index] += by;
        changed.put(name, copy);
        return evaluate(loss, changed)[0];
    }

    /** The compiled program against the reference: the node itself and its gradients by all parameters and placeholders. */
    static void assertProgram(Node out, Map<String, Spec> specs, Map<String, double[]> leaves, List<Node> wrt) {
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("out", out);
        List<Node> gradients = Gradients.of(loss(out), wrt);
        for (int i = 0; i < wrt.size(); i++) {
            outputs.put("d" + name(wrt.get(i)), gradients.get(i));
        }
        try (Parameters parameters = new Parameters(specs, Seed.root(1))) {
            specs.keySet().forEach(name -> parameters.set(name, floats(leaves.get(name))));
            try (Program program = Program.of(outputs, parameters)) {
                program.placeholders().forEach(name -> program.feed(name, floats(leaves.get(name))));
                program.run(NOISE);
                program.run(NOISE);
                outputs.forEach((name, node) -> assertClose(name, program.get(name), evaluate(node, leaves)));
            }
        }
    }

    private static void assertClose(String what, float[] actual, double[] expected) {
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0) + 1e-30;
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("%s at %d", what, i).isCloseTo(expected[i], Offset.offset(5e-5 * scale));
        }
    }

    static void assertClose(String what, double[] actual, double[] expected, double offset) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s at %d", what, i).isCloseTo(expected[i], Offset.offset(offset));
        }
    }

    /** Parameters as nodes, then the placeholders. */
    static List<Node> all(Graph graph) {
        List<Node> all = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (name(node) != null) {
                all.add(node);
            }
        }
        return all;
    }

    static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }
}

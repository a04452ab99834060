package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The compiler against the reference interpreter on graphs that nobody would think of. */
final class RandomGraphTest {

    private static final int GRAPHS = 500;

    // One OpenMP thread: the matrices are tiny, and teams of threads only wait for each other.

    @Test
    void programsOfRandomGraphsEqualTheReference() {
        try (ComputeThread compute = ComputeThread.start("compute", 1)) {
            compute.run(RandomGraphTest::checkPrograms);
        }
    }

    @Test
    void trainingProgramsOfRandomGraphsLeaveTheGradientsOfTheReference() {
        try (ComputeThread compute = ComputeThread.start("compute", 1)) {
            compute.run(RandomGraphTest::checkTrainingPrograms);
        }
    }

    private static void checkPrograms() {
        int checked = 0;
        List<String> failures = new ArrayList<>();
        for (long seed = 0; seed < GRAPHS; seed++) {
            RandomGraph random = new RandomGraph(seed);
            Map<String, Node> outputs = new LinkedHashMap<>(random.outputs());
            outputs.put("loss", random.loss());
            if (seed % 2 == 0) {
                random.graph().nodes().stream()
                        .filter(node -> node.primitive() instanceof Leaf.Parameter)
                        .forEach(node -> outputs.put("d/d" + node.describe(), gradient(random.loss(), node)));
            }
            try (Parameters parameters = parameters(random);
                    Program program = Program.of(outputs, parameters)) {
                runTwice(program, random);
                checked += compare(random, outputs, program::get);
            } catch (RuntimeException | AssertionError e) {
                failures.add("seed " + seed + ": " + e);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(checked).isGreaterThan(2 * GRAPHS);
    }

    private static void checkTrainingPrograms() {
        int checked = 0;
        List<String> failures = new ArrayList<>();
        for (long seed = 0; seed < GRAPHS; seed++) {
            RandomGraph random = new RandomGraph(seed);
            Map<String, Node> gradients = new LinkedHashMap<>();
            random.graph().nodes().stream()
                    .filter(node -> node.primitive() instanceof Leaf.Parameter)
                    .forEach(node ->
                            gradients.put(((Leaf.Parameter) node.primitive()).name(), gradient(random.loss(), node)));
            // A learning rate so small that the second run sees the same parameters.
            try (Parameters parameters = parameters(random);
                    OptimizerState adam = new OptimizerState(Adam.of(1e-30), parameters);
                    Program program = Program.training(random.outputs(), random.loss(), adam)) {
                runTwice(program, random);
                checked += compare(random, gradients, adam::gradient);
                checked += compare(random, random.outputs(), program::get);
            } catch (RuntimeException | AssertionError e) {
                failures.add("seed " + seed + ": " + e);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(checked).isGreaterThan(2 * GRAPHS);
    }

    private static Node gradient(Node loss, Node parameter) {
        return Gradients.of(loss, List.of(parameter)).get(0);
    }

    private static Parameters parameters(RandomGraph random) {
        Map<String, Parameters.Spec> specs = new LinkedHashMap<>();
        random.parameters()
                .forEach((name, shape) -> specs.put(name, new Parameters.Spec(shape, Parameters.Initial.zeros())));
        Parameters parameters = new Parameters(specs, Seed.root(0));
        random.parameters()
                .keySet()
                .forEach(name -> parameters.set(name, floats(random.leaves().get(name))));
        return parameters;
    }

    /** The first run dirties the memory with other noise; what was fed must outlive it. */
    private static void runTwice(Program program, RandomGraph random) {
        for (String name : program.placeholders()) {
            program.feed(name, floats(random.leaves().get(name)));
        }
        program.run(random.noise().at(77));
        program.run(random.noise());
    }

    private interface Values {
        float[] of(String name);
    }

    /** Compares what is well-conditioned and says how much that was. */
    private static int compare(RandomGraph random, Map<String, Node> nodes, Values actual) {
        Reference reference = new Reference(random.leaves(), random.noise());
        int checked = 0;
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            double[] expected = reference.evaluate(entry.getValue());
            double scale = largest(reference, entry.getValue());
            if (scale > 1e4) {
                continue;
            }
            float[] value = actual.of(entry.getKey());
            assertThat(value).hasSameSizeAs(expected);
            for (int i = 0; i < value.length; i++) {
                if (!(Math.abs(value[i] - expected[i]) <= 2e-5 * scale)) {
                    throw new AssertionError(entry.getKey() + " " + entry.getValue() + " at " + i + ": expected="
                            + expected[i] + ", actual=" + value[i] + ", scale=" + scale);
                }
            }
            checked++;
        }
        return checked;
    }

    /** The largest number that the value is computed from: what is lost by cancellation is relative to it. */
    private static double largest(Reference reference, Node node) {
        double largest = 1;
        List<Node> stack = new ArrayList<>(List.of(node));
        boolean[] seen = new boolean[node.id() + 1];
        while (!stack.isEmpty()) {
            Node at = stack.remove(stack.size() - 1);
            if (!seen[at.id()]) {
                seen[at.id()] = true;
                for (double value : reference.evaluate(at)) {
                    largest = Math.max(largest, Math.abs(value));
                }
                stack.addAll(at.inputs());
            }
        }
        return largest;
    }

    private static float[] floats(double... values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }
}

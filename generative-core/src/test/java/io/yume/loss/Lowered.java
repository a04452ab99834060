package io.yume.loss;

import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** An objective's graph with values for everything that is fed and learned: for tests. */
public final class Lowered {

    private final ObjectiveGraph graph;
    private final int batch;
    private final Map<String, double[]> leaves = new HashMap<>();

    private Lowered(ObjectiveGraph graph, int batch) {
        this.graph = graph;
        this.batch = batch;
    }

    /** Learned tensors get normal numbers of some scale, from a fixed seed and their name. */
    public static Lowered of(Objective objective, int batch, Map<String, Shape> observed) {
        Lowered lowered = new Lowered(ObjectiveGraph.training(objective, batch, observed), batch);
        lowered.graph.specs().forEach((name, spec) -> {
            if (spec.isFixed()) {
                lowered.set(name, lowered.start(name));
                return;
            }
            SplittableRandom random = Seed.root(1).split(name).generator();
            lowered.set(
                    name,
                    IntStream.range(0, spec.shape().size())
                            .mapToDouble(i -> (float) (1.6 * random.nextDouble() - 0.8))
                            .toArray());
        });
        lowered.graph.schedules().forEach((name, schedule) -> lowered.set(name, schedule.at(0)));
        lowered.graph.runningMeans().forEach(mean -> lowered.set(mean.placeholder(), 0));
        return lowered;
    }

    private double[] start(String name) {
        try (Parameters start = new Parameters(graph.specs(), Seed.root(0))) {
            float[] numbers = start.get(name);
            return IntStream.range(0, numbers.length)
                    .mapToDouble(i -> numbers[i])
                    .toArray();
        }
    }

    /** Zeros in every tensor that is learned. */
    public Lowered zeros() {
        graph.specs().forEach((name, spec) -> {
            if (!spec.isFixed()) {
                set(name, new double[spec.shape().size()]);
            }
        });
        return this;
    }

    public Lowered set(String name, double... values) {
        leaves.put(name, values);
        return this;
    }

    /** The same value in every row. */
    public Lowered rows(String name, double... row) {
        return set(
                name,
                IntStream.range(0, batch * row.length)
                        .mapToDouble(i -> row[i % row.length])
                        .toArray());
    }

    public ObjectiveGraph graph() {
        return graph;
    }

    public double[] leaf(String name) {
        return leaves.get(name);
    }

    public double[] evaluate(Node node, long step) {
        return new Reference(leaves, Noise.of(Seed.root(21), batch, step)).evaluate(node);
    }

    public double[] value() {
        return evaluate(graph.value(), 0);
    }

    public double term(String name) {
        Node node = graph.terms().get(name);
        if (node == null) {
            throw new AssertionError(
                    "unknown term: " + name + ", known: " + graph.terms().keySet());
        }
        return evaluate(node, 0)[0];
    }

    /** The gradient by every learned tensor at one step of the noise. */
    public Map<String, double[]> gradients(long step) {
        return gradients(graph.value().mean(), step);
    }

    /** The same of what is minimised: of the objective, which is one number, and of all that is trained along with it. */
    public Map<String, double[]> lossGradients(long step) {
        return gradients(graph.loss(false), step);
    }

    private Map<String, double[]> gradients(Node of, long step) {
        Map<String, Node> nodes = gradientNodes(of);
        Map<String, double[]> values = new LinkedHashMap<>();
        nodes.forEach((name, node) -> values.put(name, evaluate(node, step)));
        return values;
    }

    private Map<String, Node> gradientNodes(Node of) {
        Set<String> reached = GradientPaths.parameters(of);
        List<String> names =
                graph.specs().keySet().stream().filter(reached::contains).toList();
        List<Node> parameters = names.stream()
                .map(name -> graph.graph()
                        .parameter(name, graph.specs().get(name).shape().dims()))
                .toList();
        List<Node> gradients = Gradients.of(of, parameters);
        Map<String, Node> nodes = new LinkedHashMap<>();
        IntStream.range(0, names.size()).forEach(i -> nodes.put(names.get(i), gradients.get(i)));
        return nodes;
    }

    /** What came out of many runs, element by element: means and their standard errors. */
    public record Statistics(Map<String, double[]> means, Map<String, double[]> errors) {}

    /** Means of the value and the gradients over runs of the compiled program with noise of their own. */
    public Statistics statistics(int runs) {
        return statistics(graph.value().mean(), runs);
    }

    /** The same with the gradients of what is minimised. */
    public Statistics lossStatistics(int runs) {
        return statistics(graph.loss(false), runs);
    }

    private Statistics statistics(Node of, int runs) {
        Map<String, Node> outputs = new LinkedHashMap<>(gradientNodes(of));
        outputs.put("value", graph.value().mean());
        Map<String, double[]> sums = new LinkedHashMap<>();
        Map<String, double[]> squares = new LinkedHashMap<>();
        try (Parameters parameters = new Parameters(graph.specs(), Seed.root(0));
                Program program = Program.of(outputs, parameters)) {
            graph.specs().keySet().forEach(name -> parameters.set(name, floats(leaves.get(name))));
            program.placeholders().forEach(name -> program.feed(name, floats(leaves.get(name))));
            for (int run = 0; run < runs; run++) {
                program.run(Noise.of(Seed.root(22), batch, run));
                outputs.keySet().forEach(name -> {
                    float[] values = program.get(name);
                    double[] sum = sums.computeIfAbsent(name, unused -> new double[values.length]);
                    double[] square = squares.computeIfAbsent(name, unused -> new double[values.length]);
                    for (int i = 0; i < values.length; i++) {
                        sum[i] += values[i];
                        square[i] += (double) values[i] * values[i];
                    }
                });
            }
        }
        Map<String, double[]> errors = new LinkedHashMap<>();
        sums.forEach((name, sum) -> {
            double[] square = squares.get(name);
            double[] error = new double[sum.length];
            for (int i = 0; i < sum.length; i++) {
                sum[i] /= runs;
                error[i] = Math.sqrt(Math.max(0, square[i] / runs - sum[i] * sum[i]) / runs);
            }
            errors.put(name, error);
        });
        return new Statistics(sums, errors);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) values[i]);
        return floats;
    }
}

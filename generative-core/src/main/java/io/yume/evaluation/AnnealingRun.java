package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.AnnealedPath;
import io.yume.loss.AnnealingGraph;
import io.yume.train.Sampler;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The chains of some examples, up or down a path of densities; the chains of one example are adjacent rows. */
final class AnnealingRun implements AutoCloseable {

    private static final String INCREMENT = "increment";
    private static final String ACCEPTANCE = "acceptance";
    private static final String VALUE = "value of ";
    private static final double WANTED = 0.65;
    private static final double ADAPTATION = 0.2;
    private static final double STEEPNESS = 4;

    private final int temperatures;
    private final int chains;
    private final int rows;
    private final IntUnaryOperator exampleOfRow;
    private final Map<String, Shape> given;
    private final Map<String, Shape> moved = new LinkedHashMap<>();
    private final AnnealingGraph graph;
    private final Program program;
    private final Sampler base;
    private double[] logWeights;
    private double accepted;
    private int transitions;

    /**
     * Compiles a step.
     *
     * @param temperatures number of steps from one end to the other
     * @param chains of each example
     * @param data must also have the variables of the base if chains are to go down
     * @param begin the first example
     * @param examples how many
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    AnnealingRun(
            AnnealedPath path,
            int temperatures,
            int chains,
            Parameters learned,
            DataSet data,
            int begin,
            int examples) {
        this.temperatures = temperatures;
        this.chains = chains;
        rows = examples * chains;
        exampleOfRow = row -> begin + row / chains;
        given = new LinkedHashMap<>(data.variables());
        given.keySet().removeAll(path.base().variables());
        graph = AnnealingGraph.of(path, rows, given);
        graph.inputs().requireLearned(learned, path.base());
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put(INCREMENT, graph.increment());
        outputs.put(ACCEPTANCE, graph.acceptance());
        graph.values().forEach((name, node) -> {
            moved.put(name, node.shape().dropFirst());
            outputs.put(VALUE + name, node);
        });
        base = new Sampler(path.base(), learned, rows, given);
        try {
            program = Program.of(outputs, learned);
        } catch (RuntimeException e) {
            base.close();
            throw e;
        }
    }

    /** Runs chains up to fit the step size of each transition to the wanted acceptance. */
    double[] fit(Feed feed, double first) {
        double[] sizes = new double[temperatures];
        double size = first;
        start(feed);
        for (int step = 0; step < temperatures; step++) {
            sizes[step] = size;
            double rate = step(feed, step, step + 1, size);
            size *= Math.exp(ADAPTATION * (rate - WANTED));
        }
        return sizes;
    }

    /** Runs chains from draws of the base to the end of the path. */
    List<AnnealedEstimate> up(Feed feed, double... sizes) {
        start(feed);
        for (int step = 0; step < temperatures; step++) {
            step(feed, step, step + 1, sizes[step]);
        }
        return weights().map(each -> AnnealedEstimate.of(rate(), each)).toList();
    }

    /**
     * Runs chains from the values that the data gives for the end of the path back to the base, by the same
     * transitions in reversed order; each is reversible.
     */
    List<AnnealedEstimate> down(Feed feed, double... sizes) {
        begin(feed);
        feed(feed.values(moved, graph.supports(), rows, exampleOfRow));
        for (int step = temperatures; step > 0; step--) {
            // The last transition, at the base, only moves values whose weight is complete.
            step(feed, step, step - 1, sizes[Math.max(0, step - 2)]);
        }
        return weights().map(each -> AnnealedEstimate.ofInverse(rate(), each)).toList();
    }

    private void start(Feed feed) {
        begin(feed);
        feed(base.draw(starts(feed), feed.values(given, Map.of(), rows, exampleOfRow))
                .draws());
    }

    /** Noise of the start for each example, which does not depend on the other examples in the run. */
    private Noise starts(Feed feed) {
        long[] streams = new long[rows];
        for (int first = 0; first < rows; first += chains) {
            Seed example = feed.seed().split("start", exampleOfRow.applyAsInt(first));
            System.arraycopy(Noise.of(example, chains, 0).rows(), 0, streams, first, chains);
        }
        return new Noise(streams, 0);
    }

    private void begin(Feed feed) {
        feed(feed.values(graph.observed(), graph.supports(), rows, exampleOfRow));
        logWeights = new double[rows];
        accepted = 0;
        transitions = 0;
    }

    /**
     * Adds a step from one beta to another to the log-weights and makes the transition there; gives the mean
     * acceptance.
     */
    private double step(Feed feed, int from, int to, double size) {
        program.offer(AnnealingGraph.FROM, (float) beta(from));
        program.offer(AnnealingGraph.TO, (float) beta(to));
        program.offer(AnnealingGraph.SIZE, (float) size);
        program.run(noise(feed, from));
        float[] increments = program.get(INCREMENT);
        for (int row = 0; row < rows; row++) {
            logWeights[row] += increments[row];
        }
        double rate = acceptance();
        accepted += rate;
        transitions++;
        Map<String, float[]> values = new LinkedHashMap<>();
        moved.keySet().forEach(name -> values.put(name, program.get(VALUE + name)));
        feed(values);
        return rate;
    }

    /** Beta after a number of steps, on a sigmoid. */
    private double beta(int step) {
        double at = (double) step / temperatures;
        double low = sigmoid(-STEEPNESS);
        return step == temperatures ? 1 : (sigmoid(STEEPNESS * (2 * at - 1)) - low) / (sigmoid(STEEPNESS) - low);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private double acceptance() {
        double sum = 0;
        for (float probability : program.get(ACCEPTANCE)) {
            // A proposal that is not finite was not accepted.
            sum += Float.isFinite(probability) ? probability : 0;
        }
        return sum / rows;
    }

    private double rate() {
        return accepted / transitions;
    }

    private Noise noise(Feed feed, int step) {
        long[] streams = new long[rows];
        for (int row = 0; row < rows; row++) {
            Seed example = feed.seed().split("noise", exampleOfRow.applyAsInt(row));
            streams[row] = example.split("chain", row % chains).value();
        }
        return new Noise(streams, step);
    }

    private void feed(Map<String, float[]> values) {
        values.forEach(program::offer);
    }

    private Stream<double[]> weights() {
        return IntStream.range(0, rows / chains)
                .mapToObj(example -> Arrays.copyOfRange(logWeights, example * chains, (example + 1) * chains));
    }

    @Override
    public void close() {
        program.close();
        base.close();
    }
}

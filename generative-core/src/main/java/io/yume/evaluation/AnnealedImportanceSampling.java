package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.loss.AnnealedPath;
import io.yume.loss.AnnealingGraph;
import io.yume.train.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Annealed importance sampling (Neal, 2001): chains go from a distribution that can be drawn from along a way of densities to the one whose
 * integral is asked for, log p(x) of a model with codes (Wu, Burda, Salakhutdinov and Grosse, 2017) or log Z of an energy. Immutable.
 *
 * <pre>{@code
 * AnnealedPath path = AnnealedPath.hamiltonian(prior, logProb(decoder.times(prior)), 10);
 * List<AnnealedEstimate> test = AnnealedImportanceSampling.along(path).perExample(parameters, data, 10, seed);
 * }</pre>
 *
 * The betas lie on a sigmoid, dense at both ends. Sizes of transitions are fitted in a run of their own, to an acceptance of 0.65, and are
 * fixed in the run whose weights count, so that these stay unbiased.
 */
public final class AnnealedImportanceSampling {

    private static final String INCREMENT = "increment";
    private static final String ACCEPTANCE = "acceptance";
    private static final String VALUE = "value of ";
    private static final double WANTED = 0.65;
    private static final double ADAPTATION = 0.2;
    private static final double STEEPNESS = 4;

    private final AnnealedPath path;
    private final int temperatures;
    private final int chains;
    private final double size;

    private AnnealedImportanceSampling(AnnealedPath path, int temperatures, int chains, double size) {
        if (temperatures < 1 || chains < 1) {
            throw new IllegalArgumentException(
                    "annealing needs a step and a chain: temperatures=" + temperatures + ", chains=" + chains);
        }
        if (!(size > 0)) {
            throw new IllegalArgumentException("size must be > 0: size=" + size);
        }
        this.path = path;
        this.temperatures = temperatures;
        this.chains = chains;
        this.size = size;
    }

    /** With 1,000 temperatures and 16 chains. */
    public static AnnealedImportanceSampling along(AnnealedPath path) {
        return new AnnealedImportanceSampling(path, 1000, 16, 0.1);
    }

    /**
     * With so many steps from the beginning to the end.
     *
     * @throws IllegalArgumentException if there is none
     */
    public AnnealedImportanceSampling temperatures(int count) {
        return new AnnealedImportanceSampling(path, count, chains, size);
    }

    /**
     * With so many chains for each example.
     *
     * @throws IllegalArgumentException if there is none
     */
    public AnnealedImportanceSampling chains(int count) {
        return new AnnealedImportanceSampling(path, temperatures, count, size);
    }

    /**
     * With another size of transitions to begin with.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public AnnealedImportanceSampling startingWith(double firstSize) {
        return new AnnealedImportanceSampling(path, temperatures, chains, firstSize);
    }

    /**
     * The integral of a density that depends on no data, such as log Z of an energy.
     *
     * @throws IllegalArgumentException if something is needed that was not learned
     */
    public AnnealedEstimate constant(Parameters learned, Seed seed) {
        return perExample(learned, new NoData(), 1, seed).get(0);
    }

    /**
     * The integral for each example, in the order of the data.
     *
     * @param batch examples at once, each with all its chains
     * @throws IllegalArgumentException if something is needed that was not learned
     */
    public List<AnnealedEstimate> perExample(Parameters learned, DataSet data, int batch, Seed seed) {
        List<AnnealedEstimate> all = new ArrayList<>();
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            try (Run run = new Run(learned, data, begin, end - begin)) {
                double[] sizes = new double[temperatures];
                Arrays.fill(sizes, size);
                if (path.hasSize()) {
                    run.go(new Feed(data, seed.split("pilot")), sizes, true);
                }
                run.go(new Feed(data, seed), sizes, false);
                all.addAll(run.estimates());
            }
        });
        return List.copyOf(all);
    }

    /** Beta after some steps of all. */
    private double beta(int step) {
        double at = (double) step / temperatures;
        double low = sigmoid(-STEEPNESS);
        return step == temperatures ? 1 : (sigmoid(STEEPNESS * (2 * at - 1)) - low) / (sigmoid(STEEPNESS) - low);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** The chains of some examples: those of one example lie side by side. */
    private final class Run implements AutoCloseable {

        private final int rows;
        private final IntUnaryOperator exampleOfRow;
        private final AnnealingGraph graph;
        private final Map<String, Node> outputs = new LinkedHashMap<>();
        private final Program program;
        private final Sampler base;
        private double[] logWeights;
        private double accepted;

        Run(Parameters learned, DataSet data, int begin, int examples) {
            rows = examples * chains;
            exampleOfRow = row -> begin + row / chains;
            graph = AnnealingGraph.of(path, rows, data.variables());
            Feed.requireLearned(graph.specs(), learned, path.base());
            outputs.put(INCREMENT, graph.increment());
            outputs.put(ACCEPTANCE, graph.acceptance());
            graph.values().forEach((name, node) -> outputs.put(VALUE + name, node));
            base = new Sampler(path.base(), learned, rows, data.variables());
            try {
                program = Program.of(outputs, learned);
            } catch (RuntimeException e) {
                base.close();
                throw e;
            }
        }

        /** All steps; where sizes are fitted, each is written down. */
        void go(Feed feed, double[] sizes, boolean fitting) {
            Map<String, float[]> given = feed.values(graph.observed(), graph.supports(), rows, exampleOfRow);
            feed(given);
            Seed start = feed.seed().split("start", exampleOfRow.applyAsInt(0));
            feed(base.draw(start, feed.values(feed.data().variables(), Map.of(), rows, exampleOfRow))
                    .draws());
            logWeights = new double[rows];
            accepted = 0;
            double current = sizes[0];
            for (int step = 0; step < temperatures; step++) {
                current = fitting ? current : sizes[step];
                scalar(AnnealingGraph.FROM, beta(step));
                scalar(AnnealingGraph.TO, beta(step + 1));
                scalar(AnnealingGraph.SIZE, current);
                program.run(noise(feed, step));
                float[] increments = program.get(INCREMENT);
                for (int row = 0; row < rows; row++) {
                    logWeights[row] += increments[row];
                }
                double rate = acceptance();
                accepted += rate / temperatures;
                sizes[step] = current;
                current *= fitting ? Math.exp(ADAPTATION * (rate - WANTED)) : 1;
                Map<String, float[]> values = new LinkedHashMap<>();
                graph.values().keySet().forEach(name -> values.put(name, program.get(VALUE + name)));
                feed(values);
            }
        }

        private double acceptance() {
            double sum = 0;
            for (float probability : program.get(ACCEPTANCE)) {
                // A transition that left the numbers was not accepted.
                sum += Float.isFinite(probability) ? probability : 0;
            }
            return sum / rows;
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
            values.forEach((name, numbers) -> {
                if (program.placeholders().contains(name)) {
                    program.feed(name, numbers);
                }
            });
        }

        private void scalar(String name, double value) {
            if (program.placeholders().contains(name)) {
                program.feed(name, new float[] {(float) value});
            }
        }

        List<AnnealedEstimate> estimates() {
            List<AnnealedEstimate> all = new ArrayList<>();
            for (int begin = 0; begin < rows; begin += chains) {
                all.add(AnnealedEstimate.of(accepted, Arrays.copyOfRange(logWeights, begin, begin + chains)));
            }
            return all;
        }

        @Override
        public void close() {
            program.close();
            base.close();
        }
    }
}

package io.yume.graph;

import io.yume.graph.internal.Computation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes a program and times its steps. */
final class Describer {

    /** The JIT compiler takes its time, and uncompiled kernels on vectors are a hundred times slower than compiled ones. */
    private static final int WARM_RUNS = 2000;

    private static final double WARM_SECONDS = 2;
    private static final double ROUND_SECONDS = 0.5;
    private static final double MOST_WARM_SECONDS = 12;

    /** A round that gains less does not gain. */
    private static final double GAIN = 0.9;

    private final Engine engine;
    private final ProgramDescription.Nodes nodes;
    private final Computation computation;
    private final OptimizerState optimizer;

    /** @param optimizer what updates the parameters; null where nothing is trained */
    Describer(Engine engine, ProgramDescription.Nodes nodes, Computation computation, OptimizerState optimizer) {
        this.engine = engine;
        this.nodes = nodes;
        this.computation = computation;
        this.optimizer = optimizer;
    }

    /**
     * Counts the nodes of a graph of which some are live.
     *
     * @param rewritten how many are computed instead
     */
    static ProgramDescription.Nodes count(List<Node> live, int rewritten) {
        if (live.isEmpty()) {
            return new ProgramDescription.Nodes(0, 0, 0, 0, 0, 0, 0);
        }
        Graph graph = live.get(0).graph();
        int leaves = 0;
        int views = 0;
        for (Node node : live) {
            Primitive primitive = node.primitive();
            if (primitive instanceof Leaf) {
                leaves++;
            } else if (primitive.isView()) {
                views++;
            }
        }
        return new ProgramDescription.Nodes(
                live.size(), leaves, views, rewritten, graph.size() - live.size(), graph.folded(), graph.shared());
    }

    ProgramDescription describe() {
        List<StepDescription> steps = new ArrayList<>(computation.steps());
        if (optimizer != null) {
            steps.add(update(steps.size()));
        }
        return new ProgramDescription(engine, 0, nodes, computation.memory(), steps);
    }

    /** The check of the gradient and the update: all vectors are read, the gradient twice, and all but it are written. */
    private StepDescription update(int index) {
        long bytes = (long) Float.BYTES * optimizer.gradients().size();
        int slots = optimizer.optimizer().slots().size();
        List<StepDescription.Computed> none = List.of();
        return new StepDescription(
                index,
                StepKind.OPTIMISER,
                optimizer.optimizer().name(),
                none,
                optimizer.names(),
                computation.delivering(),
                List.of(Shape.of(Math.max(1, optimizer.count()))),
                (3 + slots) * bytes,
                (1 + slots) * bytes,
                optimizer.flops(),
                Double.NaN);
    }

    ProgramDescription profile(int runs, Noise noise) {
        ProgramDescription plain = describe();
        int size = plain.steps().size();
        long[][] times = new long[size][runs];
        try (Twin twin = optimizer == null ? null : new Twin(optimizer)) {
            warmUp(noise, twin, new long[size]);
            for (int run = 0; run < runs; run++) {
                long[] nanos = new long[size];
                time(noise, twin, nanos);
                for (int step = 0; step < size; step++) {
                    times[step][run] = nanos[step];
                }
            }
        }
        List<StepDescription> steps = new ArrayList<>();
        for (StepDescription step : plain.steps()) {
            steps.add(step.timed(median(times[step.index()]) / 1e9));
        }
        return new ProgramDescription(engine, runs, nodes, plain.memory(), steps);
    }

    /** Runs until it is as fast as it gets: 2000 runs, or two seconds and then rounds until two of them gain nothing. */
    private void warmUp(Noise noise, Twin twin, long[] nanos) {
        long began = System.nanoTime();
        int runs = 0;
        do {
            time(noise, twin, nanos);
            runs++;
        } while (runs < WARM_RUNS && since(began) < WARM_SECONDS);
        if (runs == WARM_RUNS) {
            return;
        }
        double best = Double.POSITIVE_INFINITY;
        int withoutGain = 0;
        while (withoutGain < 2 && since(began) < MOST_WARM_SECONDS) {
            long round = System.nanoTime();
            int count = 0;
            do {
                time(noise, twin, nanos);
                count++;
            } while (since(round) < ROUND_SECONDS);
            double mean = since(round) / count;
            withoutGain = mean > GAIN * best ? withoutGain + 1 : 0;
            best = Math.min(best, mean);
        }
    }

    private static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private void time(Noise noise, Twin twin, long[] nanos) {
        computation.run(noise, nanos);
        if (twin != null) {
            nanos[nanos.length - 1] = twin.update();
        }
    }

    private static double median(long... values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2.0;
    }

    /** Vectors as large as those that are trained, so that updates can be timed without one. */
    private static final class Twin implements AutoCloseable {

        private final OptimizerState original;
        private final Parameters parameters;
        private final OptimizerState state;

        Twin(OptimizerState original) {
            this.original = original;
            Map<String, Parameters.Spec> specs = new LinkedHashMap<>();
            original.names()
                    .forEach(name -> specs.put(
                            name,
                            new Parameters.Spec(original.parameters().spec(name).shape(), Parameters.Initial.zeros())));
            parameters = new Parameters(specs, Seed.root(0));
            state = new OptimizerState(original.optimizer(), parameters);
        }

        /** Nanoseconds of one update with the gradients of the original. */
        long update() {
            float[] gradients = new float[parameters.arena().size()];
            original.gradients().read(0, gradients, 0, gradients.length);
            state.gradients().write(0, gradients, 0, gradients.length);
            long began = System.nanoTime();
            state.update();
            return System.nanoTime() - began;
        }

        @Override
        public void close() {
            state.close();
            parameters.close();
        }
    }
}

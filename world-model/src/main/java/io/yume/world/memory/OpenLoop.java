package io.yume.world.memory;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Predictions that Memory makes on its own: from the state after a real past it is fed its own samples and the real
 * actions. What is scored is the mean of some sampled futures, the best guess under a squared error; the few draws add
 * their variance divided by their number to the squared error.
 */
final class OpenLoop implements AutoCloseable {

    /** A place in an episode, and the state there. */
    static final class Start {

        private final int episode;
        private final int step;
        private final float[] z;
        private final float[] h;
        private final float[] c;

        Start(int episode, int step, MemoryConfig sizes) {
            this.episode = episode;
            this.step = step;
            z = new float[sizes.latents()];
            h = new float[sizes.hidden()];
            c = new float[sizes.hidden()];
        }

        int episode() {
            return episode;
        }

        int step() {
            return step;
        }

        /** Takes a row of a tile: the code of this step, and the state after the steps before. */
        void keep(int row, float[] tileZ, float[] tileH, float[] tileC) {
            System.arraycopy(tileZ, row * z.length, z, 0, z.length);
            System.arraycopy(tileH, row * h.length, h, 0, h.length);
            System.arraycopy(tileC, row * c.length, c, 0, c.length);
        }

        private void restore(int row, float[] tileZ, float[] tileH, float[] tileC) {
            System.arraycopy(z, 0, tileZ, row * z.length, z.length);
            System.arraycopy(h, 0, tileH, row * h.length, h.length);
            System.arraycopy(c, 0, tileC, row * c.length, c.length);
        }
    }

    private final MemoryConfig sizes;
    private final MemoryEvaluationConfig config;
    private final Program program;
    private final float[] z;
    private final float[] h;
    private final float[] c;
    private final float[] actions;
    private final float[] clock;

    OpenLoop(Memory memory, MemoryEvaluationConfig config) {
        sizes = memory.config();
        this.config = config;
        program = Program.of(outputs(sizes, config.rows()), memory.parameters());
        z = new float[config.rows() * sizes.latents()];
        h = new float[config.rows() * sizes.hidden()];
        c = new float[config.rows() * sizes.hidden()];
        actions = new float[config.rows() * sizes.actions()];
        clock = new float[config.rows()];
    }

    private static Map<String, Node> outputs(MemoryConfig sizes, int rows) {
        Graph graph = new Graph();
        MemoryNetwork network = new MemoryNetwork(sizes);
        MemoryNetwork.State state = network.step(graph, rows);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("h", state.h());
        outputs.put("c", state.c());
        outputs.put(
                "z",
                MemoryNetwork.sample(
                        network.mixture(state.h()),
                        graph.constant(1),
                        graph.constant(1),
                        graph.uniform("openLoop.mixture", rows, sizes.latents()),
                        graph.normal("openLoop.z", rows, sizes.latents())));
        return outputs;
    }

    /** Places spread evenly over all steps that have a long enough past. */
    List<Start> starts(List<LatentEpisode> episodes) {
        long total = episodes.stream().mapToLong(this::places).sum();
        List<Start> starts = new ArrayList<>();
        long count = config.horizons().isEmpty() ? 0 : Math.min(config.starts(), total);
        int episode = 0;
        long before = 0;
        for (long i = 0; i < count; i++) {
            long at = (2 * i + 1) * total / (2 * count);
            while (at >= before + places(episodes.get(episode))) {
                before += places(episodes.get(episode++));
            }
            starts.add(new Start(episode, config.prefix() + (int) (at - before), sizes));
        }
        return starts;
    }

    private int places(LatentEpisode episode) {
        return Math.max(0, episode.steps() - config.prefix());
    }

    /** The error at each horizon, of starts whose state has been kept. */
    List<MemoryReport.HorizonError> run(
            List<LatentEpisode> episodes, List<Start> starts, CodeStatistics statistics, Seed seed) {
        if (starts.isEmpty()) {
            return List.of();
        }
        int horizons = config.horizons().size();
        double[][] predicted = new double[starts.size() * horizons][sizes.latents()];
        int futures = starts.size() * config.draws();
        for (int first = 0; first < futures; first += config.rows()) {
            imagine(episodes, starts, first, Math.min(config.rows(), futures - first), predicted, seed);
        }
        List<MemoryReport.HorizonError> errors = new ArrayList<>();
        for (int i = 0; i < horizons; i++) {
            int horizon = config.horizons().get(i);
            Errors sums = new Errors(statistics);
            for (int start = 0; start < starts.size(); start++) {
                Start from = starts.get(start);
                LatentEpisode episode = episodes.get(from.episode());
                if (from.step() + horizon <= episode.steps()) {
                    sums.add(episode, from.step(), horizon, predicted[start * horizons + i], config.draws());
                }
            }
            if (sums.starts > 0) {
                errors.add(sums.error(horizon));
            }
        }
        return errors;
    }

    /** Samples one tile of futures, numbers {@code first} and up, and adds their codes at the horizons. */
    private void imagine(
            List<LatentEpisode> episodes, List<Start> starts, int first, int count, double[][] predicted, Seed seed) {
        long[] streams = new long[config.rows()];
        Arrays.fill(actions, 0);
        for (int row = 0; row < count; row++) {
            int future = first + row;
            starts.get(future / config.draws()).restore(row, z, h, c);
            streams[row] = seed.split("future", future).value();
        }
        int horizons = config.horizons().size();
        int last = config.horizons().get(horizons - 1);
        for (int ahead = 1; ahead <= last; ahead++) {
            for (int row = 0; row < count; row++) {
                Start start = starts.get((first + row) / config.draws());
                LatentEpisode episode = episodes.get(start.episode());
                int step = start.step() + ahead - 1;
                clock[row] = MemoryConfig.clock(step);
                if (step < episode.steps()) {
                    System.arraycopy(
                            episode.actions(), step * sizes.actions(), actions, row * sizes.actions(), sizes.actions());
                }
            }
            program.feed("z", z).feed("actions", actions).feed("h", h).feed("c", c);
            if (sizes.clock()) {
                program.feed("clock", clock);
            }
            program.run(new Noise(streams, ahead));
            program.read("z", z);
            program.read("h", h);
            program.read("c", c);
            int horizon = config.horizons().indexOf(ahead);
            for (int row = 0; horizon >= 0 && row < count; row++) {
                double[] sum = predicted[(first + row) / config.draws() * horizons + horizon];
                for (int d = 0; d < sum.length; d++) {
                    sum[d] += z[row * sum.length + d];
                }
            }
        }
    }

    /** Squared errors at one horizon. */
    private static final class Errors {

        private final CodeStatistics statistics;
        private double memory;
        private double persistence;
        private double constant;
        private int starts;
        private long numbers;

        Errors(CodeStatistics statistics) {
            this.statistics = statistics;
        }

        void add(LatentEpisode episode, int step, int horizon, double[] sum, int draws) {
            starts++;
            for (int d = 0; d < sum.length; d++) {
                double truth = episode.means()[(step + horizon) * sum.length + d];
                double variance = statistics.variance(d);
                memory += square(sum[d] / draws - truth) / variance;
                persistence += square(episode.means()[step * sum.length + d] - truth) / variance;
                constant += square(statistics.mean(d) - truth) / variance;
                numbers++;
            }
        }

        private static double square(double x) {
            return x * x;
        }

        MemoryReport.HorizonError error(int horizon) {
            return new MemoryReport.HorizonError(
                    horizon,
                    starts,
                    Math.sqrt(memory / numbers),
                    Math.sqrt(persistence / numbers),
                    Math.sqrt(constant / numbers));
        }
    }

    @Override
    public void close() {
        program.close();
    }
}

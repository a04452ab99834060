package io.yume.world.memory;

import io.yume.graph.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures a Memory on held-out episodes: likelihood, calibration of the end, and predictions on its own. Codes are drawn
 * from their posteriors, each episode's by its place in the list; the seed and the configuration decide every number.
 * Used by one thread at a time.
 */
public final class MemoryEvaluation implements AutoCloseable {

    private static final double HALF_LOG_TWO_PI_E = 0.5 * Math.log(2 * Math.PI * Math.E);

    private final Memory memory;
    private final MemoryEvaluationConfig config;
    private final TeacherForcing forcing;
    private final OpenLoop openLoop;

    /** Compiles the programs; {@code memory} stays the caller's and may be trained between evaluations. */
    public MemoryEvaluation(Memory memory, MemoryEvaluationConfig config) {
        this.memory = memory;
        this.config = config;
        forcing = new TeacherForcing(memory, config.rows());
        openLoop = new OpenLoop(memory, config);
    }

    /**
     * Evaluates the memory with its current parameters.
     *
     * @param training the episodes that it was trained on, which the baselines are measured on
     * @param heldOut other episodes
     * @throws IllegalArgumentException if a list is empty or an episode does not fit the memory
     * @throws ArithmeticException if a predicted term is not finite, naming it
     */
    public MemoryReport evaluate(List<LatentEpisode> training, List<LatentEpisode> heldOut, Seed seed) {
        require("training", training);
        require("heldOut", heldOut);
        List<LatentEpisode> episodes = heldOut.subList(0, Math.min(config.maxEpisodes(), heldOut.size()));
        CodeStatistics statistics = CodeStatistics.of(training);
        Totals totals = new Totals(statistics);
        List<OpenLoop.Start> starts = openLoop.starts(episodes);
        forcing.run(episodes, index -> codes(episodes.get(index), seed.split("codes", index)), starts, totals);
        return totals.report(episodes, openLoop.run(episodes, starts, statistics, seed.split("openLoop")));
    }

    private void require(String name, List<LatentEpisode> episodes) {
        if (episodes.isEmpty()) {
            throw new IllegalArgumentException("there must be an episode: " + name + " is empty");
        }
        episodes.forEach(episode -> episode.requireFits(memory.config()));
    }

    /** A draw of all codes of an episode. */
    private static float[] codes(LatentEpisode episode, Seed seed) {
        SplittableRandom random = seed.generator();
        float[] codes = new float[episode.means().length];
        for (int i = 0; i < codes.length; i++) {
            double sigma = StrictMath.exp(0.5 * episode.logVariances()[i]);
            codes[i] = (float) (episode.means()[i] + sigma * random.nextGaussian());
        }
        return codes;
    }

    /** The sums over all transitions. */
    private final class Totals implements TeacherForcing.Sink {

        private final CodeStatistics statistics;
        private final DoneCalibration done = new DoneCalibration(config.doneWeight());
        private double nll;
        private double entropy;
        private double staticGaussian;
        private double persistence;
        private double doneBaseline;
        private double rewardLoss;
        private long transitions;

        Totals(CodeStatistics statistics) {
            this.statistics = statistics;
        }

        @Override
        public void add(LatentEpisode episode, int step, float[] codes, TeacherForcing.Prediction prediction) {
            int latents = memory.config().latents();
            int current = step * latents;
            int next = current + latents;
            boolean ended = episode.terminated() && step == episode.steps() - 1;
            requireFinite("nll", prediction.nll());
            requireFinite("done", prediction.doneLogit());
            requireFinite("reward", prediction.reward());
            transitions++;
            nll += prediction.nll();
            for (int d = 0; d < latents; d++) {
                entropy += HALF_LOG_TWO_PI_E + 0.5 * episode.logVariances()[next + d];
            }
            staticGaussian += statistics.staticNll(codes, next);
            persistence += statistics.persistenceNll(codes, current, next);
            done.add(prediction.doneLogit(), ended);
            doneBaseline -= Math.log(ended ? statistics.endRate() : 1 - statistics.endRate());
            if (memory.config().rewardHead()) {
                double error = prediction.reward() - episode.rewards()[step];
                rewardLoss += 0.5 * error * error;
            }
        }

        private void requireFinite(String term, float value) {
            if (!Float.isFinite(value)) {
                throw new ArithmeticException("a predicted term must be finite: term=" + term + ", value=" + value);
            }
        }

        MemoryReport report(List<LatentEpisode> episodes, List<MemoryReport.HorizonError> errors) {
            double numbers = (double) transitions * memory.config().latents();
            return new MemoryReport(
                    episodes.size(),
                    transitions,
                    nll / numbers,
                    entropy / numbers,
                    staticGaussian / numbers,
                    persistence / numbers,
                    done.crossEntropy() / transitions,
                    doneBaseline / transitions,
                    done.expected(),
                    done.observed(),
                    done.bins(),
                    rewardLoss / transitions,
                    new ArrayList<>(errors));
        }
    }

    @Override
    public void close() {
        forcing.close();
        openLoop.close();
    }
}

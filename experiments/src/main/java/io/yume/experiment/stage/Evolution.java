package io.yume.experiment.stage;

import io.yume.agent.evolution.CmaConfig;
import io.yume.agent.evolution.CmaEs;
import io.yume.agent.evolution.CmaState;
import io.yume.agent.evolution.LinearPolicy;
import io.yume.agent.evolution.TileJob;
import io.yume.agent.evolution.TileScore;
import io.yume.agent.rollout.WorkerPool;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import io.yume.train.Checkpoint;
import io.yume.train.CheckpointStore;
import io.yume.world.dream.DreamStarts;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Evolves a controller with CMA-ES in one of the {@link Worlds}. The episodes of a generation are shared by all its
 * candidates and fresh in the next; the outcome is the mean of the final distribution, never the best of an evaluation.
 *
 * @param name of the checkpoint and of the learning curves
 * @param worlds where
 * @param from the evolution whose outcome this one starts around, instead of zeros
 * @param seed of the candidates and their episodes
 * @param generations after which it ends
 * @param mostSteps after which it ends as well, so that two evolutions can be given equal experience
 */
record Evolution(String name, Worlds worlds, Optional<String> from, Seed seed, int generations, long mostSteps) {

    /** An evolution that ends with the generation in which it has made so many steps. */
    static Evolution ofSteps(String name, Worlds worlds, Seed seed, long steps) {
        return new Evolution(name, worlds, Optional.empty(), seed, Integer.MAX_VALUE, steps);
    }

    /** What an evolution leaves: the controller, and what it cost. */
    record Outcome(double[] mean, long generations, long steps, double seconds, String checkpoint) {

        double stepsPerSecond() {
            return seconds > 0 ? steps / seconds : 0;
        }
    }

    Outcome run(RunContext context, DreamStarts starts) throws IOException, InterruptedException {
        RunConfig.Evolve config = context.config().evolve();
        LinearPolicy policy = worlds.policy(context);
        CmaConfig cma =
                new CmaConfig(policy.parameterCount(), config.sigma0(), config.population(), config.separable());
        CheckpointStore checkpoints = new CheckpointStore(context.folder().checkpoints(), name);
        Optional<Checkpoint> saved = checkpoints.load();
        CmaEs search = saved.isPresent()
                ? CmaEs.resume(cma, seed.split("search"), state(saved.get()))
                : CmaEs.start(cma, seed.split("search"), start(context, cma));
        long steps = saved.map(state -> state.getLong("steps")).orElse(0L);
        double seconds = saved.map(state -> state.getDouble("seconds")).orElse(0.0);
        context.metrics().rewind(name + "/", search.generation());
        try (WorkerPool<TileJob, TileScore> pool = worlds.pool(context, name, starts);
                Progress.Bar bar = context.progress().bar(name, bySteps() ? mostSteps : generations)) {
            while (search.generation() < generations && steps < mostSteps) {
                context.cancellation().throwIfRequested();
                long began = System.nanoTime();
                long generation = search.generation();
                long[] streams = Worlds.streams(seed.split("generation", generation), config.rollouts());
                List<float[]> candidates =
                        Arrays.stream(search.ask()).map(LinearPolicy::toFloats).toList();
                TileScore score =
                        Worlds.play(pool, worlds.rows(context.config()), context.cancellation(), candidates, streams);
                double[] means = means(score, config.rollouts());
                search.tell(Arrays.stream(means).map(value -> -value).toArray());
                steps += score.totalSteps();
                seconds += (System.nanoTime() - began) / 1e9;
                log(context, search, means, steps);
                bar.update(
                        bySteps() ? Math.min(steps, mostSteps) : search.generation(),
                        String.format(Locale.ROOT, "mean return %.0f", Statistics.mean(means)));
                if (search.generation() % config.checkpointEvery() == 0) {
                    checkpoints.save(checkpoint(search.state(), steps, seconds));
                    context.keepTime();
                }
            }
        }
        Checkpoint last = checkpoint(search.state(), steps, seconds);
        checkpoints.save(last);
        return new Outcome(search.mean(), search.generation(), steps, seconds, last.sha256());
    }

    private double[] start(RunContext context, CmaConfig cma) throws IOException {
        return from.isPresent() ? Saved.require(context, from.get()).doubles("mean") : new double[cma.dimension()];
    }

    private boolean bySteps() {
        return mostSteps != Long.MAX_VALUE;
    }

    private void log(RunContext context, CmaEs search, double[] means, long steps) {
        long generation = search.generation();
        context.metrics().log(name + "/mean", generation, Statistics.mean(means));
        context.metrics()
                .log(name + "/best", generation, Arrays.stream(means).max().orElseThrow());
        context.metrics().log(name + "/sigma", generation, search.sigma());
        context.metrics().log(name + "/steps", generation, (double) steps);
    }

    private static double[] means(TileScore score, int rollouts) {
        double[] means = new double[score.returns().length / rollouts];
        for (int i = 0; i < means.length; i++) {
            means[i] = Statistics.mean(Arrays.copyOfRange(score.returns(), i * rollouts, (i + 1) * rollouts));
        }
        return means;
    }

    private static Checkpoint checkpoint(CmaState state, long steps, double seconds) {
        int n = state.mean().length;
        return Checkpoint.builder()
                .tensor("mean", state.mean(), n)
                .tensor("pathSigma", state.pathSigma(), n)
                .tensor("pathCovariance", state.pathCovariance(), n)
                .tensor("covariance", state.covariance(), state.covariance().length)
                .tensor("eigenVectors", state.eigenVectors(), state.eigenVectors().length)
                .tensor("eigenScales", state.eigenScales(), n)
                .put("generation", state.generation())
                .put("evaluations", state.evaluations())
                .put("eigenGeneration", state.eigenGeneration())
                .put("sigma", state.sigma())
                .put("steps", steps)
                .put("seconds", seconds)
                .build();
    }

    private static CmaState state(Checkpoint saved) {
        return new CmaState(
                saved.getLong("generation"),
                saved.getLong("evaluations"),
                saved.getDouble("sigma"),
                saved.doubles("mean"),
                saved.doubles("pathSigma"),
                saved.doubles("pathCovariance"),
                saved.doubles("covariance"),
                saved.doubles("eigenVectors"),
                saved.doubles("eigenScales"),
                saved.getLong("eigenGeneration"));
    }
}

package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.graph.ComputeThread;
import io.yume.graph.Seed;
import io.yume.train.Checkpoint;
import io.yume.train.CheckpointStore;
import io.yume.world.memory.LatentEpisode;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryEvaluation;
import io.yume.world.memory.MemoryEvaluationConfig;
import io.yume.world.memory.MemoryReport;
import io.yume.world.memory.MemoryTrainer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Encodes the recorded episodes and trains Memory on their codes. */
final class MemoryStage implements Stage {

    static final String NAME = "train-memory";
    static final String CHECKPOINT = "memory";

    /** One episode in this many is held out to evaluate on. */
    private static final int HELD_OUT = 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        try (ComputeThread thread = ComputeThread.start(NAME, context.config().threads())) {
            return Threads.call(thread, () -> train(context));
        }
    }

    @Override
    public boolean intact(RunContext context) throws IOException {
        return Saved.isWhole(context, NAME, CHECKPOINT);
    }

    private JsonNode train(RunContext context) throws IOException {
        RunConfig.Memory config = context.config().memory();
        Parts parts = new Parts(context.config());
        Seed seed = context.seed().split(NAME);
        List<LatentEpisode> all = Latents.of(context);
        int heldOut = Math.max(1, all.size() / HELD_OUT);
        List<LatentEpisode> episodes = all.size() > 1 ? all.subList(0, all.size() - heldOut) : all;
        List<LatentEpisode> others = all.subList(all.size() - heldOut, all.size());
        CheckpointStore checkpoints = new CheckpointStore(context.folder().checkpoints(), CHECKPOINT);
        try (Memory memory = parts.memory(seed);
                MemoryTrainer trainer = new MemoryTrainer(
                        memory, parts.memoryTraining(), parts.memoryOptimizer(), seed.split("noise"));
                Progress.Bar bar = context.progress().bar(NAME, config.steps())) {
            checkpoints.load().ifPresent(saved -> TrainingState.restore(saved, trainer.optimizer()));
            context.metrics().rewind(NAME + "/", trainer.optimizer().step());
            while (trainer.optimizer().step() < config.steps()) {
                context.cancellation().throwIfRequested();
                MemoryTrainer.Metrics metrics = trainer.step(episodes);
                long step = trainer.optimizer().step();
                if (step % config.logEvery() == 0 || step == config.steps()) {
                    log(context, step, metrics);
                    bar.update(
                            step, String.format(Locale.ROOT, "nll %.3f, done %.4f", metrics.nll(), metrics.doneLoss()));
                }
                if (step % config.checkpointEvery() == 0 && step < config.steps()) {
                    checkpoints.save(TrainingState.of(trainer.optimizer()));
                    context.keepTime();
                }
            }
            Checkpoint last = TrainingState.of(trainer.optimizer());
            checkpoints.save(last);
            ObjectNode result = Json.object()
                    .put(Saved.HASH, last.sha256())
                    .put("parameters", memory.parameters().count())
                    .put("steps", trainer.optimizer().step())
                    .put("episodes", episodes.size());
            result.set("evaluation", Json.tree(evaluate(memory, config, episodes, others, seed.split("evaluate"))));
            return result;
        }
    }

    private static MemoryReport evaluate(
            Memory memory,
            RunConfig.Memory config,
            List<LatentEpisode> training,
            List<LatentEpisode> heldOut,
            Seed seed) {
        try (MemoryEvaluation evaluation =
                new MemoryEvaluation(memory, MemoryEvaluationConfig.of(config.doneWeight()))) {
            return evaluation.evaluate(training, heldOut, seed);
        }
    }

    private static void log(RunContext context, long step, MemoryTrainer.Metrics metrics) {
        context.metrics().log(NAME + "/loss", step, metrics.loss());
        context.metrics().log(NAME + "/nll", step, metrics.nll());
        context.metrics().log(NAME + "/doneLoss", step, metrics.doneLoss());
        context.metrics().log(NAME + "/gradientNorm", step, metrics.gradientNorm());
    }

    /** The trained Memory of a run; the caller closes it. */
    static Memory trained(RunContext context) throws IOException {
        Memory memory = fresh(context, context.seed().split(NAME));
        TrainingState.restore(Saved.require(context, CHECKPOINT), memory.parameters());
        return memory;
    }

    /** A Memory of the run's sizes with random parameters. */
    static Memory fresh(RunContext context, Seed seed) {
        return new Parts(context.config()).memory(seed);
    }
}

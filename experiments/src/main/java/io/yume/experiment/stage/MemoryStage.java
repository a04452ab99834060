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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Encodes the recorded episodes that a pass knows and trains Memory on their codes, from where the pass before left it. */
final class MemoryStage implements Stage {

    static final String NAME = "train-memory";
    static final String CHECKPOINT = "memory";

    /** One episode in this many is held out to evaluate on. */
    private static final int HELD_OUT = 20;

    private final Pass pass;

    MemoryStage(Pass pass) {
        this.pass = pass;
    }

    @Override
    public String name() {
        return pass.name(NAME);
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        try (ComputeThread thread = ComputeThread.start(name(), context.config().threads())) {
            return Threads.call(thread, () -> train(context));
        }
    }

    @Override
    public boolean intact(RunContext context) throws IOException {
        return Saved.isWhole(context, name(), pass.name(CHECKPOINT));
    }

    private JsonNode train(RunContext context) throws IOException {
        RunConfig.Memory config = context.config().memory();
        Parts parts = new Parts(context);
        Seed seed = pass.seed(context, NAME);
        int steps = pass.memorySteps(context.config());
        List<LatentEpisode> episodes = new ArrayList<>();
        List<LatentEpisode> others = new ArrayList<>();
        for (List<LatentEpisode> collected : Latents.collections(context, pass)) {
            split(collected, episodes, others);
        }
        CheckpointStore checkpoints = new CheckpointStore(context.folder().checkpoints(), pass.name(CHECKPOINT));
        try (Memory memory = parts.memory(seed);
                MemoryTrainer trainer = new MemoryTrainer(
                        memory, parts.memoryTraining(), parts.memoryOptimizer(), seed.split("noise"));
                Progress.Bar bar = context.progress().bar(name(), steps)) {
            start(context, checkpoints).ifPresent(saved -> {
                TrainingState.restore(saved, trainer.optimizer());
                SequenceState.of(saved).ifPresent(trainer::restore);
            });
            context.metrics().rewind(name() + "/", trainer.optimizer().step());
            while (trainer.optimizer().step() < steps) {
                context.cancellation().throwIfRequested();
                MemoryTrainer.Metrics metrics = trainer.step(episodes);
                long step = trainer.optimizer().step();
                if (step % config.logEvery() == 0 || step == steps) {
                    log(context, step, metrics);
                    bar.update(
                            step, String.format(Locale.ROOT, "nll %.3f, done %.4f", metrics.nll(), metrics.doneLoss()));
                }
                if (step % config.checkpointEvery() == 0 && step < steps) {
                    Checkpoint.Builder now = TrainingState.builder(trainer.optimizer());
                    trainer.progress().ifPresent(progress -> SequenceState.put(progress, now));
                    checkpoints.save(now.build());
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

    /** Where training goes on: at this pass's own checkpoint, else where the pass before ended. */
    private Optional<Checkpoint> start(RunContext context, CheckpointStore own) throws IOException {
        Optional<Checkpoint> saved = own.load();
        Optional<Pass> before = pass.before(context.config());
        return saved.isPresent() || before.isEmpty()
                ? saved
                : Optional.of(Saved.require(context, before.get().name(CHECKPOINT)));
    }

    /** The last episodes of each collection are held out. */
    private static void split(List<LatentEpisode> all, List<LatentEpisode> episodes, List<LatentEpisode> others) {
        int heldOut = Math.max(1, all.size() / HELD_OUT);
        episodes.addAll(all.size() > 1 ? all.subList(0, all.size() - heldOut) : all);
        others.addAll(all.subList(all.size() - heldOut, all.size()));
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

    private void log(RunContext context, long step, MemoryTrainer.Metrics metrics) {
        context.metrics().log(name() + "/loss", step, metrics.loss());
        context.metrics().log(name() + "/nll", step, metrics.nll());
        context.metrics().log(name() + "/doneLoss", step, metrics.doneLoss());
        context.metrics().log(name() + "/gradientNorm", step, metrics.gradientNorm());
    }

    /** The trained Memory of a run; the caller closes it. */
    static Memory trained(RunContext context) throws IOException {
        return trained(context, Pass.LAST);
    }

    /** The trained Memory of a pass; the caller closes it. */
    static Memory trained(RunContext context, Pass pass) throws IOException {
        Memory memory = fresh(context, pass.seed(context, NAME));
        TrainingState.restore(Saved.require(context, pass.name(CHECKPOINT)), memory.parameters());
        return memory;
    }

    /** A Memory of the run's sizes with random parameters. */
    static Memory fresh(RunContext context, Seed seed) {
        return new Parts(context).memory(seed);
    }
}

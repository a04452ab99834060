package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.episode.EpisodeStore;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.graph.ComputeThread;
import io.yume.graph.Seed;
import io.yume.train.Checkpoint;
import io.yume.train.CheckpointStore;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionEvaluation;
import io.yume.world.vision.VisionReport;
import io.yume.world.vision.VisionTrainer;
import java.io.IOException;
import java.util.Locale;

/** Trains Vision on the recorded frames. */
final class VisionStage implements Stage {

    static final String NAME = "train-vision";
    static final String CHECKPOINT = "vision";

    private static final int EVALUATION_FRAMES = 1000;

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
        RunConfig.Vision config = context.config().vision();
        Parts parts = new Parts(context);
        Seed seed = context.seed().split(NAME);
        CheckpointStore checkpoints = new CheckpointStore(context.folder().checkpoints(), CHECKPOINT);
        try (EpisodeStore store = CollectStage.open(context);
                Vision vision = parts.vision(seed);
                VisionTrainer trainer =
                        new VisionTrainer(vision, config.batch(), parts.visionOptimizer(), seed.split("noise"));
                Progress.Bar bar = context.progress().bar(NAME, config.steps())) {
            checkpoints.load().ifPresent(saved -> TrainingState.restore(saved, trainer.optimizer()));
            context.metrics().rewind(NAME + "/", trainer.optimizer().step());
            FrameBuffer frames = new FrameBuffer(store, seed.split("frames"), config.batch(), config.bufferFrames());
            while (trainer.optimizer().step() < config.steps()) {
                context.cancellation().throwIfRequested();
                VisionTrainer.Metrics metrics =
                        trainer.step(frames.batch(trainer.optimizer().step()));
                long step = trainer.optimizer().step();
                if (step % config.logEvery() == 0 || step == config.steps()) {
                    log(context, step, metrics);
                    bar.update(step, String.format(Locale.ROOT, "loss %.1f", metrics.loss()));
                }
                if (step % config.checkpointEvery() == 0 && step < config.steps()) {
                    checkpoints.save(TrainingState.of(trainer.optimizer()));
                    context.keepTime();
                }
            }
            Checkpoint last = TrainingState.of(trainer.optimizer());
            checkpoints.save(last);
            return evaluate(context, trainer, seed.split("evaluate")).put(Saved.HASH, last.sha256());
        }
    }

    private static void log(RunContext context, long step, VisionTrainer.Metrics metrics) {
        context.metrics().log(NAME + "/loss", step, metrics.loss());
        context.metrics().log(NAME + "/squaredError", step, metrics.squaredError());
        context.metrics().log(NAME + "/kl", step, metrics.kl());
        context.metrics().log(NAME + "/flooredKl", step, metrics.flooredKl());
        context.metrics().log(NAME + "/floorShare", step, metrics.floorShare());
        context.metrics().log(NAME + "/activeUnits", step, metrics.activeUnits());
        context.metrics().log(NAME + "/gradientNorm", step, metrics.gradientNorm());
    }

    /** The terms of the loss on frames of episodes that no step has seen. */
    private static ObjectNode evaluate(RunContext context, VisionTrainer trainer, Seed seed) {
        byte[] frames = HeldOutFrames.record(context, EVALUATION_FRAMES);
        try (VisionEvaluation evaluation = new VisionEvaluation(trainer.vision())) {
            VisionReport report = evaluation.evaluate(frames, EVALUATION_FRAMES, seed);
            return Json.object()
                    .put("parameters", trainer.vision().parameters().count())
                    .put("steps", trainer.optimizer().step())
                    .put("frames", report.frames())
                    .put("squaredError", report.squaredError())
                    .put("kl", report.kl())
                    .put("flooredKl", report.flooredKl())
                    .put("floorShare", report.floorShare())
                    .put("activeUnits", report.activeUnits())
                    .put("latents", trainer.vision().config().latents());
        }
    }

    /** The trained Vision of a run; the caller closes it. */
    static Vision trained(RunContext context) throws IOException {
        Vision vision = new Parts(context).vision(context.seed().split(NAME));
        TrainingState.restore(Saved.require(context, CHECKPOINT), vision.parameters());
        return vision;
    }
}

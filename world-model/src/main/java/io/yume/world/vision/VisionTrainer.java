package io.yume.world.vision;

import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Optimizer;
import io.yume.graph.OptimizerState;
import io.yume.graph.Program;
import io.yume.graph.ProgramDescription;
import io.yume.graph.Seed;
import io.yume.loss.ObjectiveGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains Vision on {@link VisionModel#loss}. */
public final class VisionTrainer implements AutoCloseable {

    private static final List<String> REPORTED =
            List.of("squaredError", "kl", "flooredKl", "floorShare", "activeUnits");

    private final Vision vision;
    private final int batch;
    private final Seed seed;
    private final OptimizerState optimizer;
    private final Program program;
    private final float[] frames;
    private Program evaluation;

    /**
     * What one batch showed.
     *
     * @param loss nats-like total per frame, as trained
     * @param squaredError sum over the pixels of a frame
     * @param kl raw divergence, nats per frame
     * @param flooredKl divergence after free bits, nats per frame
     * @param floorShare share of frames whose divergence is below the floor
     * @param activeUnits latents whose mean varies by more than 0.01 over the batch (Burda et al., 2016)
     * @param gradientNorm Euclidean norm of the gradient; 0 where none was computed
     */
    public record Metrics(
            double loss,
            double squaredError,
            double kl,
            double flooredKl,
            double floorShare,
            double activeUnits,
            double gradientNorm) {}

    /** Compiles the training step; {@code vision} stays the caller's. */
    public VisionTrainer(Vision vision, int batch, Optimizer rule, Seed seed) {
        this.vision = vision;
        this.batch = batch;
        this.seed = seed;
        optimizer = new OptimizerState(rule, vision.parameters());
        Map<String, Node> terms = terms(vision.config(), batch);
        program = Program.training(terms, terms.get("loss"), optimizer);
        frames = new float[batch * VisionConfig.PIXELS];
    }

    /** The trained total and what is reported beside it, by the names of {@link Metrics}. */
    static Map<String, Node> terms(VisionConfig config, int batch) {
        Map<String, Node> all = VisionModel.lowered(config, batch).terms();
        Map<String, Node> terms = new LinkedHashMap<>();
        terms.put("loss", all.get(ObjectiveGraph.TOTAL));
        REPORTED.forEach(name -> terms.put(name, all.get(name)));
        return terms;
    }

    /**
     * The terms of a batch without an update; its noise is that of its own stream.
     *
     * @param number tells apart evaluations, each with its own noise
     */
    public Metrics evaluate(byte[] pixels, long number) {
        if (evaluation == null) {
            evaluation = Program.of(terms(vision.config(), batch), vision.parameters());
        }
        load(pixels);
        evaluation.feed("x", frames).run(Noise.of(seed.split("evaluate"), batch, number));
        return metrics(evaluation);
    }

    /**
     * What the training step is made of, see {@link Program#describe}.
     *
     * @param runs if positive, so many runs are timed, see {@link Program#profile}; nothing is learned by them
     */
    public ProgramDescription describe(int runs) {
        return runs > 0 ? program.profile(runs, Noise.of(seed, batch, optimizer.step())) : program.describe();
    }

    /** Frames per step. */
    public int batch() {
        return batch;
    }

    /** The optimiser's state, for checkpoints. */
    public OptimizerState optimizer() {
        return optimizer;
    }

    /**
     * One step on a batch of frames, each row-major [64, 64, 3]; its noise is that of the step's number.
     *
     * @throws ArithmeticException if a term is not finite; the parameters are then unchanged
     */
    public Metrics step(byte[] pixels) {
        load(pixels);
        program.feed("x", frames).run(Noise.of(seed, batch, optimizer.step()));
        return metrics(program);
    }

    private void load(byte[] pixels) {
        if (pixels.length != frames.length) {
            throw new IllegalArgumentException("a batch must have its frames: expected=[" + batch + ", "
                    + VisionConfig.SIDE + ", " + VisionConfig.SIDE + ", " + VisionConfig.COLOURS + "], bytes="
                    + pixels.length);
        }
        Frames.toPlanes(pixels, 0, batch, frames);
    }

    private static Metrics metrics(Program program) {
        return new Metrics(
                program.scalar("loss"),
                program.scalar("squaredError"),
                program.scalar("kl"),
                program.scalar("flooredKl"),
                program.scalar("floorShare"),
                program.scalar("activeUnits"),
                program.gradientNorm());
    }

    /** The Vision being trained. */
    public Vision vision() {
        return vision;
    }

    @Override
    public void close() {
        program.close();
        if (evaluation != null) {
            evaluation.close();
        }
        optimizer.close();
    }
}

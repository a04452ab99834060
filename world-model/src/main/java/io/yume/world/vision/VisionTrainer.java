package io.yume.world.vision;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Optimizer;
import io.yume.graph.OptimizerState;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trains Vision on {@code sum of squared errors + max(KL, freeBits * latents)} per frame, the mean over the batch: the
 * loss of World Models (Ha and Schmidhuber, 2018), with free bits after Kingma et al. (2016).
 */
public final class VisionTrainer implements AutoCloseable {

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

    static Map<String, Node> terms(VisionConfig config, int batch) {
        Graph graph = new Graph();
        VisionNetwork network = new VisionNetwork(config);
        Node x = graph.placeholder("frames", batch, VisionConfig.COLOURS, VisionConfig.SIDE, VisionConfig.SIDE);
        VisionNetwork.Posterior q = network.encode(x);
        Node noise = graph.normal("vision.z", batch, config.latents());
        Node squaredError =
                network.decode(q.draw(noise)).minus(x).square().sum().dividedBy(batch);
        Node kl = q.divergence();
        double floor = config.freeBits() * config.latents();
        Node floored = kl.max(floor);
        Node centred = q.mean().minus(q.mean().sum(new int[] {0}).dividedBy(batch));
        Node variance = centred.square().sum(new int[] {0}).dividedBy(batch);
        Map<String, Node> terms = new LinkedHashMap<>();
        terms.put("loss", squaredError.plus(floored.mean()));
        terms.put("squaredError", squaredError);
        terms.put("kl", kl.mean());
        terms.put("flooredKl", floored.mean());
        terms.put("floorShare", kl.greater(floor).neg().plus(1).mean());
        terms.put("activeUnits", variance.greater(0.01).sum());
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
        evaluation.feed("frames", frames).run(Noise.of(seed.split("evaluate"), batch, number));
        return metrics(evaluation);
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
        program.feed("frames", frames).run(Noise.of(seed, batch, optimizer.step()));
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

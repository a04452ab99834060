package io.yume.world.vision;

import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.loss.ObjectiveGraph;
import java.util.Arrays;
import java.util.Map;

/**
 * Measures a Vision on held-out frames in tiles of its size; any number of frames, each with the noise of its place. Used
 * by one thread at a time.
 */
public final class VisionEvaluation implements AutoCloseable {

    private static final double ACTIVE_VARIANCE = 0.01;

    private final VisionConfig config;
    private final int tile;
    private final Program program;
    private final float[] frames;
    private final float[] means;
    private final float[] squaredErrors;
    private final float[] divergences;

    /** Compiles the program; {@code vision} stays the caller's and may be trained between evaluations. */
    public VisionEvaluation(Vision vision) {
        config = vision.config();
        tile = vision.tile();
        program = Program.of(outputs(config, tile), vision.parameters());
        frames = new float[tile * VisionConfig.PIXELS];
        means = new float[tile * config.latents()];
        squaredErrors = new float[tile];
        divergences = new float[tile];
    }

    private static Map<String, Node> outputs(VisionConfig config, int tile) {
        ObjectiveGraph loss = VisionModel.lowered(config, tile);
        Node x = loss.graph().placeholder("x", tile, VisionConfig.COLOURS, VisionConfig.SIDE, VisionConfig.SIDE);
        return Map.of(
                "mean",
                new VisionNetwork(config).encode(x).mean(),
                "squaredError",
                loss.each("squaredError"),
                "kl",
                loss.each("kl"));
    }

    /**
     * Evaluates with the current parameters.
     *
     * @param pixels frames, each row-major [64, 64, 3]
     * @param count how many of them
     * @throws IllegalArgumentException if there is no frame, or the array holds fewer
     * @throws ArithmeticException if a term is not finite, naming it
     */
    public VisionReport evaluate(byte[] pixels, int count, Seed seed) {
        if (count < 1 || pixels.length / VisionConfig.PIXELS < count) {
            throw new IllegalArgumentException("count must be >= 1 and the array hold as many frames: count=" + count
                    + ", bytes=" + pixels.length);
        }
        double floor = config.freeBits() * config.latents();
        double squaredError = 0;
        double kl = 0;
        double floored = 0;
        int onFloor = 0;
        double[] sums = new double[config.latents()];
        double[] squares = new double[config.latents()];
        for (int first = 0; first < count; first += tile) {
            int rows = Math.min(tile, count - first);
            run(pixels, first, rows, seed);
            for (int row = 0; row < rows; row++) {
                squaredError += finite("squaredError", squaredErrors[row]);
                double divergence = finite("kl", divergences[row]);
                kl += divergence;
                floored += Math.max(floor, divergence);
                onFloor += divergence > floor ? 0 : 1;
                for (int d = 0; d < sums.length; d++) {
                    double mean = means[row * sums.length + d];
                    sums[d] += mean;
                    squares[d] += mean * mean;
                }
            }
        }
        return new VisionReport(
                count,
                squaredError / count,
                kl / count,
                floored / count,
                (double) onFloor / count,
                active(sums, squares, count));
    }

    private void run(byte[] pixels, int first, int rows, Seed seed) {
        Arrays.fill(frames, rows * VisionConfig.PIXELS, frames.length, 0);
        Frames.toPlanes(pixels, first * VisionConfig.PIXELS, rows, frames);
        long[] streams = new long[tile];
        for (int row = 0; row < tile; row++) {
            streams[row] = seed.split("frame", (long) first + row).value();
        }
        program.feed("x", frames).run(new Noise(streams, 0));
        program.read("mean", means);
        program.read("squaredError", squaredErrors);
        program.read("kl", divergences);
    }

    private static double finite(String term, float value) {
        if (!Float.isFinite(value)) {
            throw new ArithmeticException("a term must be finite: term=" + term + ", value=" + value);
        }
        return value;
    }

    private static int active(double[] sums, double[] squares, int count) {
        int active = 0;
        for (int d = 0; d < sums.length; d++) {
            double mean = sums[d] / count;
            active += squares[d] / count - mean * mean > ACTIVE_VARIANCE ? 1 : 0;
        }
        return active;
    }

    @Override
    public void close() {
        program.close();
    }
}

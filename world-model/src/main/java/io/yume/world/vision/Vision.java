package io.yume.world.vision;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import java.util.Map;

/**
 * A trained or fresh Vision: encodes frames into the mean and log-variance of their code, and decodes codes into frames.
 * Its programs work on tiles of one fixed size, so that a frame's code does not depend on how many others there are.
 * Used by one thread at a time.
 */
public final class Vision implements AutoCloseable {

    private final VisionConfig config;
    private final Parameters parameters;
    private final int tile;
    private final float[] frames;
    private final float[] codes;
    private Program encoder;
    private Program decoder;

    /**
     * Fresh parameters.
     *
     * @param tile frames per run, at least 2
     */
    public Vision(VisionConfig config, Seed seed, int tile) {
        if (tile < 2) {
            throw new IllegalArgumentException("tile must be >= 2: tile=" + tile);
        }
        this.config = config;
        this.tile = tile;
        parameters = new Parameters(new VisionNetwork(config).specs(), seed);
        frames = new float[tile * VisionConfig.PIXELS];
        codes = new float[tile * config.latents()];
    }

    /** The sizes. */
    public VisionConfig config() {
        return config;
    }

    /** The learned tensors; owned by this object. */
    public Parameters parameters() {
        return parameters;
    }

    /** Frames per run. */
    public int tile() {
        return tile;
    }

    /**
     * Encodes frames.
     *
     * @param pixels {@code count} frames, each row-major [64, 64, 3]
     * @param offset first byte
     * @param mean receives {@code [count, latents]}
     * @param logVariance receives {@code [count, latents]}, or null
     */
    public void encode(byte[] pixels, int offset, int count, float[] mean, float[] logVariance) {
        if (encoder == null) {
            encoder = encoder(tile);
        }
        int latents = config.latents();
        for (int first = 0; first < count; first += tile) {
            int rows = Math.min(tile, count - first);
            Frames.toPlanes(pixels, offset + first * VisionConfig.PIXELS, rows, frames);
            encoder.feed("frames", frames).run();
            encoder.read("mean", codes);
            System.arraycopy(codes, 0, mean, first * latents, rows * latents);
            if (logVariance != null) {
                encoder.read("logVariance", codes);
                System.arraycopy(codes, 0, logVariance, first * latents, rows * latents);
            }
        }
    }

    /**
     * A program of its own that encodes so many frames: {@code frames} [rows, 3, 64, 64] into {@code mean} and {@code
     * logVariance} [rows, latents]. The caller closes it; it reads the parameters of this object.
     */
    public Program encoder(int rows) {
        Graph graph = new Graph();
        VisionNetwork.Posterior q = new VisionNetwork(config)
                .encode(graph.placeholder("frames", rows, VisionConfig.COLOURS, VisionConfig.SIDE, VisionConfig.SIDE));
        return Program.of(Map.of("mean", q.mean(), "logVariance", q.logVariance()), parameters);
    }

    /**
     * Decodes codes.
     *
     * @param z {@code [count, latents]}
     * @return {@code count} frames, each row-major [64, 64, 3]
     */
    public byte[] decode(float[] z, int count) {
        if (decoder == null) {
            Graph graph = new Graph();
            Node decoded = new VisionNetwork(config).decode(graph.placeholder("codes", tile, config.latents()));
            decoder = Program.of(Map.of("frames", decoded), parameters);
        }
        byte[] pixels = new byte[count * VisionConfig.PIXELS];
        int latents = config.latents();
        for (int first = 0; first < count; first += tile) {
            int rows = Math.min(tile, count - first);
            System.arraycopy(z, first * latents, codes, 0, rows * latents);
            decoder.feed("codes", codes).run();
            decoder.read("frames", frames);
            Frames.toBytes(frames, rows, pixels, first * VisionConfig.PIXELS);
        }
        return pixels;
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
        if (decoder != null) {
            decoder.close();
        }
        parameters.close();
    }
}

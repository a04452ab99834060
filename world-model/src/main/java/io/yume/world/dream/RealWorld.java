package io.yume.world.dream;

import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.graph.Seed;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.vision.Frames;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tile of real episodes seen through Vision (the posterior mean of each frame) and Memory (its state after the frames and
 * actions so far).
 */
public final class RealWorld implements FeatureWorld {

    private final Memory memory;
    private final Features features;
    private final List<Environment> environments = new ArrayList<>();
    private final Space actionSpace;
    private final Recurrence recurrence;
    private final LiveProgram encoder;
    private final Rows rows;
    private final byte[][] frames;
    private final float[] planes;
    private final float[] z;

    /**
     * Makes as many environments as Vision's tile has rows; they are closed with this object, {@code vision} and {@code
     * memory} stay the caller's.
     *
     * @throws IllegalArgumentException if the environment does not show 64x64 RGB frames, or Vision, Memory and the
     *     environment do not fit each other
     */
    public RealWorld(Vision vision, Memory memory, Supplier<Environment> maker, Features features) {
        this.memory = memory;
        this.features = features;
        int count = vision.tile();
        MemoryConfig sizes = memory.config();
        try {
            for (int row = 0; row < count; row++) {
                environments.add(maker.get());
            }
            requireFit(environments.get(0), vision.config(), sizes);
        } catch (RuntimeException e) {
            environments.forEach(Environment::close);
            throw e;
        }
        actionSpace = environments.get(0).actionSpace();
        recurrence = new Recurrence(memory, actionSpace, count);
        encoder = new LiveProgram(count, vision::encoder);
        rows = new Rows(count);
        frames = new byte[count][VisionConfig.PIXELS];
        planes = new float[count * VisionConfig.PIXELS];
        z = new float[count * sizes.latents()];
    }

    private static void requireFit(Environment environment, VisionConfig vision, MemoryConfig memory) {
        Space observations = environment.observationSpace();
        if (!new Pixels(VisionConfig.SIDE, VisionConfig.SIDE, VisionConfig.COLOURS).equals(observations)) {
            throw new IllegalArgumentException("Vision needs 64x64 RGB frames: space=" + observations.describe());
        }
        if (vision.latents() != memory.latents()) {
            throw new IllegalArgumentException(
                    "Memory must have Vision's latents: vision=" + vision.latents() + ", memory=" + memory.latents());
        }
        int width = Actions.width(environment.actionSpace());
        if (width != memory.actions()) {
            throw new IllegalArgumentException(
                    "the action space must fit Memory: width=" + width + ", memory=" + memory.actions());
        }
    }

    @Override
    public int rows() {
        return environments.size();
    }

    @Override
    public int featureSize() {
        return features.size(memory.config());
    }

    @Override
    public Space actionSpace() {
        return actionSpace;
    }

    @Override
    public void reset(long... streams) {
        rows.reset(streams.length);
        recurrence.reset();
        for (int row = 0; row < streams.length; row++) {
            environments.get(row).reset(new Seed(streams[row]).environmentSeed());
            look(row);
        }
        encode();
    }

    private void look(int row) {
        environments.get(row).observe(frames[row]);
        Frames.toPlanes(frames[row], 0, planes, row * VisionConfig.PIXELS);
    }

    private void encode() {
        encoder.choose(rows);
        encoder.feed("frames", planes).run();
        encoder.read("mean", z);
    }

    /** The current frame of a row, row-major [64, 64, 3], as a copy. */
    public byte[] frame(int row) {
        return frames[row].clone();
    }

    @Override
    public void features(float[] into) {
        features.write(rows(), z, recurrence.h(), into);
    }

    @Override
    public void step(float[] actions) {
        int size = actionSpace.size();
        recurrence.follow(z, actions, rows);
        rows.advance();
        for (int row = 0; row < rows(); row++) {
            if (rows.live(row)) {
                TimeStep result = environments.get(row).step(Arrays.copyOfRange(actions, row * size, (row + 1) * size));
                rows.record(row, result.reward(), result.terminated(), result.truncated());
                look(row);
            }
        }
        if (rows.anyLive()) {
            encode();
        }
    }

    @Override
    public Rows episodes() {
        return rows;
    }

    @Override
    public void close() {
        encoder.close();
        recurrence.close();
        environments.forEach(Environment::close);
    }
}

package io.yume.experiment.stage;

import io.yume.env.episode.Episode;
import io.yume.env.episode.EpisodeStore;
import io.yume.graph.Seed;
import io.yume.world.vision.VisionConfig;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Random batches of frames in bounded memory: a round loads whole episodes in random order until the buffer is full, and
 * batches draw from it. A round is decided by its number and a batch by its step, so training can go on anywhere.
 */
final class FrameBuffer {

    /** How often a round shows each of its frames on average before the next round is loaded. */
    private static final int PASSES = 2;

    private final EpisodeStore store;
    private final Seed seed;
    private final int batch;
    private final byte[] frames;
    private final byte[] pixels;
    private final long stepsPerRound;
    private int filled;
    private long loaded = -1;

    FrameBuffer(EpisodeStore store, Seed seed, int batch, int capacity) {
        this.store = store;
        this.seed = seed;
        this.batch = batch;
        int count = (int) Math.min(capacity, store.frames());
        frames = new byte[Math.multiplyExact(count, VisionConfig.PIXELS)];
        pixels = new byte[batch * VisionConfig.PIXELS];
        stepsPerRound = count == store.frames() ? Long.MAX_VALUE : Math.max(1, (long) PASSES * count / batch);
    }

    /** The batch of a step; the array is used again for the next one. */
    byte[] batch(long step) throws IOException {
        long round = step / stepsPerRound;
        if (round != loaded) {
            load(round);
        }
        SplittableRandom random = seed.split("batch", step).generator();
        for (int row = 0; row < batch; row++) {
            int at = random.nextInt(filled) * VisionConfig.PIXELS;
            System.arraycopy(frames, at, pixels, row * VisionConfig.PIXELS, VisionConfig.PIXELS);
        }
        return pixels;
    }

    private void load(long round) throws IOException {
        int[] order = seed.split("round", round).shuffled(store.size());
        int capacity = frames.length / VisionConfig.PIXELS;
        filled = 0;
        for (int index : order) {
            Episode episode = store.read(index);
            for (int i = 0; i < episode.frameCount() && filled < capacity; i++) {
                episode.frame(i, frames, filled++ * VisionConfig.PIXELS);
            }
            if (filled == capacity) {
                break;
            }
        }
        loaded = round;
    }
}

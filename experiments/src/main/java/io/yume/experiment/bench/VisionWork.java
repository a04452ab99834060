package io.yume.experiment.bench;

import io.yume.graph.Adam;
import io.yume.graph.ProgramDescription;
import io.yume.graph.Seed;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionConfig;
import io.yume.world.vision.VisionTrainer;
import java.util.Optional;

/** Training steps of Vision at the sizes of World Models (Ha and Schmidhuber, 2018), on made-up frames. */
final class VisionWork implements Workload {

    static final int LATENTS = 32;
    private static final int FRAMES = 512;
    private static final int STRIDE = 7919;

    private final Vision vision;
    private final VisionTrainer trainer;
    private final byte[] frames = new byte[FRAMES * VisionConfig.PIXELS];
    private final byte[] batch;
    private long drawn;

    VisionWork(int size) {
        vision = new Vision(VisionConfig.paper(LATENTS), Seed.root(1).split("parameters"), 2);
        trainer = new VisionTrainer(vision, size, Adam.of(1e-4), Seed.root(1));
        batch = new byte[size * VisionConfig.PIXELS];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = (byte) (i * 31 + i / 7 * 17);
        }
    }

    @Override
    public void step() {
        for (int to = 0; to < batch.length; to += VisionConfig.PIXELS) {
            int from = (int) (drawn++ * STRIDE % FRAMES);
            System.arraycopy(frames, from * VisionConfig.PIXELS, batch, to, VisionConfig.PIXELS);
        }
        trainer.step(batch);
    }

    @Override
    public Optional<ProgramDescription> describe(int runs) {
        return Optional.of(trainer.describe(runs));
    }

    @Override
    public void close() {
        trainer.close();
        vision.close();
    }
}

package io.yume.experiment.bench;

import io.yume.graph.Adam;
import io.yume.graph.ProgramDescription;
import io.yume.graph.Seed;
import io.yume.world.memory.LatentEpisode;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.MemoryTrainer;
import io.yume.world.memory.MemoryTraining;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Training steps of Memory on made-up episodes. */
final class MemoryWork implements Workload {

    static final MemoryConfig SIZES = new MemoryConfig(32, 3, 256, 5, false, false);
    private static final int EPISODES = 32;
    private static final int STEPS = 200;
    private static final int BURN_IN = 4;
    private static final double DONE_WEIGHT = 10;

    private final Memory memory;
    private final MemoryTrainer trainer;
    private final List<LatentEpisode> episodes = new ArrayList<>();

    MemoryWork(int rows, int sequence) {
        memory = new Memory(SIZES, Seed.root(1).split("parameters"));
        trainer = new MemoryTrainer(
                memory,
                new MemoryTraining(rows, sequence, BURN_IN, DONE_WEIGHT),
                Adam.of(1e-3).clipped(1),
                Seed.root(1));
        SplittableRandom random = Seed.root(1).split("episodes").generator();
        for (int i = 0; i < EPISODES; i++) {
            episodes.add(episode(random));
        }
    }

    private static LatentEpisode episode(SplittableRandom random) {
        float[] means = new float[(STEPS + 1) * SIZES.latents()];
        float[] logVariances = new float[means.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) (2 * random.nextDouble() - 1);
            logVariances[i] = (float) (2 * random.nextDouble() - 3);
        }
        float[] actions = new float[STEPS * SIZES.actions()];
        for (int t = 0; t < STEPS; t++) {
            actions[t * SIZES.actions() + random.nextInt(SIZES.actions())] = 1;
        }
        return new LatentEpisode(means, logVariances, actions, new float[STEPS], true);
    }

    @Override
    public void step() {
        trainer.step(episodes);
    }

    @Override
    public Optional<ProgramDescription> describe(int runs) {
        return Optional.of(trainer.describe(runs));
    }

    @Override
    public void close() {
        trainer.close();
        memory.close();
    }
}

package io.yume.experiment.stage;

import io.yume.experiment.run.EnvironmentSource;
import io.yume.experiment.run.Nearest;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.UsageException;
import io.yume.graph.ComputeThread;
import io.yume.graph.ProgramDescription;
import io.yume.graph.Seed;
import io.yume.world.dream.DreamConfig;
import io.yume.world.dream.DreamStarts;
import io.yume.world.dream.DreamWorld;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryTrainer;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionTrainer;
import java.io.IOException;
import java.util.List;

/** The programs that a run spends its time in. */
public final class MainPrograms {

    /** Their names: the training steps of Vision and Memory, and the step of a tile of dreams. */
    public static final List<String> NAMES = List.of("vision", "memory", "dream");

    private MainPrograms() {}

    /**
     * Describes a program as a run of this configuration compiles it, with random parameters and zeros for data: neither
     * changes what is computed, nor how long it takes.
     *
     * @param environments whose actions they take
     * @param runs how many runs are timed; with 0 nothing runs
     * @throws UsageException if there is no program of this name
     */
    public static ProgramDescription describe(String name, RunConfig config, EnvironmentSource environments, int runs)
            throws IOException, InterruptedException {
        if (!NAMES.contains(name)) {
            throw new UsageException("unknown program: " + name + "; did you mean "
                    + Nearest.to(name, NAMES).orElse(NAMES.get(0)) + "? There are " + String.join(", ", NAMES));
        }
        // A worker dreams on one thread, see Worlds.
        int threads = name.equals("dream") ? 1 : config.threads();
        try (ComputeThread thread = ComputeThread.start("describe", threads)) {
            return Threads.call(thread, () -> switch (name) {
                case "vision" -> vision(config, environments, runs);
                case "memory" -> memory(config, environments, runs);
                default -> dream(config, environments, runs);
            });
        }
    }

    private static ProgramDescription vision(RunConfig config, EnvironmentSource environments, int runs) {
        Parts parts = new Parts(config, environments);
        Seed seed = Seed.root(config.seed());
        try (Vision vision = parts.vision(seed);
                VisionTrainer trainer =
                        new VisionTrainer(vision, config.vision().batch(), parts.visionOptimizer(), seed)) {
            return trainer.describe(runs);
        }
    }

    private static ProgramDescription memory(RunConfig config, EnvironmentSource environments, int runs) {
        Parts parts = new Parts(config, environments);
        Seed seed = Seed.root(config.seed());
        try (Memory memory = parts.memory(seed);
                MemoryTrainer trainer =
                        new MemoryTrainer(memory, parts.memoryTraining(), parts.memoryOptimizer(), seed)) {
            return trainer.describe(runs);
        }
    }

    private static ProgramDescription dream(RunConfig config, EnvironmentSource environments, int runs) {
        Parts parts = new Parts(config, environments);
        int latents = config.vision().latents();
        DreamConfig dream = new DreamConfig(
                config.dream().tile(),
                config.dream().temperature(),
                config.dream().maxSteps(),
                config.memory().doneWeight(),
                Parts.features(config.evolve().features()));
        DreamStarts starts = new DreamStarts(new float[latents], new float[latents], latents);
        try (Memory memory = parts.memory(Seed.root(config.seed()));
                DreamWorld world = new DreamWorld(memory, starts, parts.actionSpace(), dream)) {
            return world.describe(runs);
        }
    }
}

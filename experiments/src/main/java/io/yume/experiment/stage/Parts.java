package io.yume.experiment.stage;

import io.yume.agent.evolution.LinearPolicy;
import io.yume.agent.rollout.PoolConfig;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.experiment.run.EnvironmentSource;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Adam;
import io.yume.graph.Optimizer;
import io.yume.graph.Seed;
import io.yume.world.dream.Actions;
import io.yume.world.dream.Features;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.MemoryTraining;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionConfig;
import java.time.Duration;

/** Builds the parts of a run from its configuration. */
final class Parts {

    private final RunConfig config;
    private final EnvironmentSource environments;

    Parts(RunConfig config, EnvironmentSource environments) {
        this.config = config;
        this.environments = environments;
    }

    Parts(RunContext context) {
        this(context.config(), context.environments());
    }

    Environment environment() {
        return environments.make();
    }

    Space actionSpace() {
        return environments.actionSpace();
    }

    Vision vision(Seed seed) {
        RunConfig.Vision sizes = config.vision();
        return new Vision(
                new VisionConfig(sizes.latents(), sizes.channels(), sizes.freeBits()),
                seed.split("vision"),
                sizes.tile());
    }

    Memory memory(Seed seed) {
        return new Memory(memoryConfig(), seed.split("memory"));
    }

    private MemoryConfig memoryConfig() {
        RunConfig.Memory sizes = config.memory();
        return new MemoryConfig(
                config.vision().latents(),
                Actions.width(actionSpace()),
                sizes.hidden(),
                sizes.mixtures(),
                sizes.sharedWeights(),
                sizes.rewardHead(),
                sizes.clock());
    }

    MemoryTraining memoryTraining() {
        RunConfig.Memory sizes = config.memory();
        return new MemoryTraining(sizes.batch(), sizes.sequence(), sizes.burnIn(), sizes.carried(), sizes.doneWeight());
    }

    Optimizer visionOptimizer() {
        return Adam.of(config.vision().learningRate());
    }

    Optimizer memoryOptimizer() {
        RunConfig.Memory sizes = config.memory();
        return Adam.of(sizes.learningRate())
                .decaying(sizes.learningRateDecay(), sizes.learningRateFloor())
                .clipped(sizes.gradientClip());
    }

    /** The controller: a single output by thirds where there are three actions, as in the paper. */
    LinearPolicy policy(Features features) {
        Space actions = actionSpace();
        boolean thirds = actions instanceof Discrete discrete && discrete.n() == 3;
        return new LinearPolicy(
                features.size(memoryConfig()), actions, config.evolve().bias(), thirds);
    }

    /** Workers that play: a slow game gives a job more time here, too, than the ten minutes that are usual. */
    static PoolConfig pool(RunConfig config) {
        PoolConfig usual = PoolConfig.forWorkers(config.workers());
        Duration asked = Duration.ofSeconds(config.collect().jobTimeoutSeconds());
        return asked.compareTo(usual.jobDeadline()) > 0 ? usual.withJobDeadline(asked) : usual;
    }

    static Features features(RunConfig.Features features) {
        return Features.valueOf(features.name());
    }
}

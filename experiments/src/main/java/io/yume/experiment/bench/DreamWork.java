package io.yume.experiment.bench;

import io.yume.agent.evolution.LinearPolicy;
import io.yume.env.Discrete;
import io.yume.graph.ProgramDescription;
import io.yume.graph.Seed;
import io.yume.world.dream.DreamConfig;
import io.yume.world.dream.DreamStarts;
import io.yume.world.dream.DreamWorld;
import io.yume.world.dream.Features;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import java.util.Optional;

/** Steps of dreams of the paper's Doom size, with a linear controller, that never end. */
final class DreamWork implements Workload {

    static final MemoryConfig SIZES = new MemoryConfig(64, 3, 512, 5, false, false);

    /** A tile has at least two rows; where one dream is wanted, the other row is computed and not looked at. */
    private static final int LEAST_ROWS = 2;

    /** A weight so large that hardly a dream ends, while the done head is computed all the same. */
    private static final double NEVER_ENDS = 1e12;

    private final Memory memory;
    private final DreamWorld world;
    private final LinearPolicy policy;
    private final float[] parameters;
    private final float[] features;
    private final float[] actions;
    private final long[] streams;
    private long resets;

    DreamWork(int dreams) {
        int rows = Math.max(LEAST_ROWS, dreams);
        memory = new Memory(SIZES, Seed.root(1));
        world = new DreamWorld(
                memory,
                new DreamStarts(new float[SIZES.latents()], new float[SIZES.latents()], SIZES.latents()),
                new Discrete(SIZES.actions()),
                new DreamConfig(rows, 1, Integer.MAX_VALUE, NEVER_ENDS, Features.ZH));
        policy = LinearPolicy.thirds(world.featureSize(), true);
        parameters = new float[policy.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (i % 7 - 3) * 0.05f;
        }
        features = new float[rows * world.featureSize()];
        actions = new float[rows];
        streams = new long[dreams];
        begin();
    }

    private void begin() {
        for (int row = 0; row < streams.length; row++) {
            streams[row] = Seed.mix(resets * streams.length + row);
        }
        resets++;
        world.reset(streams);
    }

    @Override
    public void step() {
        if (!world.anyLive()) {
            begin();
        }
        world.features(features);
        policy.actions(parameters, world.rows(), features, actions);
        world.step(actions);
    }

    @Override
    public Optional<ProgramDescription> describe(int runs) {
        return Optional.of(world.describe(runs));
    }

    @Override
    public void close() {
        world.close();
        memory.close();
    }
}

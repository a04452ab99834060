package io.yume.world.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Discrete;
import io.yume.graph.Seed;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.PlainMemory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A second memory watches a dream without a say in it. */
final class ReservoirWorldTest {

    private static final int ROWS = 3;
    private static final int LATENTS = 3;
    private static final int HIDDEN = 5;
    private static final int WATCHER_HIDDEN = 7;
    private static final int STEPS = 6;
    private static final Discrete ACTIONS = new Discrete(2);
    private static final long[] STREAMS = {11, 12, 13};

    private static Memory memory(int hidden, long seed) {
        Memory memory = new Memory(new MemoryConfig(LATENTS, 2, hidden, 2, false, false), Seed.root(seed));
        // Nearly endless, so that all rows stay live.
        memory.parameters().set("done.bias", new float[] {-30});
        return memory;
    }

    private static DreamWorld dream(Memory memory, Features features) {
        DreamStarts starts = new DreamStarts(new float[] {1, 2, 3}, new float[] {-1, -2, -3}, LATENTS);
        return new DreamWorld(memory, starts, ACTIONS, new DreamConfig(ROWS, 1.15, 100, 1, features));
    }

    /** The features of all rows at each step, under actions that depend on step and row alone. */
    private static float[][] play(FeatureWorld world) {
        float[][] seen = new float[STEPS + 1][ROWS * world.featureSize()];
        world.reset(STREAMS);
        world.features(seen[0]);
        for (int t = 0; t < STEPS; t++) {
            world.step(new float[] {action(t, 0), action(t, 1), action(t, 2)});
            world.features(seen[t + 1]);
        }
        return seen;
    }

    private static int action(int step, int row) {
        return (step + row * step) % 2;
    }

    @Test
    void codesAreThoseOfTheDreamAndTheStateIsThatOfTheWatcher() {
        try (Memory dreamer = memory(HIDDEN, 1);
                Memory watcher = memory(WATCHER_HIDDEN, 2);
                DreamWorld plain = dream(dreamer, Features.Z);
                ReservoirWorld watched = new ReservoirWorld(dream(dreamer, Features.Z), watcher)) {
            float[][] codes = play(plain);
            float[][] seen = play(watched);

            int width = LATENTS + WATCHER_HIDDEN;
            assertThat(watched.featureSize()).isEqualTo(width);
            for (int row = 0; row < ROWS; row++) {
                PlainMemory state = new PlainMemory(watcher, new double[WATCHER_HIDDEN], new double[WATCHER_HIDDEN]);
                for (int t = 0; t <= STEPS; t++) {
                    float[] z = Arrays.copyOfRange(codes[t], row * LATENTS, (row + 1) * LATENTS);
                    assertThat(Arrays.copyOfRange(seen[t], row * width, row * width + LATENTS))
                            .containsExactly(z);
                    for (int u = 0; u < WATCHER_HIDDEN; u++) {
                        assertThat((double) seen[t][row * width + LATENTS + u]).isCloseTo(state.h()[u], within(1e-5));
                    }
                    int action = action(t, row);
                    state.step(new double[] {z[0], z[1], z[2], action == 0 ? 1 : 0, action});
                }
            }
        }
    }

    @Test
    void withTheDreamersOwnMemoryItShowsWhatTheDreamShows() {
        try (Memory dreamer = memory(HIDDEN, 1);
                DreamWorld plain = dream(dreamer, Features.ZH);
                ReservoirWorld watched = new ReservoirWorld(dream(dreamer, Features.Z), dreamer)) {
            assertThat(play(watched)).isDeepEqualTo(play(plain));
        }
    }

    @Test
    void anEpisodeStartsWithoutAPast() {
        try (Memory dreamer = memory(HIDDEN, 1);
                Memory watcher = memory(WATCHER_HIDDEN, 2);
                ReservoirWorld watched = new ReservoirWorld(dream(dreamer, Features.Z), watcher)) {
            float[][] first = play(watched);
            assertThat(play(watched)).isDeepEqualTo(first);
        }
    }

    @Test
    void refusesAWorldThatShowsMoreThanCodes() {
        try (Memory dreamer = memory(HIDDEN, 1);
                DreamWorld world = dream(dreamer, Features.ZH)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ReservoirWorld(world, dreamer))
                    .withMessageContaining("world=8, memory=3");
        }
    }
}

package io.yume.world.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Discrete;
import io.yume.graph.Adam;
import io.yume.graph.Optimizer;
import io.yume.graph.Seed;
import io.yume.world.memory.LatentEpisode;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.MemoryTrainer;
import io.yume.world.memory.MemoryTraining;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A memory trained on a small known world, with weighted ends: its dreams under the same random actions have the world's
 * statistics. The tolerances are a few standard errors of the dreams plus what a short training leaves.
 */
final class DreamStatisticsTest {

    private static final double WEIGHT = 5;
    private static final int ROWS = 200;

    private static Memory memory;
    private static List<LatentEpisode> real;
    private static EpisodeStatistics world;
    private static EpisodeStatistics dream;

    @BeforeAll
    static void trainAndDream() {
        memory = new Memory(new MemoryConfig(3, MarkovWorld.ACTIONS, 32, 2, false, false), Seed.root(1));
        real = MarkovWorld.episodes(1, 3_000);
        MemoryTraining training = new MemoryTraining(48, 5, 0, WEIGHT);
        Optimizer adam = Adam.of(1e-2).decaying(0.998, 2e-4).clipped(1);
        try (MemoryTrainer trainer = new MemoryTrainer(memory, training, adam, Seed.root(2))) {
            for (int step = 0; step < 2_000; step++) {
                trainer.step(real);
            }
        }
        world = new EpisodeStatistics(real);
        dream = new EpisodeStatistics(dreams(WEIGHT));
    }

    @AfterAll
    static void close() {
        memory.close();
    }

    /** Two thousand dreams under random actions, as episodes. */
    private static List<LatentEpisode> dreams(double doneWeight) {
        DreamConfig config = new DreamConfig(ROWS, 1, MarkovWorld.LIMIT, doneWeight, Features.Z);
        List<LatentEpisode> dreams = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(9);
        try (DreamWorld dreaming =
                new DreamWorld(memory, DreamStarts.of(real), new Discrete(MarkovWorld.ACTIONS), config)) {
            for (int tile = 0; tile < 10; tile++) {
                dreams.addAll(tile(dreaming, Seed.root(100 + tile), random));
            }
        }
        return dreams;
    }

    private static List<LatentEpisode> tile(DreamWorld dreaming, Seed seed, SplittableRandom random) {
        long[] streams = new long[ROWS];
        Arrays.setAll(streams, row -> seed.split("dream", row).value());
        dreaming.reset(streams);
        float[][] means = new float[ROWS][(MarkovWorld.LIMIT + 1) * 3];
        float[][] actions = new float[ROWS][MarkovWorld.LIMIT * MarkovWorld.ACTIONS];
        LatentEpisode[] done = new LatentEpisode[ROWS];
        copy(dreaming, means, 0);
        for (int t = 0; dreaming.anyLive(); t++) {
            float[] chosen = new float[ROWS];
            for (int row = 0; row < ROWS; row++) {
                chosen[row] = random.nextInt(MarkovWorld.ACTIONS);
                actions[row][t * MarkovWorld.ACTIONS + (int) chosen[row]] = 1;
            }
            dreaming.step(chosen);
            copy(dreaming, means, t + 1);
            for (int row = 0; row < ROWS; row++) {
                if (done[row] == null && !dreaming.live(row)) {
                    done[row] = new LatentEpisode(
                            Arrays.copyOf(means[row], (t + 2) * 3),
                            new float[(t + 2) * 3],
                            Arrays.copyOf(actions[row], (t + 1) * MarkovWorld.ACTIONS),
                            new float[t + 1],
                            dreaming.terminated(row));
                }
            }
        }
        return List.of(done);
    }

    private static void copy(DreamWorld dreaming, float[][] means, int step) {
        float[] z = dreaming.codes();
        for (int row = 0; row < ROWS; row++) {
            System.arraycopy(z, row * 3, means[row], step * 3, 3);
        }
    }

    @Test
    void meansAndDeviationsAreTheWorlds() {
        for (int d = 0; d < 3; d++) {
            assertThat(dream.mean(d)).as("mean %d", d).isCloseTo(world.mean(d), within(0.12));
            assertThat(dream.deviation(d) / world.deviation(d))
                    .as("deviation %d", d)
                    .isBetween(0.92, 1.08);
        }
    }

    @Test
    void autocorrelationsAreTheWorlds() {
        for (int d = 0; d < 3; d++) {
            for (int later = 0; later < 3; later++) {
                assertThat(dream.lagged(d, later))
                        .as("coordinate %d against %d one step later", d, later)
                        .isCloseTo(world.lagged(d, later), within(0.06));
            }
        }
        assertThat(world.lagged(0, 0)).isGreaterThan(0.7);
        assertThat(world.lagged(2, 2)).isLessThan(-0.5);
    }

    @Test
    void actionsDoWhatTheyDoInTheWorld() {
        for (int action = 0; action < 2; action++) {
            assertThat(dream.flips(1, action)).isCloseTo(world.flips(1, action), within(0.04));
            assertThat(dream.push(0, action)).isCloseTo(world.push(0, action), within(0.06));
        }
        assertThat(world.flips(1, 1) - world.flips(1, 0)).isGreaterThan(0.2);
    }

    @Test
    void dreamsEndAsOftenAndWhereTheWorldDoes() {
        for (int steps : new int[] {2, 5, 10, 20, 40}) {
            assertThat(dream.survival(steps))
                    .as("alive after %d steps", steps)
                    .isCloseTo(world.survival(steps), within(0.05));
        }
        assertThat(dream.hazard(1, 1)).isCloseTo(0.02, within(0.012));
        assertThat(dream.hazard(1, -1)).isCloseTo(0.12, within(0.025));
    }

    @Test
    void withTheWeightLeftInDreamsEndTooSoon() {
        EpisodeStatistics wrong = new EpisodeStatistics(dreams(1));
        assertThat(wrong.survival(10)).isLessThan(world.survival(10) - 0.2);
    }
}

package io.yume.world.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Discrete;
import io.yume.graph.Seed;
import io.yume.world.memory.LatentEpisode;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.PlainMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tile of dreams promises: independent rows, padding, ends, limits and temperature. */
final class DreamWorldTest {

    private static final int LATENTS = 3;
    private static final int HIDDEN = 5;
    private static final int ROWS = 4;
    private static final Discrete ACTIONS = new Discrete(2);

    private static Memory memory(boolean rewardHead) {
        Memory memory = new Memory(new MemoryConfig(LATENTS, 2, HIDDEN, 2, false, rewardHead, true), Seed.root(7));
        memory.parameters().set("done.bias", new float[] {-3});
        return memory;
    }

    /** A memory without weights: every code is drawn from the same mixture, every step ends the world with one chance. */
    private static Memory constant(double hazard, double doneWeight) {
        Memory memory = memory(false);
        memory.parameters().specs().forEach((name, spec) -> memory.parameters()
                .set(name, new float[spec.shape().size()]));
        double logit = Math.log(doneWeight * hazard / (1 - hazard));
        memory.parameters().set("done.bias", new float[] {(float) logit});
        memory.parameters().set("mixture.mean.bias", new float[] {-2, 0, 1, 2, 0.5f, 1});
        return memory;
    }

    private static DreamStarts starts() {
        return new DreamStarts(new float[] {1, 2, 3, -1, -2, -3}, new float[] {-1, -2, -3, -20, -20, -20}, LATENTS);
    }

    private static DreamWorld world(Memory memory, int rows, double temperature, int maxSteps, double doneWeight) {
        DreamConfig config = new DreamConfig(rows, temperature, maxSteps, doneWeight, Features.ZH);
        return new DreamWorld(memory, starts(), ACTIONS, config);
    }

    /** One row's features, rewards and ends, step by step; {@code others} acts for the other rows. */
    private static List<Object> dream(DreamWorld world, int row, int steps, long others, long... streams) {
        SplittableRandom mine = new SplittableRandom(1);
        SplittableRandom theirs = new SplittableRandom(others);
        List<Object> trace = new ArrayList<>();
        world.reset(streams);
        float[] features = new float[world.rows() * world.featureSize()];
        for (int t = 0; t < steps && world.live(row); t++) {
            world.features(features);
            trace.add(Arrays.hashCode(
                    Arrays.copyOfRange(features, row * world.featureSize(), (row + 1) * world.featureSize())));
            float[] actions = new float[world.rows()];
            for (int r = 0; r < actions.length; r++) {
                actions[r] = (r == row ? mine : theirs).nextInt(2);
            }
            world.step(actions);
            trace.add(List.of(world.reward(row), world.terminated(row), world.truncated(row)));
        }
        world.features(features);
        trace.add(features[row * world.featureSize()]);
        return trace;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aRowDoesNotDependOnItsNeighboursAndRepeats(int row) {
        long[] streams = {100, 101, 102, 103};
        long[] others = {7, 8, 9, 10};
        long[] twins = {42, 42, 42, 42};
        streams[row] = 42;
        others[row] = 42;
        long[] padded = Arrays.copyOf(streams, row + 1);
        long[] changed = streams.clone();
        changed[row] = 43;
        try (Memory memory = memory(false);
                DreamWorld world = world(memory, ROWS, 1.1, 60, 2);
                DreamWorld again = world(memory, ROWS, 1.1, 60, 2)) {
            List<Object> expected = dream(world, row, 60, 5, streams);
            assertThat(expected).hasSizeGreaterThan(20);
            assertThat(dream(world, row, 60, 5, streams)).as("again").isEqualTo(expected);
            assertThat(dream(again, row, 60, 6, others)).as("other neighbours").isEqualTo(expected);
            assertThat(dream(world, row, 60, 5, padded)).as("padding").isEqualTo(expected);
            assertThat(dream(world, row, 60, 5, twins)).as("twins").isEqualTo(expected);
            assertThat(dream(world, row, 60, 5, changed)).as("another stream").isNotEqualTo(expected);
        }
    }

    @Test
    void stepsAreThoseOfMemory() {
        try (Memory memory = memory(false);
                DreamWorld world = world(memory, 2, 1, 30, 1e6)) {
            world.reset(5, 6);
            PlainMemory plain = new PlainMemory(memory, new double[HIDDEN], new double[HIDDEN]);
            float[] features = new float[2 * (LATENTS + HIDDEN)];
            for (int t = 0; t < 10; t++) {
                world.features(features);
                int action = t % 3 == 0 ? 1 : 0;
                plain.step(new double[] {features[8], features[9], features[10], 1 - action, action});
                world.step(new float[] {0, action});
                world.features(features);
                for (int i = 0; i < HIDDEN; i++) {
                    assertThat((double) features[8 + LATENTS + i]).isCloseTo(plain.h()[i], within(1e-5));
                }
                assertThat(world.codes()).hasSize(2 * LATENTS).startsWith(features[0], features[1], features[2]);
            }
        }
    }

    @Test
    void rowsKeepTheirOwnStateWhileNeighboursEnd() {
        int rows = 40;
        try (Memory memory = memory(false)) {
            memory.parameters().set("done.bias", new float[] {-2});
            try (DreamWorld world = world(memory, rows, 1, 100, 1)) {
                world.reset(Seed.root(3).generator().longs(rows).toArray());
                List<PlainMemory> plain = new ArrayList<>();
                for (int row = 0; row < rows; row++) {
                    plain.add(new PlainMemory(memory, new double[HIDDEN], new double[HIDDEN]));
                }
                float[] features = new float[rows * (LATENTS + HIDDEN)];
                int compared = 0;
                int fewest = rows;
                while (world.anyLive()) {
                    world.features(features);
                    float[] actions = new float[rows];
                    int live = 0;
                    for (int row = 0; row < rows; row++) {
                        if (world.live(row)) {
                            live++;
                            int at = row * (LATENTS + HIDDEN);
                            for (int i = 0; i < HIDDEN; i++) {
                                assertThat((double) features[at + LATENTS + i])
                                        .isCloseTo(plain.get(row).h()[i], within(1e-4));
                            }
                            compared++;
                            actions[row] = row % 2;
                            plain.get(row).step(new double[] {
                                features[at], features[at + 1], features[at + 2], 1 - row % 2, row % 2
                            });
                        }
                    }
                    fewest = Math.min(fewest, live);
                    world.step(actions);
                }
                assertThat(compared).isGreaterThan(100);
                assertThat(fewest).isLessThan(8);
            }
        }
    }

    @Test
    void theWeightOfEndsIsTakenOffAgain() {
        double hazard = 0.05;
        int rows = 500;
        try (Memory memory = constant(hazard, 10);
                DreamWorld world = world(memory, rows, 1, 1_000, 10)) {
            int[] lengths = lengths(world, 3, 1_000);
            double steps = Arrays.stream(lengths).sum();
            // Every dream ends once, so ends per step is the hazard; four standard errors.
            double error = Math.sqrt(hazard * (1 - hazard) / steps);
            assertThat(lengths.length / steps).isCloseTo(hazard, within(4 * error));
            for (int k : new int[] {5, 20, 40}) {
                double expected = Math.pow(1 - hazard, k);
                double survived =
                        Arrays.stream(lengths).filter(length -> length > k).count() / (double) lengths.length;
                double sd = Math.sqrt(expected * (1 - expected) / lengths.length);
                assertThat(survived).as("alive after %d steps", k).isCloseTo(expected, within(4 * sd));
            }
        }
    }

    /** How long the dreams of some tiles last. */
    private static int[] lengths(DreamWorld world, int tiles, int limit) {
        int[] lengths = new int[tiles * world.rows()];
        for (int tile = 0; tile < tiles; tile++) {
            long[] streams = new long[world.rows()];
            Seed seed = Seed.root(tile);
            Arrays.setAll(streams, row -> seed.split("row", row).value());
            world.reset(streams);
            for (int t = 1; t <= limit && world.anyLive(); t++) {
                boolean[] before = new boolean[world.rows()];
                for (int row = 0; row < before.length; row++) {
                    before[row] = world.live(row);
                }
                world.step(new float[world.rows()]);
                for (int row = 0; row < before.length; row++) {
                    if (before[row] && !world.live(row)) {
                        lengths[tile * world.rows() + row] = t;
                    }
                }
            }
        }
        return lengths;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2})
    void temperatureMovesTheCodesAndLeavesTheEndsAlone(double temperature) {
        try (Memory memory = constant(0.05, 4);
                DreamWorld cold = world(memory, 50, 1, 200, 4);
                DreamWorld other = world(memory, 50, temperature, 200, 4)) {
            assertThat(lengths(other, 1, 200)).isEqualTo(lengths(cold, 1, 200));
            assertThat(other.codes()).isNotEqualTo(cold.codes());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void codesHaveTheMomentsOfTheMixtureAtTheTemperature(double temperature) {
        int rows = 1_000;
        int steps = 20;
        // Equal weights stay equal; the first dimension has its Gaussians at -2 and 2, log-sigma is the bias-free -1.
        try (Memory memory = constant(1e-9, 1);
                DreamWorld world = world(memory, rows, temperature, 1_000, 1)) {
            long[] streams = new long[rows];
            Arrays.setAll(streams, row -> Seed.root(row).value());
            world.reset(streams);
            double[] squares = new double[LATENTS];
            double[] sums = new double[LATENTS];
            for (int t = 0; t < steps; t++) {
                world.step(new float[rows]);
                float[] z = world.codes();
                for (int i = 0; i < z.length; i++) {
                    sums[i % LATENTS] += z[i];
                    squares[i % LATENTS] += z[i] * z[i];
                }
            }
            double n = rows * steps;
            double variance = Math.exp(-2) * temperature;
            assertThat(sums[0] / n).isCloseTo(0, within(4 * Math.sqrt((4 + variance) / n)));
            assertThat(squares[0] / n).isCloseTo(4 + variance, within(0.05));
            assertThat(sums[1] / n).isCloseTo(0.25, within(0.02));
            assertThat(sums[2] / n).isCloseTo(1, within(0.02));
            assertThat(squares[2] / n - 1).isCloseTo(variance, within(0.02));
        }
    }

    @Test
    void aStepSurvivedPaysOneAndTheEndNothing() {
        try (Memory memory = constant(0.2, 1);
                DreamWorld world = world(memory, 200, 1, 5, 1)) {
            long[] streams = new long[200];
            Arrays.setAll(streams, row -> row);
            world.reset(streams);
            int ended = 0;
            int cut = 0;
            for (int t = 1; t <= 5; t++) {
                boolean[] before = new boolean[200];
                for (int row = 0; row < 200; row++) {
                    before[row] = world.live(row);
                }
                world.step(new float[200]);
                for (int row = 0; row < 200; row++) {
                    boolean newlyEnded = before[row] && world.terminated(row);
                    ended += newlyEnded ? 1 : 0;
                    cut += before[row] && world.truncated(row) ? 1 : 0;
                    assertThat(world.reward(row)).isEqualTo(before[row] && !newlyEnded ? 1 : 0);
                    assertThat(world.truncated(row)).isEqualTo(before[row] && t == 5);
                    assertThat(world.live(row)).isEqualTo(before[row] && !newlyEnded && t < 5);
                }
            }
            assertThat(ended).isPositive();
            assertThat(cut).isPositive();
            assertThat(world.anyLive()).isFalse();
        }
    }

    @Test
    void aRewardHeadPaysWhatItPredicts() {
        try (Memory memory = memory(true);
                DreamWorld world = world(memory, 2, 1, 50, 1e6)) {
            world.reset(1, 2);
            PlainMemory plain = new PlainMemory(memory, new double[HIDDEN], new double[HIDDEN]);
            float[] z = world.codes();
            plain.step(new double[] {z[0], z[1], z[2], 0, 1});
            world.step(new float[] {1, 0});
            assertThat(world.reward(0)).isCloseTo(plain.head("reward")[0], within(1e-5));
        }
    }

    @Test
    void paddingIsNeverLiveAndItsActionsAreNotRead() {
        try (Memory memory = memory(false);
                DreamWorld world = world(memory, ROWS, 1, 50, 1e6)) {
            world.reset(1, 2);
            assertThatCode(() -> world.step(new float[] {0, 1, Float.NaN, -7})).doesNotThrowAnyException();
            assertThat(world.live(1)).isTrue();
            for (int row = 2; row < ROWS; row++) {
                assertThat(world.live(row)).isFalse();
                assertThat(world.reward(row)).isZero();
                assertThat(world.terminated(row) || world.truncated(row)).isFalse();
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> world.reset(1, 2, 3, 4, 5))
                    .withMessage("there must not be more episodes than rows: episodes=5, rows=4");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> world.step(new float[] {2, 0, 0, 0}))
                    .withMessageContaining("action must be a whole number in 0..1");
        }
    }

    @Test
    void dreamsStartFromTheRecordedFirstCodes() {
        int rows = 2_000;
        try (Memory memory = memory(false);
                DreamWorld world = world(memory, rows, 1, 50, 1)) {
            long[] streams = new long[rows];
            Arrays.setAll(streams, row -> Seed.root(row).value());
            world.reset(streams);
            float[] z = world.codes();
            int second = 0;
            double spread = 0;
            for (int row = 0; row < rows; row++) {
                if (Math.abs(z[row * LATENTS] + 1) < 1e-3 && Math.abs(z[row * LATENTS + 2] + 3) < 1e-3) {
                    second++;
                } else {
                    spread += Math.pow(z[row * LATENTS] - 1, 2);
                }
            }
            assertThat(second / (double) rows).isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(rows)));
            // The first start's code has the log-variance -1 in its first dimension.
            assertThat(spread / (rows - second)).isCloseTo(Math.exp(-1), within(0.07));
        }
    }

    @Test
    void startsAreTheFirstCodesOfEpisodes() {
        LatentEpisode one =
                new LatentEpisode(new float[] {1, 2, 3, 4}, new float[] {5, 6, 7, 8}, new float[1], new float[1], true);
        LatentEpisode two = new LatentEpisode(
                new float[] {9, 10, 11, 12}, new float[] {13, 14, 15, 16}, new float[1], new float[1], true);
        DreamStarts starts = DreamStarts.of(List.of(one, two));
        assertThat(starts.means()).containsExactly(1, 2, 9, 10);
        assertThat(starts.logVariances()).containsExactly(5, 6, 13, 14);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DreamStarts.of(List.of()))
                .withMessageContaining("at least one");
    }

    @Test
    void theVisionOnlyControllerSeesTheCodeAlone() {
        try (Memory memory = memory(false);
                DreamWorld world =
                        new DreamWorld(memory, starts(), ACTIONS, new DreamConfig(2, 1, 10, 1, Features.Z))) {
            assertThat(world.featureSize()).isEqualTo(LATENTS);
            world.reset(3, 4);
            float[] features = new float[2 * LATENTS];
            world.features(features);
            assertThat(features).isEqualTo(world.codes());
        }
    }

    @Test
    void rejectsWhatDoesNotFit() {
        try (Memory memory = memory(false)) {
            DreamConfig config = new DreamConfig(2, 1, 10, 1, Features.Z);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DreamWorld(memory, starts(), new Discrete(3), config))
                    .withMessage("the action space must fit Memory: width=3, memory=2");
            DreamStarts other = new DreamStarts(new float[2], new float[2], 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DreamWorld(memory, other, ACTIONS, config))
                    .withMessage("starts must have Memory's latents: starts=2, memory=3");
            try (DreamWorld world = new DreamWorld(memory, starts(), ACTIONS, config)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> new DreamEnvironment(world, 11))
                        .withMessage("maxSteps must be those of the dream: expected=10, actual=11");
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DreamConfig(2, -1, 10, 1, Features.Z))
                .withMessage("temperature must be > 0: temperature=-1.0");
    }
}

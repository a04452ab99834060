package io.yume.world.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.TimeStep;
import io.yume.env.pixel.TakeCover;
import io.yume.graph.Seed;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.PlainMemory;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real episodes seen through Vision and Memory: the game is the game, and rows keep to themselves. */
final class RealWorldTest {

    private static final int ROWS = 3;
    private static final int LATENTS = 4;
    private static final int HIDDEN = 5;

    private static Vision vision;
    private static Memory memory;

    @BeforeAll
    static void make() {
        vision = new Vision(new VisionConfig(LATENTS, List.of(2, 2, 3, 4), 0.5), Seed.root(1), ROWS);
        memory = new Memory(new MemoryConfig(LATENTS, 3, HIDDEN, 2, false, false, true), Seed.root(2));
    }

    @AfterAll
    static void close() {
        vision.close();
        memory.close();
    }

    private static RealWorld world() {
        return new RealWorld(vision, memory, TakeCover::new, Features.ZH);
    }

    /** What a row shows and pays, step by step; {@code others} acts for the other rows. */
    private static List<Object> play(RealWorld world, int row, int steps, long others, long... streams) {
        SplittableRandom mine = new SplittableRandom(1);
        SplittableRandom theirs = new SplittableRandom(others);
        float[] features = new float[ROWS * world.featureSize()];
        List<Object> trace = new ArrayList<>();
        world.reset(streams);
        for (int t = 0; t < steps && world.live(row); t++) {
            world.features(features);
            for (int i = 0; i < world.featureSize(); i++) {
                trace.add(features[row * world.featureSize() + i]);
            }
            float[] actions = new float[ROWS];
            for (int r = 0; r < ROWS; r++) {
                actions[r] = (r == row ? mine : theirs).nextInt(3);
            }
            world.step(actions);
            trace.add(new TimeStep(world.reward(row), world.terminated(row), world.truncated(row)));
        }
        return trace;
    }

    @Test
    void aRowDoesNotDependOnItsNeighboursAndRepeats() {
        try (RealWorld world = world();
                RealWorld again = world()) {
            List<Object> expected = play(world, 1, 60, 5, 100, 42, 101);
            assertThat(play(world, 1, 60, 5, 100, 42, 101)).as("again").isEqualTo(expected);
            assertThat(play(again, 1, 60, 6, 7, 42, 8)).as("other neighbours").isEqualTo(expected);
            assertThat(play(world, 1, 60, 5, 100, 42)).as("padding").isEqualTo(expected);
            assertThat(play(world, 1, 60, 5, 100, 43, 101)).as("another stream").isNotEqualTo(expected);
        }
    }

    @Test
    void rewardsEndsAndFramesAreThoseOfTheGame() {
        long[] streams = {11, 12, 13};
        try (RealWorld world = world()) {
            List<Environment> games = new ArrayList<>();
            for (long stream : streams) {
                Environment game = new TakeCover();
                game.reset(new Seed(stream).environmentSeed());
                games.add(game);
            }
            world.reset(streams);
            boolean[] over = new boolean[ROWS];
            byte[] frame = new byte[VisionConfig.PIXELS];
            int ended = 0;
            for (int t = 0; t < 700 && world.anyLive(); t++) {
                float[] actions = {t / 7 % 3, t / 5 % 3, 1};
                world.step(actions);
                for (int row = 0; row < ROWS; row++) {
                    if (over[row]) {
                        assertThat(world.reward(row)).isZero();
                        assertThat(world.live(row)).isFalse();
                        continue;
                    }
                    TimeStep expected = games.get(row).step(new float[] {actions[row]});
                    assertThat(new TimeStep(world.reward(row), world.terminated(row), world.truncated(row)))
                            .isEqualTo(expected);
                    over[row] = expected.last();
                    ended += expected.last() ? 1 : 0;
                    assertThat(world.live(row)).isEqualTo(!expected.last());
                    games.get(row).observe(frame);
                    assertThat(world.frame(row)).isEqualTo(frame);
                }
            }
            assertThat(ended).as("some games end while others go on").isGreaterThanOrEqualTo(2);
            games.forEach(Environment::close);
        }
    }

    @Test
    void featuresAreTheMeanCodeAndTheStateAfterThePast() {
        try (RealWorld world = world()) {
            world.reset(21, 22, 23);
            PlainMemory plain = new PlainMemory(memory, new double[HIDDEN], new double[HIDDEN]);
            float[] features = new float[ROWS * (LATENTS + HIDDEN)];
            byte[] frames = new byte[ROWS * VisionConfig.PIXELS];
            float[] codes = new float[ROWS * LATENTS];
            int at = LATENTS + HIDDEN;
            for (int t = 0; t < 10; t++) {
                world.features(features);
                System.arraycopy(world.frame(1), 0, frames, VisionConfig.PIXELS, VisionConfig.PIXELS);
                vision.encode(frames, 0, ROWS, codes, null);
                assertThat(Arrays.copyOfRange(features, at, at + LATENTS))
                        .containsExactly(Arrays.copyOfRange(codes, LATENTS, 2 * LATENTS));
                for (int i = 0; i < HIDDEN; i++) {
                    assertThat((double) features[at + LATENTS + i]).isCloseTo(plain.h()[i], within(1e-5));
                }
                double[] inputs = new double[LATENTS + 3];
                Arrays.setAll(inputs, i -> i < LATENTS ? features[at + i] : 0);
                inputs[LATENTS + t % 3] = 1;
                plain.step(inputs);
                world.step(new float[] {0, t % 3, 2});
            }
        }
    }

    @Test
    void rowsSeeTheirOwnGameWhileNeighboursEnd() {
        int many = 20;
        int width = LATENTS + HIDDEN;
        try (Vision wide = new Vision(vision.config(), Seed.root(1), many);
                RealWorld world = new RealWorld(wide, memory, TakeCover::new, Features.ZH)) {
            world.reset(Seed.root(4).generator().longs(many).toArray());
            float[] features = new float[many * width];
            float[] code = new float[LATENTS];
            int fewest = many;
            for (int t = 0; t < 400 && world.anyLive(); t++) {
                world.features(features);
                int live = 0;
                for (int row = 0; row < many; row++) {
                    if (world.live(row)) {
                        live++;
                        vision.encode(world.frame(row), 0, 1, code, null);
                        for (int i = 0; i < LATENTS; i++) {
                            assertThat(features[row * width + i]).isCloseTo(code[i], within(1e-5f));
                        }
                    }
                }
                fewest = Math.min(fewest, live);
                world.step(new float[many]);
            }
            assertThat(fewest).isLessThan(many / 4);
        }
    }

    @Test
    void refusesWhatDoesNotFitAndClosesWhatItMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RealWorld(vision, memory, () -> Environments.make("CartPole-v1"), Features.ZH))
                .withMessageContaining("Vision needs 64x64 RGB frames");
        List<Environment> made = new ArrayList<>();
        try (Memory other = new Memory(new MemoryConfig(LATENTS, 2, HIDDEN, 2, false, false), Seed.root(2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RealWorld(
                            vision,
                            other,
                            () -> {
                                made.add(new TakeCover());
                                return made.get(made.size() - 1);
                            },
                            Features.ZH))
                    .withMessage("the action space must fit Memory: width=3, memory=2");
        }
        assertThat(made).hasSize(ROWS);
        assertThat(made).allSatisfy(game -> assertThat(catchThrowable(() -> game.reset(1)))
                .isInstanceOf(IllegalStateException.class));
        try (Memory other = new Memory(new MemoryConfig(LATENTS + 1, 3, HIDDEN, 2, false, false), Seed.root(2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RealWorld(vision, other, TakeCover::new, Features.ZH))
                    .withMessage("Memory must have Vision's latents: vision=4, memory=5");
        }
    }
}

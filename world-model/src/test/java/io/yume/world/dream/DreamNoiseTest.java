package io.yume.world.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Discrete;
import io.yume.graph.Seed;
import io.yume.world.memory.LatentEpisode;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What controllers see of codes whose noise is known. */
final class DreamNoiseTest {

    private static final int LATENTS = 2;
    private static final int HIDDEN = 4;
    private static final int ROWS = 64;
    private static final float[] MEANS = {1, -2};
    private static final float[] LOG_VARIANCES = {-1, -0.5f};
    private static final Discrete ACTIONS = new Discrete(2);
    private static final long[] STREAMS = Seed.root(3).generator().longs(ROWS).toArray();

    private static DreamWorld world(Memory memory, float... noise) {
        return new DreamWorld(
                memory,
                new DreamStarts(MEANS, LOG_VARIANCES, noise, LATENTS),
                ACTIONS,
                new DreamConfig(ROWS, 1, 1000, 1, Features.ZH));
    }

    private static Memory memory() {
        Memory memory = new Memory(new MemoryConfig(LATENTS, 2, HIDDEN, 2, false, false, false), Seed.root(7));
        memory.parameters().set("done.bias", new float[] {-4});
        return memory;
    }

    @Test
    void startsKnowTheMeanVarianceOverAllFrames() {
        float log2 = (float) Math.log(2);
        float log4 = (float) Math.log(4);
        LatentEpisode one =
                new LatentEpisode(new float[4], new float[] {0, log2, 0, log4}, new float[] {1, 0}, new float[1], true);
        LatentEpisode other = new LatentEpisode(
                new float[6], new float[] {0, 0, log4, 0, log4, 0}, new float[] {1, 0, 0, 1}, new float[2], true);

        DreamStarts starts = DreamStarts.of(List.of(one, other));

        assertThat(starts.noise()).containsExactly(new float[] {11 / 5f, 9 / 5f}, within(1e-6f));
        assertThat(DreamStarts.showingDraws(List.of(one, other)).noise()).containsOnly(0);
    }

    @Test
    void refusesNoiseOfOtherLatents() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DreamStarts(MEANS, LOG_VARIANCES, new float[3], LATENTS))
                .withMessage("noise must have a variance for each latent: noise=3, latents=2");
    }

    @Test
    void theWorldGoesOnAsIfItWereSeen() {
        try (Memory memory = memory();
                DreamWorld noisy = world(memory, 0, 0);
                DreamWorld clear = world(memory, 0.1f, 0.02f)) {
            noisy.reset(STREAMS);
            clear.reset(STREAMS);
            int width = LATENTS + HIDDEN;
            float[] of = new float[ROWS * width];
            float[] same = new float[ROWS * width];
            for (int t = 0; t < 30; t++) {
                noisy.features(of);
                clear.features(same);
                for (int row = 0; row < ROWS; row++) {
                    assertThat(clear.live(row)).isEqualTo(noisy.live(row));
                    if (noisy.live(row)) {
                        assertThat(Arrays.copyOfRange(same, row * width + LATENTS, (row + 1) * width))
                                .as("state of row %d at step %d", row, t)
                                .isEqualTo(Arrays.copyOfRange(of, row * width + LATENTS, (row + 1) * width));
                        assertThat(same[row * width]).isNotEqualTo(of[row * width]);
                    }
                }
                float[] actions = new float[ROWS];
                for (int row = 0; row < ROWS; row++) {
                    actions[row] = (row + t) % 2;
                }
                noisy.step(actions);
                clear.step(actions);
            }
        }
    }

    @Test
    void aDreamStartsAtTheMeanOfTheFirstCode() {
        try (Memory memory = memory();
                DreamWorld clear = world(memory, 0.1f, 0.02f)) {
            clear.reset(STREAMS);
            float[] seen = clear.codes();
            for (int row = 0; row < ROWS; row++) {
                assertThat(seen[row * LATENTS]).isEqualTo(MEANS[0]);
                assertThat(seen[row * LATENTS + 1]).isEqualTo(MEANS[1]);
            }
        }
    }

    /** Codes are 0.5 + sigma n: without a part v of the variance, they are 0.5 + sqrt(sigma^2 - v) n. */
    @Test
    void seenCodesLackTheVarianceOfTheNoise() {
        try (Memory memory = memory()) {
            memory.parameters().specs().forEach((name, spec) -> memory.parameters()
                    .set(name, new float[spec.shape().size()]));
            memory.parameters().set("done.bias", new float[] {-40});
            memory.parameters().set("mixture.mean.bias", new float[] {0.5f, 0.5f, 0.5f, 0.5f});
            try (DreamWorld noisy = world(memory, 0, 0)) {
                float[] draws = codesAfter(noisy, 40);
                double variance = 0;
                for (float draw : draws) {
                    variance += (draw - 0.5) * (draw - 0.5) / draws.length;
                }
                float part = (float) (0.64 * variance);
                try (DreamWorld clear = world(memory, part, 100)) {
                    float[] seen = codesAfter(clear, 40);
                    for (int i = 0; i < seen.length; i += LATENTS) {
                        // The variance is estimated from 5,120 draws.
                        assertThat((double) (seen[i] - 0.5f)).isCloseTo(0.6 * (draws[i] - 0.5), within(0.04));
                        assertThat(seen[i + 1]).as("noise beyond all variance").isEqualTo(0.5f);
                    }
                }
            }
        }
    }

    /** The codes of all rows after each of some steps. */
    private static float[] codesAfter(DreamWorld world, int steps) {
        world.reset(STREAMS);
        float[] all = new float[steps * ROWS * LATENTS];
        for (int t = 0; t < steps; t++) {
            world.step(new float[ROWS]);
            System.arraycopy(world.codes(), 0, all, t * ROWS * LATENTS, ROWS * LATENTS);
        }
        return all;
    }
}

package io.yume.world.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which transitions a batch scores, and what it puts beside them. */
final class SequenceBatchTest {

    private static final MemoryConfig CONFIG = new MemoryConfig(1, 1, 2, 1, false, false);

    /** An episode in which every code, action and reward says its step. */
    private static LatentEpisode counting(int steps, boolean terminated) {
        float[] codes = new float[steps + 1];
        float[] each = new float[steps];
        for (int t = 0; t <= steps; t++) {
            codes[t] = 100 + t;
            if (t < steps) {
                each[t] = 100 + t;
            }
        }
        return new LatentEpisode(codes, new float[steps + 1], each, each, terminated);
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 0", "1, 4, 3", "2, 6, 2", "9, 4, 0", "9, 4, 1", "9, 4, 3", "5, 5, 2", "30, 7, 6"})
    void everyTransitionIsScoredEquallyOften(int steps, int sequence, int burnIn) {
        MemoryTraining training = new MemoryTraining(2, sequence, burnIn, 1);
        SequenceBatch batch = new SequenceBatch(CONFIG, training);
        LatentEpisode episode = counting(steps, true);
        int[] scored = new int[steps];
        long positions = batch.positions(List.of(episode));
        for (int at = 0; at < positions; at++) {
            batch.fill(1, episode, at - (sequence - 1));
            for (int t = 0; t < sequence; t++) {
                int place = sequence + t;
                int code = sequence + 1 + t;
                if (batch.mask[place] == 1) {
                    int step = (int) batch.means[code] - 100;
                    scored[step]++;
                    assertThat(batch.means[code + 1]).as("the next code").isEqualTo(100 + step + 1);
                    assertThat(batch.actions[place]).isEqualTo(100 + step);
                    assertThat(batch.clock[place]).isEqualTo((float) Math.log1p(step / 100.0));
                    assertThat(batch.rewards[place]).isEqualTo(100 + step);
                    assertThat(batch.done[place]).isEqualTo(step == steps - 1 ? 1 : 0);
                    assertThat(t)
                            .as("a past of burnIn steps, unless the episode is younger")
                            .isGreaterThanOrEqualTo(Math.min(burnIn, step));
                }
            }
        }
        assertThat(scored).containsOnly(sequence - burnIn);
    }

    @Test
    void drawsChooseAllPositionsOfAllEpisodes() {
        MemoryTraining training = new MemoryTraining(2, 3, 1, 1);
        SequenceBatch batch = new SequenceBatch(CONFIG, training);
        LatentEpisode first = counting(2, false);
        LatentEpisode second = counting(7, true);
        double scoredFirst = 0;
        double scored = 0;
        double last = 0;
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            batch.draw(List.of(first, second), random);
            for (int place = 0; place < 6; place++) {
                scored += batch.mask[place];
                last += batch.mask[place] * batch.done[place];
                float code = batch.means[place / 3 * 4 + place % 3];
                scoredFirst += batch.mask[place] * (code == 106 ? 1 : 0);
            }
        }
        // Nine transitions, each equally likely; step 6 of the second episode is the only end.
        assertThat(last).isEqualTo(scoredFirst);
        assertThat(last / scored).isBetween(1 / 9.0 - 0.005, 1 / 9.0 + 0.005);
    }

    @Test
    void aCutByALimitIsNoEnd() {
        SequenceBatch batch = new SequenceBatch(CONFIG, new MemoryTraining(2, 4, 0, 1));
        batch.fill(0, counting(4, false), 0);
        assertThat(batch.done).containsOnly(0);
        batch.fill(0, counting(4, true), 0);
        assertThat(batch.done[3]).isEqualTo(1);
    }

    @Test
    void rejectsAnEpisodeOfOtherSizes() {
        SequenceBatch batch = new SequenceBatch(CONFIG, new MemoryTraining(2, 4, 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.fill(0, Worlds.random(1, 4, 2, 1, false), 0))
                .withMessageContaining("expected latents=1, actions=1, actual latents=2, actions=1");
    }
}

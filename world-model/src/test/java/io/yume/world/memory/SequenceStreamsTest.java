package io.yume.world.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.yume.graph.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order rows go through episodes, and with which state. */
final class SequenceStreamsTest {

    private static final int HIDDEN = 2;
    private static final MemoryConfig CONFIG = new MemoryConfig(1, 1, HIDDEN, 1, false, false);

    /** An episode in which every code says its step. */
    private static LatentEpisode counting(int from, int steps, boolean terminated) {
        float[] codes = new float[steps + 1];
        float[] each = new float[steps];
        for (int t = 0; t <= steps; t++) {
            codes[t] = from + t;
            if (t < steps) {
                each[t] = from + t;
            }
        }
        return new LatentEpisode(codes, new float[steps + 1], each, each, terminated);
    }

    /** Three episodes in two rows: the state goes on inside of an episode and is zero at the beginning of one. */
    @Test
    void rowsGoThroughEpisodesFromTheirBeginningAndCarryTheirState() {
        MemoryTraining training = new MemoryTraining(2, 4, 0, true, 1);
        List<LatentEpisode> episodes = List.of(counting(100, 9, true), counting(200, 3, false), counting(300, 4, true));
        SequenceStreams streams = new SequenceStreams(CONFIG, training, Seed.root(5));
        SequenceBatch batch = new SequenceBatch(CONFIG, training);
        float[] next = {-1, -1};
        float[] state = {0, 0};
        int[] begun = new int[3];
        int[] seen = new int[3];
        for (int number = 0; number < 300; number++) {
            streams.fill(batch, episodes);
            for (int row = 0; row < 2; row++) {
                float first = batch.means[row * 5];
                int episode = (int) first / 100 - 1;
                float carried = streams.h()[row * HIDDEN];
                if (first % 100 == 0) {
                    begun[episode]++;
                    assertThat(carried).isZero();
                } else {
                    assertThat(first).isEqualTo(next[row]);
                    assertThat(carried).isEqualTo(state[row]);
                }
                assertThat(streams.c()[row * HIDDEN + 1]).isEqualTo(carried);
                for (int t = 0; t < 4; t++) {
                    seen[episode] += (int) batch.mask[row * 4 + t];
                }
                next[row] = first + 4;
                state[row] = number + 1;
                Arrays.fill(streams.h(), row * HIDDEN, (row + 1) * HIDDEN, state[row]);
                Arrays.fill(streams.c(), row * HIDDEN, (row + 1) * HIDDEN, state[row]);
            }
            streams.advance();
        }
        // Each time through has every episode once; only the episodes that are under way may be one ahead.
        int least = Arrays.stream(begun).min().orElseThrow();
        assertThat(Arrays.stream(begun).max().orElseThrow() - least).isLessThanOrEqualTo(1);
        assertThat(least).isGreaterThan(80);
        assertThat(seen[1]).isEqualTo(3 * begun[1]);
        assertThat(seen[2]).isEqualTo(4 * begun[2]);
        assertThat(seen[0]).isBetween(9 * (begun[0] - 2), 9 * begun[0]);
    }

    @Test
    void ordersDifferFromTimeToTime() {
        MemoryTraining training = new MemoryTraining(2, 1, 0, true, 1);
        List<LatentEpisode> episodes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            episodes.add(counting(100 * i, 1, true));
        }
        SequenceStreams streams = new SequenceStreams(CONFIG, training, Seed.root(5));
        SequenceBatch batch = new SequenceBatch(CONFIG, training);
        List<List<Integer>> rounds = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                streams.fill(batch, episodes);
                streams.advance();
                order.add((int) batch.means[0] / 100);
                order.add((int) batch.means[2] / 100);
            }
            assertThat(order).doesNotHaveDuplicates();
            rounds.add(order);
        }
        assertThat(rounds).doesNotHaveDuplicates();
    }

    @Test
    void goesOnFromItsProgress() {
        MemoryTraining training = new MemoryTraining(2, 4, 0, true, 1);
        List<LatentEpisode> episodes = List.of(counting(100, 9, true), counting(200, 3, false), counting(300, 6, true));
        SequenceStreams streams = new SequenceStreams(CONFIG, training, Seed.root(5));
        SequenceBatch batch = new SequenceBatch(CONFIG, training);
        for (int number = 0; number < 7; number++) {
            streams.fill(batch, episodes);
            streams.h()[1] = number;
            streams.advance();
        }
        SequenceStreams other = new SequenceStreams(CONFIG, training, Seed.root(5));
        other.restore(streams.progress());
        SequenceBatch others = new SequenceBatch(CONFIG, training);
        for (int number = 0; number < 20; number++) {
            streams.fill(batch, episodes);
            other.fill(others, episodes);
            assertThat(others.means).isEqualTo(batch.means);
            assertThat(others.mask).isEqualTo(batch.mask);
            assertThat(other.h()).isEqualTo(streams.h());
            streams.advance();
            other.advance();
        }
        SequenceStreams wider = new SequenceStreams(CONFIG, new MemoryTraining(3, 4, 0, true, 1), Seed.root(5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wider.restore(streams.progress()))
                .withMessageContaining("expected batch=3, hidden=2, actual batch=2, h=4");
    }
}

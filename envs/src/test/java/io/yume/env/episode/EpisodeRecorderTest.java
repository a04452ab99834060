package io.yume.env.episode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.yume.env.Box;
import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EpisodeRecorderTest {

    @Test
    void recordsTheFrameBeforeEachActionAndTheFinalOne() {
        EpisodeRecorder recorder = new EpisodeRecorder();
        recorder.record(new Counter(600), 0, 3, (step, into) -> into[0] = step);
        Episode episode = recorder.record(new Counter(300), 1, 7, (step, into) -> into[0] = step);
        assertThat(episode.steps()).isEqualTo(300);
        assertThat(episode.frameCount()).isEqualTo(301);
        byte[] frame = new byte[4];
        for (int t = 0; t <= 300; t++) {
            episode.frame(t, frame, 0);
            assertThat(frame).containsOnly((byte) (7 + t));
        }
        assertThat(episode.actions()[299]).isEqualTo(299);
        assertThat(episode.rewards()[299]).isEqualTo(600);
        assertThat(episode.totalReward()).isEqualTo(300 * 301);
        assertThat(episode.terminated()).isFalse();
        assertThat(episode.truncated()).isTrue();
    }

    @Test
    void rejectsArraysThatDoNotFitTheSteps() {
        Pixels space = new Pixels(2, 2, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Episode(0, 0, space, new byte[8], new float[2], 1, new float[2], true, false))
                .withMessage("frames must be one more than the steps: expected=[3, 2, 2, 1], actual=[8]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Episode(0, 0, space, new byte[12], new float[3], 1, new float[2], true, false))
                .withMessage("actions shape must match the steps: expected=[2, 1], actual=[3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Episode(0, 0, space, new byte[12], new float[2], 1, new float[2], false, false))
                .withMessageContaining("must be terminated or truncated");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Episode(0, 0, space, new byte[4], new float[0], 1, new float[0], true, false))
                .withMessageContaining("at least one step");
    }

    /** Shows seed plus time as brightness, pays twice the time. */
    private static final class Counter implements Environment {

        private final int length;
        private int time;
        private long seed;

        Counter(int length) {
            this.length = length;
        }

        @Override
        public String id() {
            return "counter";
        }

        @Override
        public Space observationSpace() {
            return new Pixels(2, 2, 1);
        }

        @Override
        public Space actionSpace() {
            return Box.of(0, 1000, 1);
        }

        @Override
        public int maxSteps() {
            return length;
        }

        @Override
        public void reset(long newSeed) {
            seed = newSeed;
            time = 0;
        }

        @Override
        public TimeStep step(float[] action) {
            assertThat(action[0]).isEqualTo(time);
            time++;
            return new TimeStep(2 * time, false, time == length);
        }

        @Override
        public void observe(byte[] into) {
            Arrays.fill(into, (byte) (seed + time));
        }
    }
}

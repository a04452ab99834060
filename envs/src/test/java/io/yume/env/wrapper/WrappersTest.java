package io.yume.env.wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrappersTest {

    /** Shows given frames one after another and remembers the latest action; ends with the last frame. */
    private static final class Film implements Environment {

        private final Pixels space;
        private final Space actions;
        private final byte[][] frames;
        private int at;
        private float[] action;

        Film(Pixels space, Space actions, byte[]... frames) {
            this.space = space;
            this.actions = actions;
            this.frames = frames;
        }

        @Override
        public String id() {
            return "film";
        }

        @Override
        public Space observationSpace() {
            return space;
        }

        @Override
        public Space actionSpace() {
            return actions;
        }

        @Override
        public int maxSteps() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void reset(long seed) {
            at = 0;
        }

        @Override
        public TimeStep step(float[] given) {
            action = given.clone();
            at = Math.min(at + 1, frames.length - 1);
            return new TimeStep(1, at == frames.length - 1, false);
        }

        @Override
        public void observe(byte[] into) {
            System.arraycopy(frames[at], 0, into, 0, into.length);
        }
    }

    private static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) ((i * 2654435761L) >>> 13);
        }
        return bytes;
    }

    private static byte[] observe(Environment environment) {
        byte[] seen = new byte[environment.observationSpace().size()];
        environment.observe(seen);
        return seen;
    }

    /** Check sums of what Pillow 13.0 makes of the same patterns with {@code resize(..., BILINEAR)}. */
    @ParameterizedTest
    @CsvSource({
        "84, 96, 64, 64, 2865009990",
        "200, 320, 64, 64, 231105630",
        "400, 640, 64, 64, 3488510802",
        "5, 7, 9, 3, 5298019"
    })
    void bilinearIsPillowsToTheBit(int height, int width, int newHeight, int newWidth, long checksum) {
        byte[] into = new byte[newHeight * newWidth * 3];
        new Resize(height, width, 3, newHeight, newWidth, Resampling.BILINEAR).apply(pattern(height * width * 3), into);
        CRC32 crc = new CRC32();
        crc.update(into);
        assertThat(crc.getValue()).isEqualTo(checksum);
    }

    @Test
    void areaIsTheMeanOfWhatIsCovered() {
        int height = 7;
        int width = 5;
        byte[] from = pattern(height * width);
        byte[] into = new byte[3 * 4];
        new Resize(height, width, 1, 3, 4, Resampling.AREA).apply(from, into);
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                // By a fine grid: 3 and 4 pixels of 7 and 5 have borders at multiples of 1/3 and 1/4.
                double sum = 0;
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        sum += (from[(y * height + i) / 3 * width + (x * width + j) / 4] & 0xff);
                    }
                }
                assertThat(into[y * 4 + x] & 0xff).isCloseTo((int) Math.round(sum / height / width), within(1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"AREA", "BILINEAR"})
    void oneColourStaysThatColour(Resampling resampling) {
        byte[] from = new byte[96 * 96 * 3];
        Arrays.fill(from, (byte) 255);
        byte[] into = new byte[64 * 64 * 3];
        new Resize(96, 96, 3, 64, 64, resampling).apply(from, into);
        assertThat(into).containsOnly(255);
    }

    @Test
    void carRacingLosesItsIndicators() {
        byte[] frame = new byte[96 * 96 * 3];
        Arrays.fill(frame, 0, 84 * 96 * 3, (byte) 10);
        Arrays.fill(frame, 84 * 96 * 3, frame.length, (byte) 200);
        Environment film = new Film(new Pixels(96, 96, 3), Box.of(-1, 1, 3), frame, frame);
        try (Environment plain = CroppedFrames.carRacing(film, false);
                Environment inverted = CroppedFrames.carRacing(film, true)) {
            plain.reset(0);
            assertThat(plain.observationSpace()).isEqualTo(new Pixels(64, 64, 3));
            assertThat(observe(plain)).containsOnly(10);
            assertThat(observe(inverted)).containsOnly(245);
            assertThatIllegalArgumentException().isThrownBy(() -> plain.observe(new byte[5]));
        }
    }

    @Test
    void drivesAsThePaperDoes() {
        Film film = new Film(
                new Pixels(1, 1, 1), new Box(new float[] {-1, 0, 0}, new float[] {1, 1, 1}), new byte[1], new byte[1]);
        try (Environment driven = CarRacingActions.of(film);
                Environment squashed = CarRacingActions.squashing(film)) {
            assertThat(driven.actionSpace()).isEqualTo(Box.of(-1, 1, 3));
            driven.step(new float[] {-0.5f, -1, -0.25f});
            assertThat(film.action).containsExactly(-0.5f, 0, 0);
            driven.step(new float[] {2, 0.5f, 0.25f});
            assertThat(film.action).containsExactly(1, 0.75f, 0.25f);
            squashed.step(new float[] {0.5f, 0, 3});
            assertThat(film.action).containsExactly((float) Math.tanh(0.5), 0.5f, (float) Math.tanh(3));
            assertThatIllegalArgumentException().isThrownBy(() -> driven.step(new float[] {0, 0, Float.NaN}));
            assertThatIllegalArgumentException().isThrownBy(() -> driven.step(new float[2]));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CarRacingActions.of(Environments.make("CartPole-v1")))
                .withMessageContaining("steering, gas and brake");
    }

    @Test
    void doomHasLeftStayRightAndNoBlackEnd() {
        byte[] black = new byte[240 * 320 * 3];
        byte[] grey = black.clone();
        Arrays.fill(grey, (byte) 100);
        Film film = new Film(new Pixels(240, 320, 3), new Discrete(3), black, grey, black, grey, black);
        try (Environment doom = Preprocessing.doomTakeCover(film, false)) {
            assertThat(doom.maxSteps()).isEqualTo(2100);
            doom.reset(0);
            assertThat(observe(doom)).as("a black frame in mid-episode is one").containsOnly(0);
            int[] sent = {2, 0, 1};
            for (int action = 0; action < 3; action++) {
                doom.step(new float[] {action});
                assertThat(film.action).containsExactly(sent[action]);
                assertThat(observe(doom)).containsOnly(action == 1 ? 0 : 100);
            }
            assertThat(doom.step(new float[] {1}).terminated()).isTrue();
            assertThat(observe(doom)).as("the frame before the black end").containsOnly(100);
            assertThatIllegalArgumentException().isThrownBy(() -> doom.step(new float[] {3}));
        }
        LastFrameKept kept = new LastFrameKept(film);
        kept.reset(0);
        for (int i = 0; i < 4; i++) {
            assertThat(kept.blank()).isFalse();
            kept.step(new float[] {0});
        }
        assertThat(kept.blank()).isTrue();
        kept.reset(1);
        assertThat(kept.blank()).isFalse();
        kept.close();
    }

    @Test
    void aStepLimitTruncates() {
        try (Environment limited = new StepLimit(Environments.make("Pendulum-v1"), 3)) {
            assertThat(limited.maxSteps()).isEqualTo(3);
            for (int episode = 0; episode < 2; episode++) {
                limited.reset(episode);
                assertThat(limited.step(new float[] {0}).last()).isFalse();
                assertThat(limited.step(new float[] {0}).last()).isFalse();
                assertThat(limited.step(new float[] {0}).truncated()).isTrue();
                assertThatIllegalStateException().isThrownBy(() -> limited.step(new float[] {0}));
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepLimit(Environments.make("Pendulum-v1"), 201))
                .withMessage("limit must be in 1..200 for Pendulum-v1: limit=201");
    }
}

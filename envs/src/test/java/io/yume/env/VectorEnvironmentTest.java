package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.yume.env.classic.CartPole;
import io.yume.env.classic.Pendulum;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorEnvironmentTest {

    private static final float[] TWO = {0, 0};

    /** Rows with seeds 0 and 1: their first episodes end at steps 2 and 3. */
    private static VectorEnvironment countdown(Autoreset autoreset) {
        VectorEnvironment vector =
                VectorEnvironment.of(List.of(new CountdownWorld(false), new CountdownWorld(false)), autoreset);
        vector.reset(new long[] {0, 1});
        return vector;
    }

    private static byte[] observe(VectorEnvironment vector) {
        byte[] pixels = new byte[4];
        vector.observe(pixels);
        return pixels;
    }

    private static byte low(long seed) {
        return (byte) VectorEnvironment.episodeSeed(seed, 1);
    }

    @Test
    void nextStepResetsInTheStepAfterTheLast() {
        try (VectorEnvironment vector = countdown(Autoreset.NEXT_STEP)) {
            assertThat(observe(vector)).containsExactly(0, 0, 0, 1);
            vector.step(TWO);
            VectorStep last = vector.step(TWO);
            assertThat(last.rewards()).containsExactly(2, 12);
            assertThat(last.terminated()).containsExactly(true, false);
            assertThat(last.started()).containsExactly(false, false);
            assertThat(last.last(0)).isTrue();
            assertThat(last.last(1)).isFalse();
            assertThat(observe(vector)).as("the last observation").containsExactly(2, 0, 2, 1);
            VectorStep next = vector.step(new float[] {Float.NaN, 0});
            assertThat(next.rewards()).containsExactly(0, 13);
            assertThat(next.terminated()).containsExactly(false, true);
            assertThat(next.truncated()).containsExactly(false, false);
            assertThat(next.started()).containsExactly(true, false);
            assertThat(observe(vector)).containsExactly(0, low(0), 3, 1);
            assertThat(vector.step(TWO).started()).containsExactly(false, true);
            assertThat(observe(vector)).containsExactly(1, low(0), 0, low(1));
            assertThatIllegalStateException().isThrownBy(() -> vector.finalObservation(1, new byte[2]));
        }
    }

    @Test
    void sameStepResetsAtOnceAndKeepsTheLastObservation() {
        try (VectorEnvironment vector = countdown(Autoreset.SAME_STEP)) {
            vector.step(TWO);
            byte[] last = new byte[2];
            assertThatIllegalStateException().isThrownBy(() -> vector.finalObservation(0, last));
            VectorStep step = vector.step(TWO);
            assertThat(step.rewards()).containsExactly(2, 12);
            assertThat(step.terminated()).containsExactly(true, false);
            assertThat(step.started()).containsExactly(true, false);
            assertThat(observe(vector)).containsExactly(0, low(0), 2, 1);
            vector.finalObservation(0, last);
            assertThat(last).containsExactly(2, 0);
            assertThatIllegalStateException().isThrownBy(() -> vector.finalObservation(1, last));
            assertThatIllegalArgumentException().isThrownBy(() -> vector.finalObservation(0, new byte[3]));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> vector.finalObservation(0, new float[2]));
            vector.step(TWO);
            assertThat(observe(vector)).containsExactly(1, low(0), 0, low(1));
            assertThatIllegalStateException().isThrownBy(() -> vector.finalObservation(0, last));
        }
    }

    @Test
    void disabledLeavesEndedRowsToTheCaller() {
        try (VectorEnvironment vector = countdown(Autoreset.DISABLED)) {
            vector.step(TWO);
            vector.step(TWO);
            assertThatIllegalStateException()
                    .isThrownBy(() -> vector.step(TWO))
                    .withMessage("row 0: ended rows must be reset before a step");
            assertThat(observe(vector)).as("no row moved").containsExactly(2, 0, 2, 1);
            vector.reset(new boolean[] {true, false}, new long[] {2, -1});
            assertThat(observe(vector)).containsExactly(0, 2, 2, 1);
            VectorStep step = vector.step(TWO);
            assertThat(step.rewards()).containsExactly(21, 13);
            assertThat(step.terminated()).containsExactly(false, true);
        }
    }

    @ParameterizedTest
    @EnumSource(Autoreset.class)
    void aRowPlaysAsItsEnvironmentAlone(Autoreset autoreset) {
        Random random = new Random(1);
        try (VectorEnvironment vector =
                        VectorEnvironment.of(List.of(CartPole.v1(), CartPole.v1(), CartPole.v1()), autoreset);
                Environment alone = CartPole.v1()) {
            vector.reset(new long[] {5, 6, 7});
            alone.reset(6);
            float[] expected = new float[4];
            float[] actual = new float[12];
            boolean over = false;
            for (int step = 0; step < 8; step++) {
                float[] actions = {random.nextInt(2), random.nextInt(2), random.nextInt(2)};
                VectorStep result = vector.step(actions);
                TimeStep one = alone.step(new float[] {actions[1]});
                over |= one.last();
                assertThat(result.rewards()[1]).isEqualTo(one.reward());
                vector.observe(actual);
                alone.observe(expected);
                assertThat(new float[] {actual[4], actual[5], actual[6], actual[7]})
                        .isEqualTo(expected);
            }
            assertThat(over).isFalse();
        }
    }

    @Test
    void aTruncationIsReportedAndKeptApart() {
        try (VectorEnvironment vector = VectorEnvironment.of(List.of(new Pendulum()), Autoreset.SAME_STEP)) {
            vector.reset(new long[] {3});
            for (int step = 1; step < 200; step++) {
                assertThat(vector.step(new float[] {0.5f}).last(0)).isFalse();
            }
            float[] before = new float[3];
            vector.observe(before);
            VectorStep last = vector.step(new float[] {0.5f});
            assertThat(last.truncated()).containsExactly(true);
            assertThat(last.terminated()).containsExactly(false);
            float[] end = new float[3];
            vector.finalObservation(0, end);
            float[] start = new float[3];
            vector.observe(start);
            assertThat(end).isNotEqualTo(before).isNotEqualTo(start);
            try (Environment fresh = new Pendulum()) {
                fresh.reset(VectorEnvironment.episodeSeed(3, 1));
                float[] expected = new float[3];
                fresh.observe(expected);
                assertThat(start).isEqualTo(expected);
            }
        }
    }

    @Test
    void episodeSeedsStartWithTheSeedAndDoNotRepeat() {
        assertThat(VectorEnvironment.episodeSeed(17, 0)).isEqualTo(17);
        assertThat(LongStream.range(0, 100).flatMap(seed -> LongStream.range(1, 100)
                        .map(episode -> VectorEnvironment.episodeSeed(seed, episode))))
                .doesNotHaveDuplicates()
                .allMatch(seed -> seed >= 0);
    }

    @Test
    void aBadActionMovesNoRow() {
        try (VectorEnvironment vector = countdown(Autoreset.SAME_STEP)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> vector.step(new float[] {0, 2}))
                    .withMessage("row 1: action must be a whole number in 0..1: action=2.0");
            assertThatIllegalArgumentException().isThrownBy(() -> vector.step(new float[3]));
            assertThat(observe(vector)).containsExactly(0, 0, 0, 1);
        }
    }

    @Test
    void badSeedsMasksAndBuffersChangeNothing() {
        try (VectorEnvironment vector = countdown(Autoreset.SAME_STEP)) {
            vector.step(TWO);
            assertThatIllegalArgumentException().isThrownBy(() -> vector.reset(new long[] {1}));
            assertThatIllegalArgumentException().isThrownBy(() -> vector.reset(new long[] {1, -1}));
            assertThatIllegalArgumentException().isThrownBy(() -> vector.reset(new boolean[1], new long[2]));
            assertThatIllegalArgumentException().isThrownBy(() -> vector.observe(new byte[3]));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> vector.observe(new float[4]));
            assertThat(observe(vector)).containsExactly(1, 0, 1, 1);
        }
    }

    @Test
    void aFailedStepAsksForAReset() {
        CountdownWorld good = new CountdownWorld(false);
        CountdownWorld bad = new CountdownWorld(true);
        VectorEnvironment vector = VectorEnvironment.of(List.of(bad, good), Autoreset.SAME_STEP);
        vector.reset(new long[] {0, 0});
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> vector.step(TWO));
        assertThatIllegalStateException().isThrownBy(() -> vector.step(TWO));
        assertThatIllegalStateException().isThrownBy(() -> observe(vector));
        vector.reset(new long[] {0, 0});
        assertThat(observe(vector)).containsExactly(0, 0, 0, 0);
        assertThatIllegalStateException().isThrownBy(vector::close).withMessage("close failed");
        vector.close();
        assertThat(good.closed).as("closed once, though the row before failed").isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(() -> vector.reset(new long[] {0, 0}));
    }

    @Test
    void stepsBeforeTheFirstResetThrow() {
        try (VectorEnvironment vector = VectorEnvironment.of(List.of(new Pendulum()), Autoreset.NEXT_STEP)) {
            assertThatIllegalStateException().isThrownBy(() -> vector.step(new float[1]));
            assertThatIllegalStateException().isThrownBy(() -> vector.observe(new float[3]));
            assertThatIllegalStateException().isThrownBy(() -> vector.reset(new boolean[] {true}, new long[1]));
        }
    }

    @Test
    void rejectsRowsThatDoNotFitTogether() {
        try (Environment pendulum = new Pendulum();
                Environment cartPole = CartPole.v0()) {
            assertThatIllegalArgumentException().isThrownBy(() -> VectorEnvironment.of(List.of(), Autoreset.DISABLED));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> VectorEnvironment.of(List.of(pendulum, cartPole), Autoreset.DISABLED))
                    .withMessage("observation spaces must be equal: row=1, expected=Box(3), actual=Box(4)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> VectorEnvironment.of(List.of(pendulum, pendulum), Autoreset.DISABLED))
                    .withMessage("rows must not share an environment: row=1");
        }
    }
}

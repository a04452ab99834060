package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final long FAR = 1_000_000_000_000L;

    @Test
    void aConstantRateIsTheSameForAllSteps() {
        assertThat(Schedule.constant(0.3).at(1)).isEqualTo(0.3);
        assertThat(Schedule.constant(0.3).at(FAR)).isEqualTo(0.3);
    }

    @Test
    void anExponentialFallsFromTheFirstStepToItsFloor() {
        Schedule schedule = Schedule.exponential(0.8, 0.5, 0.07);
        assertThat(schedule.at(1)).isEqualTo(0.8);
        assertThat(schedule.at(2)).isEqualTo(0.4);
        assertThat(schedule.at(4)).isEqualTo(0.1);
        assertThat(schedule.at(5)).isEqualTo(0.07);
        assertThat(schedule.at(FAR)).isEqualTo(0.07);
        assertThat(Schedule.exponential(0.8, 1, 0).at(FAR)).isEqualTo(0.8);
    }

    @Test
    void aCosineIsHalfWayInTheMiddleAndStaysAtItsFloor() {
        Schedule schedule = Schedule.cosine(0.9, 0.1, 100);
        assertThat(schedule.at(1)).isEqualTo(0.9);
        assertThat(schedule.at(51)).isCloseTo(0.5, within(1e-15));
        assertThat(schedule.at(26)).isCloseTo(0.5 + 0.4 * Math.sqrt(0.5), within(1e-15));
        assertThat(schedule.at(100)).isGreaterThan(0.1).isCloseTo(0.1, within(2e-4));
        assertThat(schedule.at(101)).isEqualTo(0.1);
        assertThat(schedule.at(FAR)).isEqualTo(0.1);
    }

    @Test
    void piecesBeginAtTheirSteps() {
        Schedule schedule = Schedule.piecewise(0.1).then(11, 0.01).then(12, 0.5);
        assertThat(schedule.at(1)).isEqualTo(0.1);
        assertThat(schedule.at(10)).isEqualTo(0.1);
        assertThat(schedule.at(11)).isEqualTo(0.01);
        assertThat(schedule.at(12)).isEqualTo(0.5);
        assertThat(schedule.at(FAR)).isEqualTo(0.5);
    }

    @Test
    void aWarmUpRisesInEqualStepsToTheFirstRateOfWhatFollows() {
        Schedule after = Schedule.cosine(0.5, 0, 10);
        Schedule schedule = after.warmedUp(4);
        for (int step = 1; step <= 4; step++) {
            assertThat(schedule.at(step)).isCloseTo(0.1 * step, within(1e-15));
        }
        assertThat(schedule.at(5)).isEqualTo(0.5);
        assertThat(schedule.at(9)).isEqualTo(after.at(5));
        assertThat(schedule.at(15)).isZero();
    }

    @Test
    void decayingAnOptimizerKeepsItsFirstRate() {
        Optimizer optimizer = Sgd.of(0.3).decaying(0.9, 0.1);
        assertThat(optimizer.rate()).isEqualTo(new Schedule.Exponential(0.3, 0.9, 0.1));
        assertThat(Adam.of(0.3).clipped(1).decaying(0.9, 0.1).clipping()).isEqualTo(new Clipping.ByValue(1));
        assertThat(AdamW.of(0.3, 0.1).decaying(0.9, 0).rate()).isEqualTo(new Schedule.Exponential(0.3, 0.9, 0));
    }

    @Test
    void rejectsValuesOutsideTheirRange() {
        expectRejected(() -> Schedule.constant(-1), "rate must be finite and > 0: rate=-1.0");
        expectRejected(() -> Schedule.constant(Double.POSITIVE_INFINITY), "rate must be finite and > 0: rate=Infinity");
        expectRejected(() -> Schedule.exponential(1, 1.1, 0), "decay must be in (0, 1]: decay=1.1");
        expectRejected(() -> Schedule.exponential(1, 0, 0), "decay must be in (0, 1]: decay=0.0");
        expectRejected(() -> Schedule.exponential(1, 1, -1), "floor must be in [0, rate]: floor=-1.0");
        expectRejected(() -> Schedule.exponential(0.03, 0.99, 4), "floor must be in [0, rate]: floor=4.0");
        expectRejected(() -> Schedule.cosine(1, 2, 5), "floor must be in [0, rate=1.0]: floor=2.0");
        expectRejected(() -> Schedule.cosine(1, 0, 0), "steps must be > 0: steps=0");
        expectRejected(() -> Schedule.constant(1).warmedUp(-3), "steps must be > 0: steps=-3");
        expectRejected(() -> Schedule.piecewise(1).then(1, 2), "a change of the rate must be at a step > 1: step=1");
        expectRejected(
                () -> Schedule.piecewise(1).then(5, 2).then(5, 1),
                "changes of the rate must be in the order of their steps: before=5, step=5");
        expectRejected(() -> Schedule.piecewise(1).then(5, 0), "rate must be finite and > 0: rate=0.0");
    }

    private static void expectRejected(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}

package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

    @Test
    void drawsThePublishedSequence() {
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(new long[] {random.nextLong(), random.nextLong(), random.nextLong()})
                .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
    }

    @Test
    void drawsWhatTheJdkDraws() {
        SplitMix64 random = new SplitMix64(-42);
        SplittableRandom jdk = new SplittableRandom(-42);
        for (int i = 0; i < 1000; i++) {
            assertThat(random.nextLong()).isEqualTo(jdk.nextLong());
        }
    }

    @Test
    void goesOnFromASavedState() {
        SplitMix64 random = new SplitMix64(7);
        random.nextLong();
        long state = random.state();
        long next = random.nextLong();
        random.setState(state);
        assertThat(random.nextLong()).isEqualTo(next);
    }

    @Test
    void boundedNumbersAreUniformAndWithinTheirBounds() {
        SplitMix64 random = new SplitMix64(3);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.between(-3, 3) + 3]++;
        }
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - 10_000.0) * (count - 10_000.0) / 10_000;
        }
        // The 99.9 % point with 6 degrees of freedom.
        assertThat(chiSquare).isLessThan(22.5);
    }

    @Test
    void unitNumbersHaveTheMomentsOfTheUniformLaw() {
        SplitMix64 random = new SplitMix64(9);
        double sum = 0;
        double squares = 0;
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            double unit = random.unit();
            assertThat(unit >= 0 && unit < 1).isTrue();
            sum += unit;
            squares += unit * unit;
        }
        assertThat(Math.abs(sum / draws - 0.5)).isLessThan(0.004);
        assertThat(Math.abs(squares / draws - 1.0 / 3)).isLessThan(0.004);
    }

    @Test
    void rejectsABoundBelowOne() {
        assertThatThrownBy(() -> new SplitMix64(0).below(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bound must be >= 1: bound=0");
    }
}

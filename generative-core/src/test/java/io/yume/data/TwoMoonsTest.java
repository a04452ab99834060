package io.yume.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Seed;
import org.junit.jupiter.api.Test;

final class TwoMoonsTest {

    /** The density by quadrature over both half circles. */
    private static double density(float x, float y) {
        int steps = 1000;
        double variance = 0.2 * 0.2;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double angle = Math.PI * (i + 0.5) / steps;
            double upper = Math.pow(x - 2 * Math.cos(angle) + 1, 2) + Math.pow(y - 2 * Math.sin(angle) + 0.2, 2);
            double lower = Math.pow(x + 2 * Math.cos(angle) - 1, 2) + Math.pow(y + 2 * Math.sin(angle) - 0.8, 2);
            sum += Math.exp(-upper / (2 * variance)) + Math.exp(-lower / (2 * variance));
        }
        return sum / (2 * steps) / (2 * Math.PI * variance);
    }

    @Test
    void pointsHaveTheEntropyOfTwoMoons() {
        int count = 5000;
        TwoMoons moons = TwoMoons.of(count);
        float[] point = new float[2];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            moons.read("x", i, Seed.root(5).split("point", i), point, 0);
            sum -= Math.log(density(point[0], point[1]));
        }
        // The deviation of a logarithm is about 0.8.
        assertThat(sum / count).isCloseTo(TwoMoons.ENTROPY, within(0.04));
    }

    @Test
    void refusesWhatItDoesNotHave() {
        TwoMoons moons = TwoMoons.of(3);
        assertThatThrownBy(() -> TwoMoons.of(0)).hasMessageContaining("a data set must have an example: examples=0");
        assertThatThrownBy(() -> moons.read("y", 0, Seed.root(1), new float[2], 0))
                .hasMessageContaining("unknown variable: variable=y");
        assertThatThrownBy(() -> moons.read("x", 3, Seed.root(1), new float[2], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}

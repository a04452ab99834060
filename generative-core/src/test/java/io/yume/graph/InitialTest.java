package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** How tensors start: moments, orthogonality, and that a name decides. */
final class InitialTest {

    private static final int ROWS = 300;
    private static final int COLUMNS = 200;

    private static float[] start(Initial initial, int... dims) {
        try (Parameters parameters = new Parameters(Map.of("w", new Spec(Shape.of(dims), initial)), Seed.root(4))) {
            return parameters.get("w");
        }
    }

    private static void assertMoments(Initial initial, double deviation, double kurtosis) {
        float[] values = start(initial, ROWS, COLUMNS);
        double mean = 0;
        double second = 0;
        double fourth = 0;
        for (float value : values) {
            mean += value / values.length;
            second += (double) value * value / values.length;
            fourth += Math.pow(value, 4) / values.length;
        }
        double error = 5 / Math.sqrt(values.length);
        assertThat(mean).isCloseTo(0, Offset.offset(error * deviation));
        assertThat(Math.sqrt(second)).isCloseTo(deviation, Offset.offset(error * deviation));
        assertThat(fourth / second / second).isCloseTo(kurtosis, Offset.offset(10 * error));
    }

    @Test
    void uniformStartsHaveTheirPublishedVariances() {
        assertMoments(new Initial.Uniform(0.7), 0.7 / Math.sqrt(3), 1.8);
        assertMoments(Initial.glorot(ROWS, COLUMNS), Math.sqrt(2.0 / (ROWS + COLUMNS)), 1.8);
        assertMoments(Initial.he(ROWS), Math.sqrt(2.0 / ROWS), 1.8);
    }

    @Test
    void normalStartsHaveTheMomentsOfANormal() {
        assertMoments(new Initial.Normal(0.3), 0.3, 3);
    }

    @Test
    void constantsAndZerosFill() {
        assertThat(start(new Initial.Constant(2.5), 3)).containsExactly(2.5f, 2.5f, 2.5f);
        assertThat(start(Initial.zeros(), 3)).containsOnly(0);
    }

    @Test
    void givenNumbersFill() {
        assertThat(start(Initial.values(1, -2, 3, 4), 2, 2)).containsExactly(1, -2, 3, 4);
        assertThatThrownBy(() -> start(Initial.values(1, 2), 3))
                .hasMessage("given numbers must fill their tensor: shape=[3], numbers=2");
        assertThat(Initial.values(1, 2)).isEqualTo(Initial.values(1, 2)).isNotEqualTo(Initial.values(1, 3));
    }

    @Test
    void orthogonalStartsAreOrthonormalOnTheShorterSide() {
        assertOrthonormal(start(Initial.orthogonal(), 40, 25), 40, 25, 0, 25, 1);
        assertOrthonormal(start(Initial.orthogonal(), 12, 3, 7), 12, 21, 0, 21, 1);
        float[] gates = start(new Initial.Orthogonal(1.5, 4), 16, 64);
        for (int gate = 0; gate < 4; gate++) {
            assertOrthonormal(gates, 16, 64, 16 * gate, 16, 1.5);
        }
        assertThat(gates[0]).isNotEqualTo(gates[16]);
    }

    private static void assertOrthonormal(float[] w, int rows, int stride, int first, int columns, double gain) {
        boolean wide = rows < columns;
        int vectors = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        for (int a = 0; a < vectors; a++) {
            for (int b = 0; b <= a; b++) {
                double dot = 0;
                for (int k = 0; k < length; k++) {
                    dot += wide
                            ? w[a * stride + first + k] * (double) w[b * stride + first + k]
                            : w[k * stride + first + a] * (double) w[k * stride + first + b];
                }
                assertThat(dot).isCloseTo(a == b ? gain * gain : 0, Offset.offset(1e-6));
            }
        }
    }

    @Test
    void rejectsAnOrthogonalStartWithoutAMatrix() {
        assertThatThrownBy(() -> start(Initial.orthogonal(), 5)).hasMessageContaining("shape=[5], blocks=1");
        assertThatThrownBy(() -> start(new Initial.Orthogonal(1, 3), 5, 4))
                .hasMessageContaining("shape=[5, 4], blocks=3");
    }

    @Test
    void aTensorsStartDependsOnItsNameAndSeedAlone() {
        Spec spec = new Spec(Shape.of(4, 4), new Initial.Normal(1));
        try (Parameters one = new Parameters(Map.of("w", spec), Seed.root(1));
                Parameters two = new Parameters(Map.of("v", spec, "w", spec), Seed.root(1));
                Parameters other = new Parameters(Map.of("w", spec), Seed.root(2))) {
            assertThat(two.get("w")).isEqualTo(one.get("w")).isNotEqualTo(two.get("v"));
            assertThat(other.get("w")).isNotEqualTo(one.get("w"));
        }
    }
}

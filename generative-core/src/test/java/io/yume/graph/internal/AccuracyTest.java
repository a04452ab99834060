package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the double functions of the JDK, over floats of all sizes. */
class AccuracyTest {

    private static final int STRIDE = 20_011;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private interface Operation {
        void run(BlockMath math, float[] a, float[] out, int n);
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                function("exp", BlockMath::exp, Math::exp, -INFINITY, INFINITY, 1.1),
                function("log", BlockMath::log, Math::log, -INFINITY, INFINITY, 1),
                function("log1p", BlockMath::log1p, Math::log1p, -INFINITY, INFINITY, 2.5),
                function("sigmoid", BlockMath::sigmoid, AccuracyTest::sigmoid, -88.7f, INFINITY, 2.5),
                function("tanh", BlockMath::tanh, Math::tanh, -INFINITY, INFINITY, 2.5),
                function("softplus", BlockMath::softplus, AccuracyTest::softplus, -87.3f, INFINITY, 2.7),
                function("sin", BlockMath::sin, Math::sin, -1e4f, 1e4f, 2),
                function("cos", BlockMath::cos, Math::cos, -1e4f, 1e4f, 2));
    }

    private static Arguments function(
            String name, Operation operation, DoubleUnaryOperator exact, float from, float to, double bound) {
        return Arguments.of(name, operation, exact, from, to, bound);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void errorIsWithinTheStatedUnits(
            String name, Operation operation, DoubleUnaryOperator exact, float from, float to, double bound) {
        float[] in = new float[1];
        float[] out = new float[1];
        double worst = 0;
        float place = 0;
        for (long bits = 0; bits <= 0x7F800000L; bits += STRIDE) {
            for (int sign : new int[] {1, -1}) {
                float x = sign * Float.intBitsToFloat((int) bits);
                if (x >= from && x <= to) {
                    in[0] = x;
                    operation.run(BlockMath.scalar(), in, out, 1);
                    double error = units(out[0], exact.applyAsDouble(x));
                    if (error > worst) {
                        worst = error;
                        place = x;
                    }
                }
            }
        }
        assertThat(worst).as("%s at %s", name, place).isLessThan(bound);
    }

    @Test
    void limitsAreExact() {
        assertThat(ScalarFunctions.exp(0f)).isEqualTo(1f);
        assertThat(ScalarFunctions.exp(INFINITY)).isEqualTo(INFINITY);
        assertThat(ScalarFunctions.exp(-INFINITY)).isEqualTo(0f);
        assertThat(ScalarFunctions.exp(89f)).isEqualTo(INFINITY);
        assertThat(ScalarFunctions.exp(-104f)).isEqualTo(0f);
        assertThat(ScalarFunctions.log(0f)).isEqualTo(-INFINITY);
        assertThat(ScalarFunctions.log(-0f)).isEqualTo(-INFINITY);
        assertThat(ScalarFunctions.log(INFINITY)).isEqualTo(INFINITY);
        assertThat(ScalarFunctions.log(1f)).isEqualTo(0f);
        assertThat(ScalarFunctions.log(-1f)).isNaN();
        assertThat(ScalarFunctions.log1p(-1f)).isEqualTo(-INFINITY);
        assertThat(ScalarFunctions.log1p(-2f)).isNaN();
        assertThat(ScalarFunctions.log1p(INFINITY)).isEqualTo(INFINITY);
        assertThat(ScalarFunctions.sigmoid(0f)).isEqualTo(0.5f);
        assertThat(ScalarFunctions.sigmoid(100f)).isEqualTo(1f);
        assertThat(ScalarFunctions.sigmoid(-100f)).isEqualTo(0f);
        assertThat(ScalarFunctions.sigmoid(-INFINITY)).isEqualTo(0f);
        assertThat(ScalarFunctions.tanh(20f)).isEqualTo(1f);
        assertThat(ScalarFunctions.tanh(-20f)).isEqualTo(-1f);
        assertThat(ScalarFunctions.tanh(-INFINITY)).isEqualTo(-1f);
        assertThat(ScalarFunctions.tanh(1e-30f)).isEqualTo(1e-30f);
        assertThat(ScalarFunctions.softplus(INFINITY)).isEqualTo(INFINITY);
        assertThat(ScalarFunctions.softplus(-INFINITY)).isEqualTo(0f);
        assertThat(ScalarFunctions.softplus(200f)).isEqualTo(200f);
        assertThat(ScalarFunctions.cos(0f)).isEqualTo(1f);
        assertThat(ScalarFunctions.sin(1e30f)).isBetween(-1f, 1f);
        assertThat(ScalarFunctions.sin(INFINITY)).isNaN();
        assertThat(ScalarFunctions.cos(INFINITY)).isNaN();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void notANumberStays(String name, Operation operation) {
        float[] a = {Float.NaN};

        operation.run(BlockMath.scalar(), a, a, 1);

        assertThat(a[0]).as(name).isNaN();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double units(float got, double exact) {
        float nearest = (float) exact;
        if (Float.isNaN(nearest) || Float.isInfinite(nearest)) {
            return Float.compare(got, nearest) == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return Math.abs(got - exact) / Math.ulp(nearest);
    }
}

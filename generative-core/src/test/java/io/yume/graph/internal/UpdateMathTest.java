package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of the optimizers: the formulas are held by the tests of the optimizers, here it is their bits. */
class UpdateMathTest {

    private static final int AT = 37;
    private static final int N = 200;

    private interface Call {
        void run(UpdateMath math, float[] p, float[] g, float[] s, float[] t, int n);
    }

    private record Kernel(String name, Call call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kernel> kernels() {
        return List.of(
                new Kernel(
                        "adam",
                        (math, p, g, s, t, n) -> math.adam(p, g, s, t, AT, n, 1e-3f, 0.9f, 0.999f, 1.25f, 1e-8f)),
                new Kernel("normalize", (math, p, g, s, t, n) -> math.normalize(g, s, AT, n, 0.9f, 1e-8f)),
                new Kernel(
                        "normalizeCentered",
                        (math, p, g, s, t, n) -> math.normalizeCentered(g, s, t, AT, n, 0.9f, 1e-4f)),
                new Kernel("momentum", (math, p, g, s, t, n) -> math.momentum(g, s, AT, n, 0.9f, false)),
                new Kernel("nesterov", (math, p, g, s, t, n) -> math.momentum(g, s, AT, n, 0.9f, true)),
                new Kernel("step", (math, p, g, s, t, n) -> math.step(p, g, n, 0.01f)),
                new Kernel("decay", (math, p, g, s, t, n) -> math.step(p, p, n, 0.01f)),
                new Kernel("addSquares", (math, p, g, s, t, n) -> math.addSquares(g, n, p)));
    }

    @Test
    void bestIsTheVectorFormWhereItsModuleIsPresent() {
        assertThat(UpdateMath.best()).isInstanceOf(VectorUpdateMath.class);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void vectorGivesTheBitsOfScalarForAnyFloatsAndLengths(Kernel kernel) {
        SplittableRandom random = new SplittableRandom(21);
        for (int round = 0; round < 600; round++) {
            float[][] scalar = new float[4][AT + N + 5];
            for (float[] array : scalar) {
                for (int i = 0; i < array.length; i++) {
                    array[i] = round % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian();
                }
            }
            float[][] vector = {scalar[0].clone(), scalar[1].clone(), scalar[2].clone(), scalar[3].clone()};
            float[][] before = {scalar[0].clone(), scalar[1].clone(), scalar[2].clone(), scalar[3].clone()};
            int n = round < 70 ? round : random.nextInt(N + 1);

            kernel.call().run(UpdateMath.scalar(), scalar[0], scalar[1], scalar[2], scalar[3], n);
            kernel.call().run(new VectorUpdateMath(), vector[0], vector[1], vector[2], vector[3], n);

            for (int i = 0; i < scalar.length; i++) {
                assertThat(bits(vector[i]))
                        .as("%s, array %d, n=%d", kernel, i, n)
                        .isEqualTo(bits(scalar[i]));
            }
            // What lies around the block is somebody else's.
            for (int i = 2; i < 4; i++) {
                for (int j = 0; j < scalar[i].length; j++) {
                    if (j < AT || j >= AT + n) {
                        assertThat(bits(scalar[i])[j]).isEqualTo(bits(before[i])[j]);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void averagesOfVanishedGradientsEndAtZeroAndAreNeverSubnormal(Kernel kernel) {
        boolean keepsState = !List.of("step", "decay", "addSquares").contains(kernel.name());
        for (UpdateMath math : List.of(UpdateMath.scalar(), new VectorUpdateMath())) {
            int n = 35;
            float[] p = new float[AT + n];
            float[] s = new float[AT + n];
            float[] t = new float[AT + n];
            Arrays.fill(s, AT, AT + n, 0.3f);
            Arrays.fill(t, AT, AT + n, kernel.name().equals("adam") ? 1e-36f : 0.3f);
            for (int step = 0; step < 1_200; step++) {
                kernel.call().run(math, p, new float[AT + n], s, t, n);
                for (int i = 0; i < AT + n; i++) {
                    assertThat(Math.abs(s[i]) == 0 || Math.abs(s[i]) >= Float.MIN_NORMAL)
                            .isTrue();
                    assertThat(Math.abs(t[i]) == 0 || Math.abs(t[i]) >= Float.MIN_NORMAL)
                            .isTrue();
                }
            }
            if (keepsState) {
                assertThat(s).containsOnly(0);
            }
        }
    }

    @Test
    void squaresGoToSixteenSums() {
        float[] g = new float[100];
        double[] expected = new double[16];
        for (int i = 0; i < g.length; i++) {
            g[i] = 0.1f * (i - 50);
            expected[i % 16] += (double) g[i] * g[i];
        }
        for (UpdateMath math : List.of(UpdateMath.scalar(), new VectorUpdateMath())) {
            float[] sums = new float[16];
            math.addSquares(g, g.length, sums);
            for (int i = 0; i < 16; i++) {
                assertThat((double) sums[i]).isCloseTo(expected[i], within(1e-5 * expected[i]));
            }
        }
    }

    private static int[] bits(float[] a) {
        int[] bits = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            bits[i] = Float.floatToIntBits(a[i]);
        }
        return bits;
    }
}

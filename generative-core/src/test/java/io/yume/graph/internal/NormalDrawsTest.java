package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NormalDrawsTest {

    private static final int N = 1_000_000;
    private static final long KEY = 77;

    private static float[] normals(long key, long step, int n) {
        float[] out = new float[n];
        BlockMath.best().normal(out, 0, n, key, step, 0);
        return out;
    }

    @Test
    void momentsAreThoseOfTheNormal() {
        // Moments 1 to 4 of the standard normal, and the variances of their sample means: E x^2k - (E x^k)^2.
        double[] expected = {0, 1, 0, 3};
        double[] variance = {1, 2, 15, 96};
        for (long step = 0; step < 3; step++) {
            double[] sums = new double[4];
            for (float x : normals(KEY, step, N)) {
                double power = 1;
                for (int k = 0; k < 4; k++) {
                    power *= x;
                    sums[k] += power;
                }
            }
            for (int k = 0; k < 4; k++) {
                assertThat(Math.abs(sums[k] / N - expected[k])).isLessThan(5 * Math.sqrt(variance[k] / N));
            }
        }
    }

    @Test
    void distributionIsNormal() {
        float[] draws = normals(KEY, 5, N);
        Arrays.sort(draws);
        double distance = 0;
        for (int i = 0; i < N; i++) {
            double p = normalCdf(draws[i]);
            distance = Math.max(distance, Math.max(p - (double) i / N, (i + 1.0) / N - p));
        }

        // Kolmogorov and Smirnov: 1.95 / sqrt(n) is passed by one sample in 1,000.
        assertThat(distance).isLessThan(1.95 / Math.sqrt(N));
    }

    @Test
    void tailsReachAsFarAsTheyShould() {
        float[] draws = normals(KEY, 6, N);
        Arrays.sort(draws);

        // The largest of a million: 4.2 to 6.2 with probability above 0.999.
        assertThat(draws[N - 1]).isBetween(4.2f, 6.2f);
        assertThat(-draws[0]).isBetween(4.2f, 6.2f);
        long beyondFour = 0;
        for (float x : draws) {
            beyondFour += Math.abs(x) > 4 ? 1 : 0;
        }
        // 63.3 expected, as a Poisson number.
        assertThat(beyondFour).isBetween(63L - 40, 63L + 40);
    }

    @Test
    void neighbouringDrawsKeysAndStepsAreUncorrelated() {
        int n = N / 2;
        float[] base = normals(KEY, 10, n);
        for (int lag = 1; lag <= 8; lag++) {
            assertUncorrelated(base, base, lag);
        }
        for (float[] other : new float[][] {
            normals(KEY + 1, 10, n),
            normals(KEY, 11, n),
            normals(KEY + (1L << 32), 10, n),
            normals(KEY, 10 + (1L << 32), n)
        }) {
            for (int lag = 0; lag <= 4; lag++) {
                assertUncorrelated(base, other, lag);
            }
        }
    }

    /** Of the values and of their squares: a radius that two draws share would show in the squares. */
    private static void assertUncorrelated(float[] a, float[] b, int lag) {
        double product = 0;
        double squares = 0;
        int n = a.length - lag;
        for (int i = 0; i < n; i++) {
            product += (double) a[i] * b[i + lag];
            squares += ((double) a[i] * a[i] - 1) * ((double) b[i + lag] * b[i + lag] - 1);
        }
        assertThat(Math.abs(product / n)).isLessThan(5 / Math.sqrt(n));
        assertThat(Math.abs(squares / n)).isLessThan(5 * 2 / Math.sqrt(n));
    }

    /** By the series of Marsaglia (2004): accurate to 1e-15 for {@code |x| < 7}. */
    private static double normalCdf(double x) {
        double sum = x;
        double term = x;
        double before = 0;
        for (int k = 3; sum != before; k += 2) {
            before = sum;
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }
}

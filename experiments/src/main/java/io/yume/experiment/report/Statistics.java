package io.yume.experiment.report;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Statistics of episode returns. */
public final class Statistics {

    private static final int EXACT_PAIRS = 20;
    private static final int SIGN_FLIPS = 100_000;
    private static final double[] LANCZOS = {
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };

    private Statistics() {}

    /**
     * An interval.
     *
     * @param lower end
     * @param upper end
     */
    public record Interval(double lower, double upper) {}

    /** @throws IllegalArgumentException if there is no value */
    public static double mean(double... values) {
        requireAtLeast(1, values);
        return Arrays.stream(values).sum() / values.length;
    }

    /**
     * The standard deviation of the population that the values were drawn from, with n - 1.
     *
     * @throws IllegalArgumentException if there are fewer than two values
     */
    public static double standardDeviation(double... values) {
        requireAtLeast(2, values);
        double mean = mean(values);
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }

    /**
     * The 95 % interval of the mean by Student's t.
     *
     * @throws IllegalArgumentException if there are fewer than two values
     */
    public static Interval interval95(double... values) {
        double mean = mean(values);
        double half = tQuantile(0.975, values.length - 1) * standardDeviation(values) / Math.sqrt(values.length);
        return new Interval(mean - half, mean + half);
    }

    /**
     * The share of values at or above a cap, 0 to 1.
     *
     * @throws IllegalArgumentException if there is no value
     */
    public static double shareAtCap(double cap, double... values) {
        requireAtLeast(1, values);
        return (double) Arrays.stream(values).filter(x -> x >= cap).count() / values.length;
    }

    /**
     * How likely the mean of {@code better} would exceed that of {@code worse} by as much as it does if the two policies
     * were equal: the one-sided permutation test of the mean difference, in which each pair may swap its two values.
     * Exact up to 20 pairs; beyond that 100,000 draws, with the observed one counted among them.
     *
     * @param better the returns of the policy that is claimed to be better
     * @param worse the returns of the other on the same episodes, in the same order
     * @param seed decides the draws
     * @return the p-value, above 0 and at most 1
     * @throws IllegalArgumentException if there is no pair or the lengths differ
     */
    public static double pairedPermutationTest(double[] better, double[] worse, long seed) {
        requireAtLeast(1, better);
        if (better.length != worse.length) {
            throw new IllegalArgumentException(
                    "the values must be pairs: expected=[" + better.length + "], actual=[" + worse.length + "]");
        }
        double[] differences = new double[better.length];
        double magnitude = 0;
        for (int i = 0; i < differences.length; i++) {
            differences[i] = better[i] - worse[i];
            magnitude += Math.abs(differences[i]);
        }
        // Equal sums must count as equal although their terms were added in another order.
        double observed = Arrays.stream(differences).sum() - 1e-12 * magnitude;
        if (differences.length <= EXACT_PAIRS) {
            return atLeast(differences, 0, 0, observed) / (double) (1L << differences.length);
        }
        SplittableRandom random = new SplittableRandom(seed);
        int count = 1;
        for (int draw = 0; draw < SIGN_FLIPS; draw++) {
            double sum = 0;
            long signs = 0;
            for (int i = 0; i < differences.length; i++) {
                signs = i % Long.SIZE == 0 ? random.nextLong() : signs >>> 1;
                sum += (signs & 1) == 0 ? differences[i] : -differences[i];
            }
            count += sum >= observed ? 1 : 0;
        }
        return count / (SIGN_FLIPS + 1.0);
    }

    private static long atLeast(double[] differences, int from, double sum, double observed) {
        if (from == differences.length) {
            return sum >= observed ? 1 : 0;
        }
        return atLeast(differences, from + 1, sum + differences[from], observed)
                + atLeast(differences, from + 1, sum - differences[from], observed);
    }

    /**
     * The value that a Student t variable stays below with a probability.
     *
     * @param probability in (0, 1)
     * @param degreesOfFreedom at least 1
     */
    public static double tQuantile(double probability, int degreesOfFreedom) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("probability must be in (0, 1): probability=" + probability);
        }
        if (degreesOfFreedom < 1) {
            throw new IllegalArgumentException("degreesOfFreedom must be >= 1: degreesOfFreedom=" + degreesOfFreedom);
        }
        if (probability < 0.5) {
            return -tQuantile(1 - probability, degreesOfFreedom);
        }
        double low = 0;
        double high = 1;
        while (tCumulative(high, degreesOfFreedom) < probability) {
            high *= 2;
        }
        for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
            double middle = (low + high) / 2;
            if (tCumulative(middle, degreesOfFreedom) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** For t at or above 0. */
    private static double tCumulative(double t, int degreesOfFreedom) {
        double x = degreesOfFreedom / (degreesOfFreedom + t * t);
        return 1 - 0.5 * incompleteBeta(x, degreesOfFreedom / 2.0, 0.5);
    }

    /** The regularised incomplete beta function. */
    private static double incompleteBeta(double x, double a, double b) {
        if (x <= 0) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        // The continued fraction converges fast only on this side of the mean.
        if (x > (a + 1) / (a + b + 2)) {
            return 1 - incompleteBeta(1 - x, b, a);
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        return front / a / betaFraction(x, a, b);
    }

    /** The continued fraction of the incomplete beta function, from the back; 500 terms are far more than needed. */
    private static double betaFraction(double x, double a, double b) {
        double value = 1;
        for (int m = 500; m >= 1; m--) {
            int half = m / 2;
            double term = m % 2 == 0
                    ? half * (b - half) * x / ((a + m - 1) * (a + m))
                    : -(a + half) * (a + b + half) * x / ((a + m - 1) * (a + m));
            value = 1 + term / value;
        }
        return value;
    }

    /** Lanczos' approximation (1964) with g = 7 and nine terms, for x at or above 0.5. */
    private static double logGamma(double x) {
        double shifted = x - 1;
        double series = 0.9999999999998099;
        for (int i = 0; i < LANCZOS.length; i++) {
            series += LANCZOS[i] / (shifted + i + 1);
        }
        double base = shifted + 7.5;
        return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
    }

    private static void requireAtLeast(int least, double... values) {
        if (values.length < least) {
            throw new IllegalArgumentException("there must be >= " + least + " values: values=" + values.length);
        }
    }
}

package io.yume.experiment.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Order statistics of repeated measurements. */
final class Samples {

    private static final int RESAMPLES = 10_000;

    private Samples() {}

    /**
     * An estimate and its 95 % interval.
     *
     * @param value the estimate
     * @param lower end of the interval
     * @param upper end of the interval
     */
    record Estimate(double value, double lower, double upper) {}

    static double median(double... values) {
        return quantile(0.5, values);
    }

    /** Linear between the order statistics, as NumPy's default. */
    static double quantile(double probability, double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("there must be >= 1 values: values=0");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = probability * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /**
     * The ratio of the medians of two series that were measured in turns, with a percentile bootstrap (Efron, 1979) over
     * the turns: what slowed a turn down may have slowed both.
     *
     * @throws IllegalArgumentException if the lengths differ or there is no value
     */
    static Estimate ratioOfMedians(double[] ours, double[] theirs, long seed) {
        if (ours.length != theirs.length) {
            throw new IllegalArgumentException(
                    "the values must be pairs: expected=[" + ours.length + "], actual=[" + theirs.length + "]");
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] ratios = new double[RESAMPLES];
        double[] a = new double[ours.length];
        double[] b = new double[ours.length];
        for (int draw = 0; draw < RESAMPLES; draw++) {
            for (int i = 0; i < a.length; i++) {
                int turn = random.nextInt(a.length);
                a[i] = ours[turn];
                b[i] = theirs[turn];
            }
            ratios[draw] = median(a) / median(b);
        }
        return new Estimate(median(ours) / median(theirs), quantile(0.025, ratios), quantile(0.975, ratios));
    }
}

package io.yume.experiment.stage;

import io.yume.experiment.report.Statistics;
import java.util.Locale;

/** Numbers as a reader likes them. */
final class Words {

    private Words() {}

    /** With one decimal. */
    static String one(double value) {
        return fixed(value, 1);
    }

    /** With some decimals; what is no number is a dash. */
    static String fixed(double value, int decimals) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,." + decimals + "f", value) : "-";
    }

    static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String whole(double value) {
        return fixed(value, 0);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** Mean and standard deviation. */
    static String spread(double... returns) {
        return returns.length == 0
                ? "-"
                : whole(Statistics.mean(returns)) + " ± " + whole(Statistics.standardDeviation(returns));
    }

    static String interval(double... returns) {
        Statistics.Interval interval = Statistics.interval95(returns);
        return one(interval.lower()) + " to " + one(interval.upper());
    }

    /** A p-value; the permutation test cannot tell less than its number of draws. */
    static String p(double value) {
        return value < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", value);
    }

    static String duration(double seconds) {
        if (seconds < 120) {
            return one(seconds) + " s";
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}

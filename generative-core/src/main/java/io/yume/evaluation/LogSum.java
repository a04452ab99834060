package io.yume.evaluation;

/** The logarithm of a sum of exponentials that are added one by one, without overflow. */
final class LogSum {

    private double peak = Double.NEGATIVE_INFINITY;
    private double scaled;

    void add(double log) {
        if (log == Double.NEGATIVE_INFINITY) {
            return;
        }
        if (log > peak) {
            scaled = scaled * Math.exp(peak - log) + 1;
            peak = log;
        } else {
            scaled += Math.exp(log - peak);
        }
    }

    /** The logarithm of the sum so far; minus infinity if nothing was added. */
    double value() {
        return peak + Math.log(scaled);
    }

    static double of(double... logs) {
        LogSum sum = new LogSum();
        for (double log : logs) {
            sum.add(log);
        }
        return sum.value();
    }
}

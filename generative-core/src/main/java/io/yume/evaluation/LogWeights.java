package io.yume.evaluation;

/** Statistics of weights whose logarithms are added one by one. */
final class LogWeights {

    private final LogSum weights = new LogSum();
    private final LogSum squares = new LogSum();
    private double sum;
    private int count;

    /**
     * @throws ArithmeticException if the log-weight is not a number or plus infinity; minus infinity, a weight of 0,
     *     is allowed
     */
    void add(double logWeight) {
        if (Double.isNaN(logWeight) || logWeight == Double.POSITIVE_INFINITY) {
            throw new ArithmeticException(
                    "a log-weight must be a number below infinity: draw=" + count + ", log-weight=" + logWeight);
        }
        weights.add(logWeight);
        squares.add(2 * logWeight);
        sum += logWeight;
        count++;
    }

    int count() {
        return count;
    }

    /** The mean of the logarithms. */
    double meanLog() {
        return sum / count;
    }

    /** The logarithm of the mean; minus infinity where no draw has weight. */
    double logMean() {
        return weights.value() - Math.log(count);
    }

    /**
     * The effective sample size (Kong, 1992): how many draws of equal weight these are worth; 0 where none has weight.
     */
    double effective() {
        double all = weights.value();
        return all == Double.NEGATIVE_INFINITY ? 0 : Math.exp(2 * all - squares.value());
    }
}

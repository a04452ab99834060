package io.yume.evaluation;

/** Weights of draws, of which the logarithms come one by one. */
final class LogWeights {

    private final LogSum weights = new LogSum();
    private final LogSum squares = new LogSum();
    private double sum;
    private int count;

    /** @throws ArithmeticException if the weight is no finite number: it may be 0, the logarithm minus infinity */
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

    /** How many draws of equal weight these are worth (Kong, 1992); 0 where none has weight. */
    double effective() {
        double all = weights.value();
        return all == Double.NEGATIVE_INFINITY ? 0 : Math.exp(2 * all - squares.value());
    }
}

package io.yume.graph.internal;

/** Quantiles of counts, in double precision and with the same bits everywhere. */
public final class CountFunctions {

    /** Below, probabilities are summed from 0 on. */
    private static final double SMALL = 20;

    /** From here on the expansion below is exact, and sums take long. */
    private static final double VAST = 1e7;

    private CountFunctions() {}

    /** The smallest count up to which a Poisson distribution of some rate has at least a probability. */
    public static double poissonQuantile(double probability, double rate) {
        if (!(rate >= 0) || !(probability >= 0 && probability <= 1) || Double.isInfinite(rate)) {
            return Double.NaN;
        }
        if (probability == 1 && rate > 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (rate < SMALL) {
            return upwards(probability, rate, 0, StrictMath.exp(-rate), StrictMath.exp(-rate));
        }
        double count = start(probability, rate);
        if (rate > VAST) {
            return probability == 0 ? 0 : count;
        }
        double mass = StrictMath.exp(count * StrictMath.log(rate) - rate - GammaFunctions.logGamma(count + 1));
        double upTo = 1 - GammaFunctions.lower(count + 1, rate);
        while (count > 0 && upTo - mass >= probability) {
            upTo -= mass;
            mass *= count / rate;
            count -= 1;
        }
        return upwards(probability, rate, count, mass, upTo);
    }

    /** The first terms of Cornish and Fisher's expansion (1938). */
    private static double start(double probability, double rate) {
        double normal = rate > VAST
                ? NormalFunctions.quantile(probability)
                : probability == 0 ? -40 : NormalFunctions.roughQuantile(probability);
        return Math.max(0, Math.rint(rate + Math.sqrt(rate) * normal + (normal * normal - 1) / 6));
    }

    private static double upwards(double probability, double rate, double from, double mass, double upTo) {
        double count = from;
        double term = mass;
        double sum = upTo;
        // Rounding may leave the whole sum below the probability: terms that add nothing end the search.
        while (sum < probability && (count < rate || sum + term > sum)) {
            count += 1;
            term *= rate / count;
            sum += term;
        }
        return count;
    }
}

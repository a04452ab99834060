package io.yume.graph.internal;

/** The normal distribution function, in double precision and with the same bits everywhere. */
public final class NormalFunctions {

    private static final double LOG_ROOT_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

    private static final double LOG_HALF = StrictMath.log(0.5);

    /** Below, a continued fraction is used. */
    private static final double TAIL = -4;

    private NormalFunctions() {}

    /** The logarithm of the probability of at most x. */
    public static double logCdf(double x) {
        if (x < TAIL) {
            return -0.5 * x * x - LOG_ROOT_TWO_PI - StrictMath.log(fraction(-x));
        }
        return x > -TAIL ? StrictMath.log1p(-tail(x)) : StrictMath.log(series(x));
    }

    /** The probability of at most x. */
    public static double cdf(double x) {
        if (x < TAIL) {
            return tail(-x);
        }
        return x > -TAIL ? 1 - tail(x) : series(x);
    }

    /** The probability of more than x, for large x. */
    private static double tail(double x) {
        return StrictMath.exp(-0.5 * x * x - LOG_ROOT_TWO_PI) / fraction(x);
    }

    /** Laplace's continued fraction of the density over the tail. */
    private static double fraction(double x) {
        double value = x;
        for (int k = 80; k > 0; k--) {
            value = x + k / value;
        }
        return value;
    }

    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * StrictMath.exp(-0.5 * x * x - LOG_ROOT_TWO_PI);
    }

    /** The x for which {@link #cdf} is a probability. */
    public static double quantile(double probability) {
        if (!(probability > 0 && probability < 1)) {
            return probability == 0
                    ? Double.NEGATIVE_INFINITY
                    : probability == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        // The nearer tail is the one that has digits.
        return probability > 0.5 ? -lowerQuantile(1 - probability) : lowerQuantile(probability);
    }

    /** The x for which {@link #logCdf} is a number, however far below 0 that is. */
    public static double logQuantile(double logProbability) {
        if (!(logProbability < 0 && logProbability > Double.NEGATIVE_INFINITY)) {
            return logProbability <= 0
                    ? (logProbability == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY)
                    : Double.NaN;
        }
        return logProbability > LOG_HALF
                ? -lowerQuantile(-StrictMath.expm1(logProbability))
                : lowerQuantileOfLog(logProbability);
    }

    /** The density over the probability of at most x: the derivative of {@link #logCdf}. */
    public static double hazard(double x) {
        return x < TAIL ? fraction(-x) : StrictMath.exp(-0.5 * x * x - LOG_ROOT_TWO_PI) / cdf(x);
    }

    /** The derivative of {@link #hazard}. */
    public static double hazardSlope(double x) {
        if (x < TAIL) {
            // What the fraction is more than its first number, which is the argument.
            double value = -x;
            for (int k = 80; k > 1; k--) {
                value = k / value - x;
            }
            double above = 1 / value;
            return (x - above) * above;
        }
        double hazard = hazard(x);
        return -hazard * (x + hazard);
    }

    private static double lowerQuantile(double probability) {
        return lowerQuantileOfLog(StrictMath.log(probability));
    }

    private static double lowerQuantileOfLog(double goal) {
        double x = -roughTail(goal);
        for (int i = 0; i < 4; i++) {
            double log = logCdf(x);
            // Newton's steps on the logarithm of the tail, which is nearly a parabola.
            x -= (log - goal) * StrictMath.exp(log + 0.5 * x * x + LOG_ROOT_TWO_PI);
        }
        return x;
    }

    /** A start for better ones, to 5e-4 (Hastings, 1955). */
    static double roughQuantile(double probability) {
        double tail = Math.min(probability, 1 - probability);
        double x = roughTail(StrictMath.log(tail));
        return probability < 0.5 ? -x : x;
    }

    private static double roughTail(double logTail) {
        double t = Math.sqrt(-2 * logTail);
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }
}

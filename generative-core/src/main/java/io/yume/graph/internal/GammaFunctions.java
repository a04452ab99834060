package io.yume.graph.internal;

/**
 * The gamma function and what follows from it, in double precision. Only basic arithmetic and {@link StrictMath}, so the bits are
 * the same on every machine and before and after JIT compilation.
 */
public final class GammaFunctions {

    /** From here on Stirling's series below are exact to the last places. */
    private static final double LARGE = 12;

    /** From here on the cube root of a draw is normal to the places that are kept, and sums have fewer of them in the upper tail. */
    private static final double VAST = 1e6;

    /** From here on, Student's distribution is normal but for the first powers of its inverse degrees of freedom. */
    private static final double MANY = 1e3;

    private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

    /** Bernoulli numbers of even index, from the second. */
    private static final double[] BERNOULLI = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510
    };

    private GammaFunctions() {}

    /** The logarithm of the gamma function; infinite at 0, NaN below. */
    public static double logGamma(double x) {
        if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
            return x == 0 || x > 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        double product = 1;
        double large = x;
        while (large < LARGE) {
            product *= large;
            large += 1;
        }
        double stirling = (large - 0.5) * StrictMath.log(large) - large + HALF_LOG_TWO_PI + stirlingSeries(large);
        return product == 1 ? stirling : stirling - StrictMath.log(product);
    }

    /** The log-density of a Gamma of some shape with rate 1: large terms that nearly cancel where the shape is large. */
    public static double logDensity(double x, double shape) {
        if (!(x >= 0) || !(shape > 0)) {
            return Double.NaN;
        }
        if (x == 0) {
            return shape == 1 ? 0 : shape > 1 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return x == Double.POSITIVE_INFINITY
                ? Double.NEGATIVE_INFINITY
                : (shape - 1) * StrictMath.log(x) - x - logGamma(shape);
    }

    /** The entropy of the same. */
    public static double entropy(double shape) {
        return 0.5 * StrictMath.log(shape) + HALF_LOG_TWO_PI + stirlingRest(shape) - (shape - 1) * digammaRest(shape);
    }

    /** The derivative of {@link #entropy}. */
    public static double entropySlope(double shape) {
        return 1 / shape - (shape - 1) * trigammaRest(shape);
    }

    /**
     * The divergence of a Gamma from one of another shape, whose rate is {@code exp(logRatio)} times as large. What large shapes have in
     * common is taken out of it and of its derivatives: their leading terms are the divergence of numbers close to their means.
     */
    public static double divergence(double shape, double other, double logRatio) {
        double apart = logRatio(other, shape);
        double mean = apart - logRatio;
        return other * (StrictMath.expm1(-mean) + mean)
                - 0.5 * apart
                + (shape - other) * digammaRest(shape)
                - stirlingRest(shape)
                + stirlingRest(other);
    }

    /** The derivative of {@link #divergence} with respect to the shape. */
    public static double divergenceByShape(double shape, double other, double logRatio) {
        double mean = logRatio(other, shape) - logRatio;
        return (shape - other) * trigammaRest(shape) + other / shape * StrictMath.expm1(-mean);
    }

    /** The derivative of {@link #divergence} with respect to the other shape. */
    public static double divergenceByOther(double shape, double other, double logRatio) {
        return digammaRest(other) - digammaRest(shape) + logRatio(other, shape) - logRatio;
    }

    /** The derivative of {@link #divergence} with respect to the logarithm of the ratio. */
    public static double divergenceByRatio(double shape, double other, double logRatio) {
        return other * StrictMath.expm1(logRatio - logRatio(other, shape));
    }

    /** {@code log(a / b)}, with all digits where they are close. */
    private static double logRatio(double a, double b) {
        return Math.abs(a - b) < 0.5 * b ? StrictMath.log1p((a - b) / b) : StrictMath.log(a) - StrictMath.log(b);
    }

    /** The falling powers of Stirling's series, for x of at least {@link #LARGE}. */
    private static double stirlingSeries(double x) {
        double square = 1 / (x * x);
        double power = 1 / x;
        double sum = 0;
        for (int k = 0; k < BERNOULLI.length; k++) {
            sum += BERNOULLI[k] / ((2 * k + 2) * (2 * k + 1)) * power;
            power *= square;
        }
        return sum;
    }

    /** {@link #logGamma} less the leading terms of Stirling's series. */
    private static double stirlingRest(double x) {
        if (!(x < LARGE)) {
            return stirlingSeries(x);
        }
        return logGamma(x) - ((x - 0.5) * StrictMath.log(x) - x + HALF_LOG_TWO_PI);
    }

    /** {@link #digamma} less a logarithm. */
    private static double digammaRest(double x) {
        if (!(x < LARGE)) {
            double square = 1 / (x * x);
            double power = square;
            double sum = 0.5 / x;
            for (int k = 0; k < BERNOULLI.length; k++) {
                sum += BERNOULLI[k] / (2 * k + 2) * power;
                power *= square;
            }
            return -sum;
        }
        return digamma(x) - StrictMath.log(x);
    }

    /** The derivative of {@link #digammaRest}. */
    private static double trigammaRest(double x) {
        if (!(x < LARGE)) {
            double square = 1 / (x * x);
            double power = square / x;
            double sum = 0.5 * square;
            for (int k = 0; k < BERNOULLI.length; k++) {
                sum += BERNOULLI[k] * power;
                power *= square;
            }
            return sum;
        }
        return polygamma(1, x) - 1 / x;
    }

    /** The log-density of a Beta. Where a concentration is 1, the end next to it has one, too. */
    public static double logBetaDensity(double x, double one, double zero) {
        if (!(x >= 0 && x <= 1)) {
            return Double.NaN;
        }
        double powers =
                (one == 1 ? 0 : (one - 1) * StrictMath.log(x)) + (zero == 1 ? 0 : (zero - 1) * StrictMath.log1p(-x));
        return powers - logBeta(one, zero);
    }

    private static double logBeta(double a, double b) {
        double total = a + b;
        return HALF_LOG_TWO_PI
                - a * StrictMath.log1p(b / a)
                - b * StrictMath.log1p(a / b)
                - 0.5 * (StrictMath.log(a) + StrictMath.log(b) - StrictMath.log(total))
                + stirlingRest(a)
                + stirlingRest(b)
                - stirlingRest(total);
    }

    /** The logarithm of what Student's density is divided by, with scale 1. */
    public static double logStudent(double freedom) {
        if (freedom > MANY) {
            double inverse = 1 / freedom;
            return HALF_LOG_TWO_PI + inverse * (1.0 / 4 - inverse * inverse / 24);
        }
        double half = 0.5 * freedom;
        return logGamma(half) - logGamma(half + 0.5) + 0.5 * StrictMath.log(freedom * Math.PI);
    }

    /** The derivative of {@link #logStudent}. */
    public static double logStudentSlope(double freedom) {
        double inverse = 1 / freedom;
        if (freedom > MANY) {
            double square = inverse * inverse;
            return -square * (1.0 / 4 - square * (1.0 / 8 - square / 4));
        }
        double half = 0.5 * freedom;
        return 0.5 * (digamma(half) - digamma(half + 0.5) + inverse);
    }

    /** The entropy of Student's distribution with scale 1. */
    public static double studentEntropy(double freedom) {
        if (freedom > MANY) {
            double inverse = 1 / freedom;
            double sum = inverse * (1 + inverse * (1.0 / 4 - inverse * (1.0 / 6 + inverse / 8)));
            return HALF_LOG_TWO_PI + 0.5 + sum;
        }
        double half = 0.5 * freedom;
        return (half + 0.5) * (digamma(half + 0.5) - digamma(half)) + logStudent(freedom);
    }

    /** The derivative of {@link #studentEntropy}. */
    public static double studentEntropySlope(double freedom) {
        double inverse = 1 / freedom;
        if (freedom > MANY) {
            return -inverse * inverse * (1 + 0.5 * inverse * (1 - inverse * (1 + inverse)));
        }
        double half = 0.5 * freedom;
        return 0.5 * ((half + 0.5) * (polygamma(1, half + 0.5) - polygamma(1, half)) + inverse);
    }

    /** The derivative of {@link #logGamma}; NaN at 0 and below. */
    public static double digamma(double x) {
        if (!(x > 0)) {
            return Double.NaN;
        }
        double shift = 0;
        double large = x;
        while (large < LARGE) {
            shift += 1 / large;
            large += 1;
        }
        double square = 1 / (large * large);
        double power = square;
        double sum = 0;
        for (int k = 0; k < BERNOULLI.length; k++) {
            sum += BERNOULLI[k] / (2 * k + 2) * power;
            power *= square;
        }
        return StrictMath.log(large) - 0.5 / large - sum - shift;
    }

    /** The derivative of {@link #digamma} of an order of at least 1; NaN at 0 and below. */
    public static double polygamma(double order, double x) {
        if (!(x > 0) || !(order >= 1) || order != Math.rint(order)) {
            return Double.NaN;
        }
        double factorial = 1;
        for (int k = 2; k <= order; k++) {
            factorial *= k;
        }
        double shift = 0;
        double large = x;
        while (large < LARGE + order) {
            shift += StrictMath.pow(large, -order - 1);
            large += 1;
        }
        double power = StrictMath.pow(large, -order);
        double sum = power / order + 0.5 * power / large;
        // (2k + n - 1)! / ((2k)! n!) by its ratio.
        double ratio = (order + 1) / 2;
        for (int k = 1; k <= BERNOULLI.length; k++) {
            power /= large * large;
            sum += BERNOULLI[k - 1] * ratio * power;
            ratio *= (2 * k + order) * (2 * k + order + 1) / ((2 * k + 1) * (2 * k + 2));
        }
        double size = factorial * (sum + shift);
        return order % 2 == 0 ? -size : size;
    }

    /**
     * The logarithm of the quantile of a Gamma with rate 1: the y for which {@code P(shape, exp(y))}, the regularised lower incomplete
     * gamma function, is a probability. In logarithms, since draws of a small shape leave the range of numbers.
     */
    public static double logQuantile(double probability, double shape) {
        if (!(shape > 0) || !(probability >= 0) || !(probability <= 1) || Double.isInfinite(shape)) {
            return Double.NaN;
        }
        if (probability == 0 || probability == 1) {
            return probability == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (shape > VAST) {
            return StrictMath.log(shape) + 3 * StrictMath.log(cubeRoot(probability, shape));
        }
        double logProbability = StrictMath.log(probability);
        double logGamma = logGamma(shape);
        double y = start(probability, shape, (logProbability + logGamma(shape + 1)) / shape);
        double before = Double.POSITIVE_INFINITY;
        // log P is concave in y, so Newton's steps come from the left after the first one.
        for (int i = 0; i < 100; i++) {
            double x = StrictMath.exp(y);
            double sum = Series.sum(shape, x);
            double step = sum * (shape * y - x - logGamma + StrictMath.log(sum) - logProbability);
            y -= step;
            double size = Math.abs(step);
            boolean rounding = size < 1e-6 && size > 0.25 * before;
            if (size < 1e-13 || rounding) {
                break;
            }
            before = size;
        }
        return y;
    }

    /** Wilson and Hilferty's nearly normal cube root of a draw over the shape (1931). */
    private static double cubeRoot(double probability, double shape) {
        double normal =
                shape > VAST ? NormalFunctions.quantile(probability) : NormalFunctions.roughQuantile(probability);
        return 1 - 1 / (9 * shape) + normal / (3 * Math.sqrt(shape));
    }

    /** By the cube root, or by what holds for small values and lies left of the quantile everywhere. */
    private static double start(double probability, double shape, double left) {
        if (shape < 1) {
            return left;
        }
        double root = cubeRoot(probability, shape);
        return root < 0.1 ? left : Math.max(left, StrictMath.log(shape) + 3 * StrictMath.log(root));
    }

    /**
     * The derivative of {@link #logQuantile} with respect to the shape, at a fixed probability and given its value (implicit
     * differentiation: Figurnov, Mohamed and Mnih, 2018).
     */
    public static double quantileSlope(double y, double shape) {
        if (shape > VAST) {
            double inverse = StrictMath.exp((StrictMath.log(shape) - y) / 3);
            return (inverse * (1.5 + 1 / (6 * shape)) - 0.5) / shape;
        }
        double x = StrictMath.exp(y);
        if (!Series.converges(shape, x)) {
            return beyond(y, x, shape);
        }
        Series series = new Series(shape, x);
        return series.harmonic - series.total * (y - digamma(shape + 1));
    }

    /** The derivative of {@link #quantileSlope} with respect to the shape, at a fixed value. */
    public static double quantileCurve(double y, double shape) {
        if (shape > VAST) {
            double inverse = StrictMath.exp((StrictMath.log(shape) - y) / 3);
            return (0.5 - inverse * (1 + 5 / (18 * shape))) / (shape * shape);
        }
        double x = StrictMath.exp(y);
        if (!Series.converges(shape, x)) {
            return Double.isNaN(x) || !(shape > 0) ? Double.NaN : -polygamma(1, shape) / x;
        }
        Series series = new Series(shape, x);
        double slope = series.harmonic - series.total * (y - digamma(shape + 1));
        // Terms that go with 1 / shape cancel in the slope, and with them here.
        return series.second
                - slope / shape
                + series.harmonic * (y - digamma(shape + 1))
                + series.total * polygamma(1, shape + 1);
    }

    /** Far in the upper tail, where the incomplete function is one term of its series. */
    private static double beyond(double y, double x, double shape) {
        return Double.isNaN(x) || !(shape > 0) ? Double.NaN : (y - digamma(shape)) / x;
    }

    /** {@code P(shape, x)}, the regularised lower incomplete gamma function, in the range that {@link Series#converges}. */
    static double lower(double shape, double x) {
        return StrictMath.exp(shape * StrictMath.log(x) - x - logGamma(shape)) * Series.sum(shape, x);
    }

    /**
     * Sums of {@code t_n = x^n / (shape (shape+1) ... (shape+n))}, which is P over the density of the logarithm, and of its products with
     * {@code h_n = 1/(shape+1) + ... + 1/(shape+n)}.
     */
    private static final class Series {

        private final double total;
        private final double harmonic;
        private final double second;

        Series(double shape, double x) {
            double term = 1 / shape;
            double sum = term;
            double h = 0;
            double q = 0;
            double sumOfH = 0;
            double sumOfSquares = 0;
            for (double k = shape + 1; term > 1e-18 * sum || k < x; k++) {
                term *= x / k;
                h += 1 / k;
                q += 1 / (k * k);
                sum += term;
                sumOfH += term * h;
                sumOfSquares -= term * (h * h + q);
            }
            total = sum;
            harmonic = sumOfH;
            second = sumOfSquares;
        }

        static double sum(double shape, double x) {
            double term = 1 / shape;
            double sum = term;
            for (double k = shape + 1; term > 1e-18 * sum || k < x; k++) {
                term *= x / k;
                sum += term;
            }
            return sum;
        }

        /** Whether the sums are finite and short: no draw lies elsewhere. */
        static boolean converges(double shape, double x) {
            return shape > 0 && x < shape + 100 + 40 * Math.sqrt(shape);
        }
    }
}

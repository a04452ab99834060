package io.yume.graph.internal;

/**
 * Modified Bessel functions of the first kind, {@code I_v(x)} for an order v of at least 0, as distributions of directions need them,
 * and smoothly through x = 0. Double precision, with the same bits everywhere.
 */
public final class BesselFunctions {

    /** Beyond, the power series leaves the range of numbers. */
    private static final double LARGE = 400;

    /** Beyond, relative to the square of the order, some inverse powers of the argument are exact. */
    private static final double VAST = 1e3;

    /** Debye's expansion by the order is exact from here on where the argument is large. */
    private static final double LARGE_ORDER = 40;

    private BesselFunctions() {}

    /** {@code log(I_v(x) gamma(v+1) (2/x)^v)}: 0 at 0. */
    public static double log(double order, double x) {
        if (x < 0) {
            return log(order, -x);
        }
        if (Double.isNaN(x) || !(order >= 0)) {
            return Double.NaN;
        }
        return x < LARGE ? StrictMath.log(series(order, 0.25 * x * x)) : debye(order, x);
    }

    private static double series(double order, double quarter) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > 1e-18 * sum; k++) {
            term *= quarter / (k * (order + k));
            sum += term;
        }
        return sum;
    }

    /** Debye's uniform expansion at a larger order, and ratios down to the wanted one. */
    private static double debye(double order, double x) {
        if (Double.isInfinite(x)) {
            return x;
        }
        int up = (int) Math.max(0, Math.ceil(LARGE_ORDER - order));
        double v = order + up;
        double product = 1;
        double ratio = ratio(v, x);
        for (int k = 1; k <= up; k++) {
            ratio = 1 / (2 * (v - k + 1) / x + ratio);
            product *= ratio;
        }
        double root = Math.sqrt(v * v + x * x);
        double t = v / root;
        double s = t * t;
        double u1 = t * (3 - 5 * s) / 24;
        double u2 = s * (81 + s * (-462 + 385 * s)) / 1152;
        double u3 = t * s * (30375 + s * (-369603 + s * (765765 - 425425 * s))) / 414720;
        double u4 = s * s * (4465125 + s * (-94121676 + s * (349922430 + s * (-446185740 + 185910725 * s)))) / 39813120;
        double sum = 1 + (u1 + (u2 + (u3 + u4 / v) / v) / v) / v;
        double logBessel = root + v * StrictMath.log(x / (v + root)) - 0.5 * StrictMath.log(2 * Math.PI * root);
        return logBessel
                + StrictMath.log(sum)
                - StrictMath.log(product)
                + GammaFunctions.logGamma(order + 1)
                - order * StrictMath.log(0.5 * x);
    }

    /** {@code I_{v+1}(x) / I_v(x)}, the derivative of {@link #log}: the mean length of a von Mises-Fisher's vectors. */
    public static double ratio(double order, double x) {
        if (x < 0) {
            return -ratio(order, -x);
        }
        if (Double.isNaN(x) || !(order >= 0)) {
            return Double.NaN;
        }
        if (x == 0 || Double.isInfinite(x)) {
            return x == 0 ? 0 : 1;
        }
        // Backwards from an order where Amos' bound (1974) is close; every step damps what is wrong with it.
        int steps = 20 + (int) Math.min(1e5, 8 * Math.sqrt(x));
        double v = order + steps;
        double ratio = x / (v + 0.5 + Math.sqrt((v + 1.5) * (v + 1.5) + x * x));
        for (int k = 0; k < steps; k++) {
            ratio = 1 / (2 * (v - k) / x + ratio);
        }
        return ratio;
    }

    /** {@link #log} less its argument, of at least 0. */
    public static double logScaled(double order, double x) {
        return isVast(order, x) ? new Inverse(order).log(x) : log(order, x) - x;
    }

    /** What {@link #ratio} of at least 0 lacks of 1. */
    public static double ratioRest(double order, double x) {
        return isVast(order, x) ? new Inverse(order).rest(x) : 1 - ratio(order, x);
    }

    /** The derivative of {@link #ratio}. */
    public static double ratioSlope(double order, double x) {
        if (x == 0) {
            return 0.5 / (order + 1);
        }
        if (isVast(order, Math.abs(x))) {
            return new Inverse(order).slope(Math.abs(x));
        }
        double ratio = ratio(order, x);
        return 1 - ratio * ratio - (2 * order + 1) * ratio / x;
    }

    private static boolean isVast(double order, double x) {
        return order >= 0 && x > VAST * (1 + order * order);
    }

    /** What the ratio lacks of 1, by powers of the inverse argument. */
    private static final class Inverse {

        private static final int TERMS = 9;

        private final double order;
        private final double[] powers = new double[TERMS + 1];

        /** From the ratio's differential equation {@code r' = 1 - r^2 - (2v + 1) r / x}. */
        Inverse(double order) {
            this.order = order;
            powers[1] = order + 0.5;
            for (int n = 2; n <= TERMS; n++) {
                double products = 0;
                for (int i = 1; i < n; i++) {
                    products += powers[i] * powers[n - i];
                }
                powers[n] = 0.5 * ((n - 1 - 2 * powers[1]) * powers[n - 1] + products);
            }
        }

        double rest(double x) {
            double sum = 0;
            for (int n = TERMS; n >= 1; n--) {
                sum = (sum + powers[n]) / x;
            }
            return sum;
        }

        double slope(double x) {
            double sum = 0;
            for (int n = TERMS; n >= 1; n--) {
                sum = (sum + n * powers[n]) / x;
            }
            return sum / x;
        }

        double log(double x) {
            double sum = 0;
            for (int n = TERMS; n >= 2; n--) {
                sum = (sum + powers[n] / (n - 1)) / x;
            }
            return sum
                    + GammaFunctions.logGamma(order + 1)
                    + order * StrictMath.log(2)
                    - powers[1] * StrictMath.log(x)
                    - 0.5 * StrictMath.log(2 * Math.PI);
        }
    }
}

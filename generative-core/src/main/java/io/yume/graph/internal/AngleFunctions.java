package io.yume.graph.internal;

/**
 * The angle between a vector and the mean direction of a von Mises-Fisher distribution on the sphere in some dimensions: its density is
 * proportional to {@code exp(concentration cos t) sin(t)^(dimensions-2)} for t from 0 to pi. In two dimensions it is one half of a von
 * Mises distribution. Integrals are Gauss-Legendre sums in double precision, with the same bits everywhere.
 */
public final class AngleFunctions {

    /** Nodes over the whole range, and over a small part of it. */
    private static final Rule WIDE = new Rule(64);

    private static final Rule NARROW = new Rule(16);

    /** Where the density is below {@code exp(-LOWEST)} of its top, it adds nothing. */
    private static final double LOWEST = 42;

    private AngleFunctions() {}

    /** The angle below which a draw lies with some probability. */
    public static double quantile(double probability, double concentration, double dimensions) {
        if (!legal(concentration, dimensions) || !(probability >= 0 && probability <= 1)) {
            return Double.NaN;
        }
        if (probability == 0 || probability == 1) {
            return probability * Math.PI;
        }
        Density density = new Density(concentration, dimensions);
        double goal = probability * density.moment(density.low, density.high, 0, WIDE);
        double low = density.low;
        double high = density.high;
        double at = Math.min(high, Math.max(low, density.start(probability)));
        double mass = density.moment(low, at, 0, WIDE);
        for (int i = 0; i < 100; i++) {
            double error = mass - goal;
            if (error < 0) {
                low = at;
            } else {
                high = at;
            }
            double next = at - error / density.at(at);
            // Newton's step where it stays between the bounds, else half of the way.
            if (!(next > low && next < high)) {
                next = 0.5 * (low + high);
            }
            double step = next - at;
            if (Math.abs(step) <= 1e-13 * density.width()) {
                return next;
            }
            mass += density.moment(at, next, 0, Math.abs(step) < 0.05 * density.width() ? NARROW : WIDE);
            at = next;
        }
        return at;
    }

    /** The derivative of {@link #quantile} with respect to the concentration, at a fixed probability and given its value. */
    public static double quantileSlope(double angle, double concentration, double dimensions) {
        if (!legal(concentration, dimensions) || !(angle >= 0 && angle <= Math.PI)) {
            return Double.NaN;
        }
        Density density = new Density(concentration, dimensions);
        double total = density.moment(density.low, density.high, 0, WIDE);
        double mean = density.moment(density.low, density.high, 1, WIDE) / total;
        return density.slope(angle, mean);
    }

    /** The derivative of {@link #quantileSlope} with respect to the concentration, at a fixed value. */
    public static double quantileCurve(double angle, double concentration, double dimensions) {
        if (!legal(concentration, dimensions) || !(angle >= 0 && angle <= Math.PI)) {
            return Double.NaN;
        }
        Density density = new Density(concentration, dimensions);
        double total = density.moment(density.low, density.high, 0, WIDE);
        double mean = density.moment(density.low, density.high, 1, WIDE) / total;
        double square = density.moment(density.low, density.high, 2, WIDE) / total;
        double variance = square - mean * mean;
        double own = StrictMath.cos(angle) - density.top;
        // Differentiates -(G_1 - mean G_0) / density, where the moments G are integrals up to the angle or, negative,
        // from it.
        double part = density.part(angle, 2) - mean * density.part(angle, 1) - variance * density.part(angle, 0);
        return -part - own * density.slope(angle, mean);
    }

    private static boolean legal(double concentration, double dimensions) {
        return concentration >= 0 && dimensions >= 2 && concentration < Double.POSITIVE_INFINITY;
    }

    /** The density over its top, where it is not negligible. */
    private static final class Density {

        private final double concentration;
        private final double power;
        private final double top;
        private final double logSine;
        private final double mode;
        private final double low;
        private final double high;

        Density(double concentration, double dimensions) {
            this.concentration = concentration;
            power = dimensions - 2;
            double root = Math.sqrt(power * power + 4 * concentration * concentration);
            top = power == 0 ? 1 : 2 * concentration / (power + root);
            mode = StrictMath.acos(top);
            logSine = power == 0 ? 0 : 0.5 * StrictMath.log((1 - top) * (1 + top));
            low = power == 0 ? 0 : end(0);
            high = end(Math.PI);
        }

        /** Where the density is so small that what is beyond can be left out, between the mode and the end of the range. */
        private double end(double last) {
            if (log(last) > -LOWEST) {
                return last;
            }
            double inner = mode;
            double outer = last;
            for (int i = 0; i < 12; i++) {
                double middle = 0.5 * (inner + outer);
                if (log(middle) > -LOWEST) {
                    inner = middle;
                } else {
                    outer = middle;
                }
            }
            return outer;
        }

        double width() {
            return high - low;
        }

        private double log(double angle) {
            double sine = power == 0 ? 0 : power * (StrictMath.log(StrictMath.sin(angle)) - logSine);
            return concentration * (StrictMath.cos(angle) - top) + (power == 0 ? 0 : sine);
        }

        double at(double angle) {
            return StrictMath.exp(log(angle));
        }

        /** A normal of the curvature at the top. */
        double start(double probability) {
            double curvature = concentration * top + (power == 0 ? 0 : power / ((1 - top) * (1 + top)));
            if (power == 0) {
                return NormalFunctions.roughQuantile(0.5 + 0.5 * probability) / Math.sqrt(curvature + 0.3);
            }
            return mode + NormalFunctions.roughQuantile(probability) / Math.sqrt(curvature);
        }

        /** The integral of the density times a power of {@code cos t - top}. */
        double moment(double from, double to, int order, Rule rule) {
            double half = 0.5 * (to - from);
            double middle = 0.5 * (to + from);
            double sum = 0;
            for (int i = 0; i < rule.nodes.length; i++) {
                double t = middle + half * rule.nodes[i];
                double distance = StrictMath.cos(t) - top;
                double value = rule.weights[i] * at(t);
                sum += order == 0 ? value : order == 1 ? value * distance : value * distance * distance;
            }
            return half * sum;
        }

        /** The integral from the nearer end of the range to an angle, over the density there. */
        double part(double angle, int order) {
            double bounded = Math.min(high, Math.max(low, angle));
            return moment(bounded > mode ? high : low, bounded, order, WIDE) / at(bounded);
        }

        double slope(double angle, double mean) {
            return mean * part(angle, 0) - part(angle, 1);
        }
    }

    /** Nodes and weights on -1 to 1, by Newton's steps on the Legendre polynomial. */
    private static final class Rule {

        private final double[] nodes;
        private final double[] weights;

        Rule(int count) {
            nodes = new double[count];
            weights = new double[count];
            for (int i = 0; i < count; i++) {
                double x = StrictMath.cos(Math.PI * (i + 0.75) / (count + 0.5));
                double derivative = 0;
                for (int step = 0; step < 10; step++) {
                    double before = 1;
                    double value = x;
                    for (int k = 2; k <= count; k++) {
                        double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
                        before = value;
                        value = next;
                    }
                    derivative = count * (x * value - before) / (x * x - 1);
                    x -= value / derivative;
                }
                nodes[i] = x;
                weights[i] = 2 / ((1 - x * x) * derivative * derivative);
            }
        }
    }
}

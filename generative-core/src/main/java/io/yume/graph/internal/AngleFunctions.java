package io.yume.graph.internal;

/**
 * The angle between a vector and the mean direction of a von Mises-Fisher distribution on the sphere in some dimensions: its density is
 * proportional to {@code exp(concentration cos t) sin(t)^(dimensions-2)} for t from 0 to pi. In two dimensions it is one half of a von
 * Mises distribution. Integrals are Gauss-Legendre sums in double precision, with the same bits everywhere.
 */
public final class AngleFunctions {

    /** Nodes over the whole range, and over a small part of it. */
    private static final Rule WIDE = new Rule(40);

    private static final Rule NARROW = new Rule(12);

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
        double goal = probability * density.total();
        double low = density.low;
        double high = density.high;
        double at = Math.min(high, Math.max(low, density.start(probability)));
        double mass = density.mass(low, at, WIDE);
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
            mass += density.mass(at, next, Math.abs(step) < 0.05 * density.width() ? NARROW : WIDE);
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
        density.integrate(angle);
        return density.mean() * density.part0 - density.part1;
    }

    /** The derivative of {@link #quantileSlope} with respect to the concentration, at a fixed value. */
    public static double quantileCurve(double angle, double concentration, double dimensions) {
        if (!legal(concentration, dimensions) || !(angle >= 0 && angle <= Math.PI)) {
            return Double.NaN;
        }
        Density density = new Density(concentration, dimensions);
        density.integrate(angle);
        double mean = density.mean();
        double variance = BesselFunctions.ratioSlope(0.5 * dimensions - 1, concentration);
        double slope = mean * density.part0 - density.part1;
        // Differentiates (mean part0 - part1), whose parts are integrals over the density at the angle.
        double part = density.part2 - mean * density.part1 - variance * density.part0;
        return -part - density.distance(angle) * slope;
    }

    private static boolean legal(double concentration, double dimensions) {
        return concentration >= 0 && dimensions >= 2 && concentration < Double.POSITIVE_INFINITY;
    }

    /** The density over its top, where it is not negligible. */
    private static final class Density {

        private final double concentration;
        private final double power;
        private final double depth;
        private final double logSquare;
        private final double mode;
        private final double low;
        private final double high;
        private double part0;
        private double part1;
        private double part2;

        Density(double concentration, double dimensions) {
            this.concentration = concentration;
            power = dimensions - 2;
            double root = Math.sqrt(power * power + 4 * concentration * concentration);
            // 1 - cos(mode), without loss of digits where the mode is near 0.
            depth = power == 0 ? 0 : (power + power * power / (root + 2 * concentration)) / (power + root);
            mode = StrictMath.acos(1 - depth);
            logSquare = power == 0 ? 0 : StrictMath.log(depth * (2 - depth));
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

        /** How far the cosine is above that of the mode. */
        double distance(double angle) {
            double half = StrictMath.sin(0.5 * angle);
            return depth - 2 * half * half;
        }

        private double log(double angle) {
            double half = StrictMath.sin(0.5 * angle);
            return log2(half * half);
        }

        /** By the square of the sine of half the angle, which gives its sine and cosine. */
        private double log2(double square) {
            double along = concentration * (depth - 2 * square);
            return power == 0 ? along : along + 0.5 * power * (StrictMath.log(4 * square * (1 - square)) - logSquare);
        }

        double at(double angle) {
            return StrictMath.exp(log(angle));
        }

        /** The integral over the whole range. */
        double total() {
            double order = 0.5 * power;
            return Math.sqrt(Math.PI)
                    * StrictMath.exp(BesselFunctions.log(order, concentration)
                            - concentration * (1 - depth)
                            - order * logSquare
                            + GammaFunctions.logGamma(order + 0.5)
                            - GammaFunctions.logGamma(order + 1));
        }

        /** The mean of {@link #distance}. */
        double mean() {
            return BesselFunctions.ratio(0.5 * power, concentration) - 1 + depth;
        }

        /** A normal of the curvature at the top. */
        double start(double probability) {
            double curvature = concentration * (1 - depth) + (power == 0 ? 0 : power / (depth * (2 - depth)));
            if (power == 0) {
                return NormalFunctions.roughQuantile(0.5 + 0.5 * probability) / Math.sqrt(curvature + 0.3);
            }
            return mode + NormalFunctions.roughQuantile(probability) / Math.sqrt(curvature);
        }

        /** The integral between two angles. */
        double mass(double from, double to, Rule rule) {
            double half = 0.5 * (to - from);
            double middle = 0.5 * (to + from);
            double sum = 0;
            for (int i = 0; i < rule.nodes.length; i++) {
                sum += rule.weights[i] * at(middle + half * rule.nodes[i]);
            }
            return half * sum;
        }

        /** Integrals of powers of the distance from the nearer end of the range to an angle, over the density there. */
        void integrate(double angle) {
            double to = Math.min(high, Math.max(low, angle));
            double from = to > mode ? high : low;
            double half = 0.5 * (to - from);
            double middle = 0.5 * (to + from);
            double logEnd = log(to);
            for (int i = 0; i < WIDE.nodes.length; i++) {
                double sine = StrictMath.sin(0.5 * (middle + half * WIDE.nodes[i]));
                double distance = depth - 2 * sine * sine;
                double weight = half * WIDE.weights[i] * StrictMath.exp(log2(sine * sine) - logEnd);
                part0 += weight;
                part1 += weight * distance;
                part2 += weight * distance * distance;
            }
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

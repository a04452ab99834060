package io.yume.distribution;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Values that stand for all values of a law, for sums and integrals.
 *
 * @param values side by side, one event after another
 * @param weights how much of the space each stands for
 */
record Points(double[] values, double... weights) {

    private static final int INTERVALS = 40_000;

    /** Of a variable that may depend on the setting. */
    interface Maker {
        Points of(double... free);
    }

    /** A change of variables: a value and its derivative. */
    private interface Curve {
        double[] at(double t);
    }

    /** All settings alike. */
    static Maker always(Points points) {
        return free -> points;
    }

    /** The middles of small intervals. */
    static Points line(double low, double high) {
        return curve(low, high, t -> new double[] {t, 1});
    }

    /** The same, with bounds that depend on the setting. */
    static Maker line(UnaryOperator<double[]> bounds) {
        return free -> line(bounds.apply(free)[0], bounds.apply(free)[1]);
    }

    /** Positive numbers between two, evenly by their logarithms. */
    static Points positive(double low, double high) {
        return curve(Math.log(low), Math.log(high), t -> new double[] {Math.exp(t), Math.exp(t)});
    }

    /** Numbers in (0, 1), evenly by their log-odds. */
    static Points unit(double low, double high) {
        return curve(low, high, t -> {
            double x = 1 / (1 + Math.exp(-t));
            return new double[] {x, x * (1 - x)};
        });
    }

    /** All numbers up to a large one, ever coarser away from 0. */
    static Points heavy(double largest) {
        double end = Math.log(2 * largest);
        return curve(-end, end, t -> new double[] {Math.sinh(t), Math.cosh(t)});
    }

    private static Points curve(double low, double high, Curve curve) {
        double width = (high - low) / INTERVALS;
        double[] values = new double[INTERVALS];
        double[] weights = new double[INTERVALS];
        for (int i = 0; i < INTERVALS; i++) {
            double[] at = curve.at(low + (i + 0.5) * width);
            values[i] = at[0];
            weights[i] = at[1] * width;
        }
        return new Points(values, weights);
    }

    /** The numbers from 0 to one below a count. */
    static Points counts(int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        return new Points(IntStream.range(0, count).asDoubleStream().toArray(), weights);
    }

    /** Pairs of numbers. */
    static Points plane(double low, double high) {
        int side = 300;
        double width = (high - low) / side;
        double[] values = new double[2 * side * side];
        double[] weights = new double[side * side];
        for (int i = 0; i < weights.length; i++) {
            values[2 * i] = low + (i / side + 0.5) * width;
            values[2 * i + 1] = low + (i % side + 0.5) * width;
            weights[i] = width * width;
        }
        return new Points(values, weights);
    }

    /** Three positive numbers that sum to 1; the measure is that of two of them. */
    static Points simplex(double largest) {
        Points plane = plane(-largest, largest);
        int count = plane.weights.length;
        double[] values = new double[3 * count];
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            double first = 1 / (1 + Math.exp(-plane.values[2 * i]));
            double second = 1 / (1 + Math.exp(-plane.values[2 * i + 1]));
            double rest = 1 / (1 + Math.exp(plane.values[2 * i]));
            values[3 * i] = first;
            values[3 * i + 1] = rest * second;
            values[3 * i + 2] = rest / (1 + Math.exp(plane.values[2 * i + 1]));
            weights[i] = plane.weights[i] * first * rest * rest * second * (1 - second);
        }
        return new Points(values, weights);
    }

    /** Angles, and vectors of length 1 in the plane. */
    static Points circle() {
        Points angles = line(-Math.PI, Math.PI);
        double[] values = new double[2 * angles.values.length];
        for (int i = 0; i < angles.values.length; i++) {
            values[2 * i] = Math.cos(angles.values[i]);
            values[2 * i + 1] = Math.sin(angles.values[i]);
        }
        return new Points(values, angles.weights);
    }

    /** Vectors of length 1 in space. */
    static Points sphere() {
        int side = 250;
        double[] values = new double[3 * side * side];
        double[] weights = new double[side * side];
        for (int i = 0; i < weights.length; i++) {
            // Chebyshev's angles make the rule exact for polynomials of the height but for the ends, as fine as any.
            double turn = 2 * Math.PI * (i % side + 0.5) / side;
            double fall = Math.PI * (i / side + 0.5) / side;
            values[3 * i] = Math.sin(fall) * Math.cos(turn);
            values[3 * i + 1] = Math.sin(fall) * Math.sin(turn);
            values[3 * i + 2] = Math.cos(fall);
            // Fejer's first rule.
            double sum = 0;
            for (int j = 1; j <= side / 2; j++) {
                sum += Math.cos(2 * j * fall) / (4.0 * j * j - 1);
            }
            weights[i] = 2.0 / side * (1 - 2 * sum) * 2 * Math.PI / side;
        }
        return new Points(values, weights);
    }
}

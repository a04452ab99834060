package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Special;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/**
 * Equally spaced numbers, such as the grey levels of an image.
 *
 * @param count number of levels, at least 2
 * @param low the lowest level
 * @param high the highest level
 */
public record Levels(int count, double low, double high) {

    /**
     * A value this close to a level, in units of the step, counts as that level: grey values in single precision are
     * not exact.
     */
    private static final double TOLERANCE = 1e-3;

    /** A record, so that equal levels make equal supports. */
    private record Near(Levels levels) implements DoublePredicate {
        @Override
        public boolean test(double x) {
            double index = (x - levels.low) / levels.step();
            return index > -0.5 && index < levels.count - 0.5 && Math.abs(index - Math.rint(index)) < TOLERANCE;
        }
    }

    /** @throws IllegalArgumentException if there are fewer than two, or the highest is not above the lowest */
    public Levels {
        if (count < 2) {
            throw new IllegalArgumentException("levels must be at least 2: levels=" + count);
        }
        if (!(high > low) || Double.isInfinite(high - low)) {
            throw new IllegalArgumentException("high must be above low: low=" + low + ", high=" + high);
        }
    }

    /** Levels from 0 to 1: 256 of them are the grey values of 8 bits. */
    public static Levels unit(int count) {
        return new Levels(count, 0, 1);
    }

    /** The distance of neighbouring levels. */
    public double step() {
        return (high - low) / (count - 1);
    }

    /** The level of an index, counted from 0. */
    public double level(int index) {
        return low + index * step();
    }

    /** All levels, ascending. */
    double[] all() {
        return IntStream.range(0, count).mapToDouble(this::level).toArray();
    }

    /** The level nearest to each element; it has no gradient. */
    public Node nearest(Node value) {
        Node index = Special.FLOOR.of(
                value.stopGradient().minus(low).times(1 / step()).plus(0.5));
        return index.clip(0, count - 1).times(step()).plus(low);
    }

    /** The levels as a support. */
    public Support support() {
        String text =
                "{" + Notation.number(low) + " + i " + Notation.number(step()) + ": i = 0, ..., " + (count - 1) + "}";
        return new Support(text, new Near(this));
    }
}

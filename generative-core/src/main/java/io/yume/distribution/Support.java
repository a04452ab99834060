package io.yume.distribution;

import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;

/**
 * The values to which a distribution gives weight: what each element may be and, of vectors along the last axis, what they come
 * to.
 *
 * @param text as in formulas
 * @param contains whether one element may have a value
 * @param totals what vectors must come to; empty where elements stand for themselves
 */
public record Support(String text, DoublePredicate contains, List<Total> totals) {

    /** All finite numbers. */
    public static final Support REAL = between("R", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Numbers above 0. */
    public static final Support POSITIVE = new Support("(0, inf)", new Between(0, Double.POSITIVE_INFINITY, true));

    /** Numbers of at least 0. */
    public static final Support NON_NEGATIVE = between("[0, inf)", 0, Double.POSITIVE_INFINITY);

    /** Logarithms of what may be 0: finite numbers and -infinity. */
    static final Support LOGARITHMS = new Support("[-inf, inf)", x -> x < Double.POSITIVE_INFINITY);

    /** 0 and 1. */
    public static final Support BINARY = new Support("{0, 1}", x -> x == 0 || x == 1);

    /** Numbers from 0 to 1. */
    public static final Support UNIT = between("[0, 1]", 0, 1);

    /** Whole numbers of at least 0. */
    public static final Support COUNTS = new Support("{0, 1, ...}", x -> x >= 0 && x == Math.rint(x));

    /** How far the sum of parts, or the length of a vector, may be from what it must be in single precision. */
    private static final double TOLERANCE = 1e-3;

    /**
     * What numbers side by side come to.
     *
     * @param length how many there are
     * @param sum what they sum to
     * @param norm whether it is their length as a vector instead
     * @param tolerance how far from that they may be
     * @param orZero whether all may be 0 instead
     */
    public record Total(int length, double sum, boolean norm, double tolerance, boolean orZero) {

        private boolean holds(float[] values, int from) {
            double actual = of(values, from);
            return Math.abs(actual - sum) <= tolerance || (orZero && actual == 0);
        }

        private double of(float[] values, int from) {
            double actual = 0;
            for (int i = from; i < from + length; i++) {
                actual += norm ? values[i] * (double) values[i] : values[i];
            }
            return norm ? Math.sqrt(actual) : actual;
        }

        private String text() {
            return (norm ? "length " : "sum ") + Notation.number(sum);
        }

        private Total orZeros() {
            return new Total(length, sum, norm, tolerance, true);
        }
    }

    /**
     * Finite numbers between two bounds, as single precision has them.
     *
     * @param above whether the lower one is not among them
     */
    private record Between(double low, double high, boolean above) implements DoublePredicate {
        @Override
        public boolean test(double x) {
            return (above ? x > (float) low : x >= (float) low) && x <= (float) high && Double.isFinite(x);
        }

        /** The same as a graph, 1 or 0 for each element. */
        Node inside(Node x) {
            Node lower =
                    Double.isInfinite(low) ? x.like(1) : above ? x.greater(x.like(low)) : x.greaterOrEqual(x.like(low));
            return Double.isInfinite(high) ? lower : lower.times(x.like(high).greaterOrEqual(x));
        }

        /** 1 for each element beyond a bound, else 0, and for what is no number. */
        Node outside(Node x) {
            Node below = Double.isInfinite(low)
                    ? x.zeros()
                    : above ? x.like(low).greaterOrEqual(x) : x.like(low).greater(x);
            return Double.isInfinite(high) ? below : below.plus(x.greater(x.like(high)));
        }

        /** Far enough from the bounds for every formula. */
        double middle() {
            if (Double.isInfinite(low)) {
                return high - 1;
            }
            return Double.isInfinite(high) ? low + 1 : (low + high) / 2;
        }
    }

    private record Below(int count) implements DoublePredicate {
        @Override
        public boolean test(double x) {
            return x >= 0 && x < count && x == Math.rint(x);
        }
    }

    private record Both(DoublePredicate first, DoublePredicate second) implements DoublePredicate {
        @Override
        public boolean test(double x) {
            return first.test(x) && second.test(x);
        }
    }

    public Support {
        totals = List.copyOf(totals);
    }

    /** Elements that stand for themselves. */
    public Support(String text, DoublePredicate contains) {
        this(text, contains, List.of());
    }

    /** The numbers from 0 to one below a count. */
    public static Support below(int count) {
        return new Support("{0, ..., " + (count - 1) + "}", new Below(count));
    }

    /** The finite numbers from one bound to another. */
    public static Support between(double low, double high) {
        return between("[" + Notation.number(low) + ", " + Notation.number(high) + "]", low, high);
    }

    /** The same under a text of their own. */
    public static Support between(String text, double low, double high) {
        return new Support(text, new Between(low, high, false));
    }

    /** Whether elements lie here as a graph, 1 or 0 for each; empty where they cannot be moved a little, each on its own. */
    Optional<UnaryOperator<Node>> inside() {
        return contains instanceof Between bounds && totals.isEmpty() ? Optional.of(bounds::inside) : Optional.empty();
    }

    /**
     * A log-density that is minus infinity for values that are not here, whatever its formula says there; nor do its gradients see them.
     *
     * @param logProb the formula, which sums over the event
     */
    Node bound(Node value, int eventRank, UnaryOperator<Node> logProb) {
        if (!(contains instanceof Between bounds) || Double.isInfinite(bounds.low) && Double.isInfinite(bounds.high)) {
            return logProb.apply(value);
        }
        Node outside = bounds.outside(value);
        Node density = logProb.apply(outside.select(value.like(bounds.middle()), value));
        return Axes.sumLast(outside, eventRank).select(density.like(Double.NEGATIVE_INFINITY), density);
    }

    /** Vectors along the last axis with a single 1 among zeros. */
    public static Support oneHot(int classes) {
        return BINARY.summingTo(1, classes);
    }

    /** Vectors along the last axis of numbers from 0 to 1 that are parts of a whole: their sum is 1, to a thousandth. */
    public static Support simplex(int parts) {
        return UNIT.vectors(new Total(parts, 1, false, TOLERANCE, false));
    }

    /** Vectors along the last axis of the length 1, to a thousandth. */
    public static Support sphere(int dimensions) {
        return new Support("[-1, 1]", new Between(-1 - TOLERANCE, 1 + TOLERANCE, false))
                .vectors(new Total(dimensions, 1, true, TOLERANCE, false));
    }

    /** The same, of whole numbers of which some side by side sum to a number. */
    Support summingTo(int sum, int length) {
        return vectors(new Total(length, sum, false, 0, false));
    }

    private Support vectors(Total total) {
        return new Support(total.length() + " of " + text + " with the " + total.text(), contains, List.of(total));
    }

    /** The same, or vectors of zeros: steps that a mask leaves out may be padded with them. */
    public Support orZeros() {
        return totals.isEmpty()
                ? this
                : new Support(
                        text + " or zeros",
                        contains,
                        totals.stream().map(Total::orZeros).toList());
    }

    /** What lies in both. */
    public Support and(Support other) {
        if (equals(other)) {
            return this;
        }
        List<Total> all = new ArrayList<>(totals);
        all.addAll(other.totals);
        return new Support(text + " and " + other.text, new Both(contains, other.contains), all);
    }

    /**
     * Checks the value of one example of a variable.
     *
     * @throws IllegalArgumentException if it does not lie here, naming the example
     */
    public void require(String variable, float[] values, int from, int size, long example) {
        for (int i = from; i < from + size; i++) {
            if (!contains.test(values[i])) {
                throw outside(variable, "actual=" + values[i], example);
            }
        }
        for (Total total : totals) {
            for (int i = from; i < from + size; i += total.length()) {
                if (!total.holds(values, i)) {
                    throw outside(
                            variable, "actual " + (total.norm() ? "length=" : "sum=") + total.of(values, i), example);
                }
            }
        }
    }

    private IllegalArgumentException outside(String variable, String actual, long example) {
        return new IllegalArgumentException("a variable must lie where its distribution does: variable=" + variable
                + ", expected=" + text + ", " + actual + ", example=" + example);
    }

    @Override
    public String toString() {
        return text;
    }
}

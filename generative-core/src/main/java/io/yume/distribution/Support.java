package io.yume.distribution;

import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;

/**
 * The set of values to which a distribution gives weight: what each element may be and, for vectors along the last
 * axis, what their sum or length must be.
 *
 * @param text as in formulas
 * @param contains whether one element may have a value
 * @param totals rules for vectors along the last axis; empty where elements are independent of each other
 */
public record Support(String text, DoublePredicate contains, List<Total> totals) {

    /** All finite numbers. */
    public static final Support REAL = between("R", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Numbers above 0. */
    public static final Support POSITIVE = new Support("(0, inf)", new Between(0, Double.POSITIVE_INFINITY, true));

    /** Numbers of at least 0. */
    public static final Support NON_NEGATIVE = between("[0, inf)", 0, Double.POSITIVE_INFINITY);

    /** Logarithms of numbers that may be 0: finite numbers and -infinity. */
    static final Support LOGARITHMS = new Support("[-inf, inf)", x -> x < Double.POSITIVE_INFINITY);

    /** 0 and 1. */
    public static final Support BINARY = new Support("{0, 1}", x -> x == 0 || x == 1);

    /** Numbers from 0 to 1. */
    public static final Support UNIT = between("[0, 1]", 0, 1);

    /** Whole numbers of at least 0. */
    public static final Support COUNTS = new Support("{0, 1, ...}", x -> x >= 0 && x == Math.rint(x));

    /** Tolerance, in single precision, of the sum of parts or the length of a vector. */
    private static final double TOLERANCE = 1e-3;

    /**
     * A rule for adjacent numbers: what their sum, or their length as a vector, must be.
     *
     * @param length how many numbers there are
     * @param sum what they must sum to
     * @param norm whether the rule is about their length as a vector instead of their sum
     * @param tolerance the largest deviation from that
     * @param orZero whether all of them may be 0 instead
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
     * Finite numbers between two bounds, which are rounded to single precision.
     *
     * @param above whether the lower bound itself is excluded
     */
    private record Between(double low, double high, boolean above) implements DoublePredicate {
        @Override
        public boolean test(double x) {
            return (above ? x > (float) low : x >= (float) low) && x <= (float) high && Double.isFinite(x);
        }

        /** The same check as a graph: 1 or 0 for each element. */
        Node inside(Node x) {
            Node lower =
                    Double.isInfinite(low) ? x.like(1) : above ? x.greater(x.like(low)) : x.greaterOrEqual(x.like(low));
            return Double.isInfinite(high) ? lower : lower.times(x.like(high).greaterOrEqual(x));
        }

        /** 1 for each element beyond a bound, else 0; also 0 for what is not a number. */
        Node outside(Node x) {
            Node below = Double.isInfinite(low)
                    ? x.zeros()
                    : above ? x.like(low).greaterOrEqual(x) : x.like(low).greater(x);
            return Double.isInfinite(high) ? below : below.plus(x.greater(x.like(high)));
        }

        /** A value far enough from the bounds for every formula to be finite. */
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

    /** Values whose elements are independent of each other. */
    public Support(String text, DoublePredicate contains) {
        this(text, contains, List.of());
    }

    /** The whole numbers from 0 to count - 1. */
    public static Support below(int count) {
        return new Support("{0, ..., " + (count - 1) + "}", new Below(count));
    }

    /** The finite numbers from one bound to another, both included. */
    public static Support between(double low, double high) {
        return between("[" + Notation.number(low) + ", " + Notation.number(high) + "]", low, high);
    }

    /** The same with a text of its own. */
    public static Support between(String text, double low, double high) {
        return new Support(text, new Between(low, high, false));
    }

    /**
     * The check as a graph, 1 or 0 for each element. Empty for sets other than intervals and for vectors with a rule,
     * where one element cannot move alone.
     */
    Optional<UnaryOperator<Node>> inside() {
        return contains instanceof Between bounds && totals.isEmpty() ? Optional.of(bounds::inside) : Optional.empty();
    }

    /**
     * A log-density that is minus infinity for values outside of the bounds, whatever its formula gives there;
     * gradients do not see those values either.
     *
     * @param logProb the formula, summed over the event
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

    /** Vectors along the last axis of numbers from 0 to 1 whose sum is 1, to a thousandth. */
    public static Support simplex(int parts) {
        return UNIT.vectors(new Total(parts, 1, false, TOLERANCE, false));
    }

    /** Vectors along the last axis of length 1, to a thousandth. */
    public static Support sphere(int dimensions) {
        return new Support("[-1, 1]", new Between(-1 - TOLERANCE, 1 + TOLERANCE, false))
                .vectors(new Total(dimensions, 1, true, TOLERANCE, false));
    }

    /** The same for whole numbers of which each group of adjacent ones has a given sum. */
    Support summingTo(int sum, int length) {
        return vectors(new Total(length, sum, false, 0, false));
    }

    private Support vectors(Total total) {
        return new Support(total.length() + " of " + text + " with the " + total.text(), contains, List.of(total));
    }

    /** The same, but also vectors of zeros: masked steps may be padded with them. */
    public Support orZeros() {
        return totals.isEmpty()
                ? this
                : new Support(
                        text + " or zeros",
                        contains,
                        totals.stream().map(Total::orZeros).toList());
    }

    /** The values that lie in both. */
    public Support and(Support other) {
        if (equals(other)) {
            return this;
        }
        List<Total> all = new ArrayList<>(totals);
        all.addAll(other.totals);
        return new Support(text + " and " + other.text, new Both(contains, other.contains), all);
    }

    /**
     * Checks the value of a variable in one example.
     *
     * @param values holds the value in {@code size} numbers, beginning at {@code from}
     * @param example the index that an error names
     * @throws IllegalArgumentException if it does not lie here; the message names the example
     */
    public void require(String variable, float[] values, int from, int size, long example) {
        require(variable, values, from, size, ", example=" + example);
    }

    /**
     * Checks one value of a variable.
     *
     * @throws IllegalArgumentException if it does not lie here
     */
    public void require(String variable, float... values) {
        require(variable, values, 0, values.length, "");
    }

    private void require(String variable, float[] values, int from, int size, String where) {
        for (int i = from; i < from + size; i++) {
            if (!contains.test(values[i])) {
                throw outside(variable, "actual=" + values[i], where);
            }
        }
        for (Total total : totals) {
            for (int i = from; i < from + size; i += total.length()) {
                if (!total.holds(values, i)) {
                    throw outside(
                            variable, "actual " + (total.norm() ? "length=" : "sum=") + total.of(values, i), where);
                }
            }
        }
    }

    private IllegalArgumentException outside(String variable, String actual, String where) {
        return new IllegalArgumentException("a variable must lie where its distribution does: variable=" + variable
                + ", expected=" + text + ", " + actual + where);
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;

/**
 * The values to which a distribution gives weight, element by element.
 *
 * @param text as in formulas
 * @param contains whether one element may have a value
 * @param inside the same as a graph, 1 or 0 for each element of a value; empty where elements cannot be moved a little, each on its own
 */
public record Support(String text, DoublePredicate contains, Optional<UnaryOperator<Node>> inside) {

    /** All finite numbers. */
    public static final Support REAL = between("R", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Numbers above 0. */
    public static final Support POSITIVE =
            new Support("(0, inf)", x -> x > 0 && Double.isFinite(x), Optional.of(x -> x.greater(0)));

    /** Numbers of at least 0. */
    public static final Support NON_NEGATIVE = between("[0, inf)", 0, Double.POSITIVE_INFINITY);

    /** 0 and 1. */
    public static final Support BINARY = new Support("{0, 1}", x -> x == 0 || x == 1);

    /** Numbers from 0 to 1. */
    public static final Support UNIT = between("[0, 1]", 0, 1);

    /** Numbers from 0 to 1 that are parts of a whole. */
    public static final Support SIMPLEX = new Support("[0, 1], in all 1", UNIT.contains());

    /** Whole numbers of at least 0. */
    public static final Support COUNTS = new Support("{0, 1, ...}", x -> x >= 0 && x == Math.rint(x));

    /** Values that no element leaves by a little, such as whole numbers. */
    public Support(String text, DoublePredicate contains) {
        this(text, contains, Optional.empty());
    }

    /** All numbers between two bounds, which belong to them where they are finite. */
    public static Support between(String text, double low, double high) {
        DoublePredicate contains = x -> x >= (float) low && x <= (float) high && Double.isFinite(x);
        return new Support(text, contains, Optional.of(x -> {
            Node above = Double.isInfinite(low) ? x.like(1) : x.greaterOrEqual(x.like(low));
            return Double.isInfinite(high) ? above : above.times(x.like(high).greaterOrEqual(x));
        }));
    }

    /** The numbers from 0 to one below a count. */
    public static Support below(int count) {
        return new Support("{0, ..., " + (count - 1) + "}", x -> x >= 0 && x < count && x == Math.rint(x));
    }

    @Override
    public String toString() {
        return text;
    }
}

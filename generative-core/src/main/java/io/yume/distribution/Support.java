package io.yume.distribution;

import java.util.function.DoublePredicate;

/**
 * The values to which a distribution gives weight, element by element.
 *
 * @param text as in formulas
 * @param contains whether one element may have a value
 */
public record Support(String text, DoublePredicate contains) {

    /** All finite numbers. */
    public static final Support REAL = new Support("R", Double::isFinite);

    /** Numbers above 0. */
    public static final Support POSITIVE = new Support("(0, inf)", x -> x > 0 && Double.isFinite(x));

    /** Numbers of at least 0. */
    public static final Support NON_NEGATIVE = new Support("[0, inf)", x -> x >= 0 && Double.isFinite(x));

    /** 0 and 1. */
    public static final Support BINARY = new Support("{0, 1}", x -> x == 0 || x == 1);

    /** Numbers from 0 to 1. */
    public static final Support UNIT = new Support("[0, 1]", x -> x >= 0 && x <= 1);

    /** Whole numbers of at least 0. */
    public static final Support COUNTS = new Support("{0, 1, ...}", x -> x >= 0 && x == Math.rint(x));

    /** The numbers from 0 to one below a count. */
    public static Support below(int count) {
        return new Support("{0, ..., " + (count - 1) + "}", x -> x >= 0 && x < count && x == Math.rint(x));
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.yume.distribution;

import io.yume.graph.Node;

/**
 * A law {@code loc + scale * standard} whose standard form is symmetric about 0 and has a known distribution function,
 * so that it can be {@linkplain Truncated truncated} and {@linkplain Quantised quantised}.
 */
public sealed interface Symmetric permits Normal, Laplace, Logistic {

    /**
     * A lower bound for differences of logarithms: far below any that can occur, and far above what single precision
     * rounds to 0.
     */
    double LEAST = 1e-30;

    /**
     * Up to this width (in scales, times one plus the distance from the centre) the density is treated as linear; the
     * relative error is width²/8.
     */
    double NARROW = 1e-3;

    /** The centre. */
    Node loc();

    /** The scale, above 0. */
    Node scale();

    /** The logarithm of the standard law's distribution function. */
    Node standardLogCdf(Node standard);

    /**
     * The quantile of the standard law for the logarithm of a probability, which itself may be too small for single
     * precision.
     */
    Node standardLogQuantile(Node logProbability);

    /** Minus the derivative of the standard law's log-density. */
    Node standardSlope(Node standard);

    /**
     * The logarithm of the standard law's probability between two values, without loss of digits in a tail or where
     * they are close.
     *
     * @param low the lower value
     * @param width the upper value minus the lower one
     */
    Node standardLogBetween(Node low, Node width);

    /**
     * 1 if a width times one plus the distance of its middle from the centre, a bound on how much the log-density
     * changes, is at most a limit; else 0.
     */
    static Node narrow(Node middle, Node width, double most) {
        return width.times(middle.abs().plus(1)).greater(most).neg().plus(1);
    }

    /** {@code 1 - exp(-size)} without loss of digits. */
    static Node rest(Node size) {
        Node tanh = size.times(0.5).tanh();
        return tanh.times(2).dividedBy(tanh.plus(1));
    }

    /** {@code log(1 - exp(-size))} for a size above 0; one that was rounded to 0 counts as {@link #LEAST}. */
    static Node logRest(Node size) {
        Node tanh = size.max(LEAST).times(0.5).tanh();
        return tanh.times(2).log().minus(tanh.log1p());
    }

    /**
     * A law as a symmetric one.
     *
     * @param wrapper names the law that needs it, for the error
     * @throws IllegalArgumentException if it is none
     */
    static Symmetric of(Law law, String wrapper) {
        if (law instanceof Symmetric symmetric) {
            return symmetric;
        }
        throw new IllegalArgumentException("a " + wrapper + " law must be of a Normal, Laplace or Logistic one: law="
                + law.getClass().getSimpleName());
    }
}

package io.yume.distribution;

import io.yume.graph.Node;

/**
 * A law {@code loc + scale * standard} whose standard form is symmetric about 0 and has a distribution function: what can be {@linkplain
 * Truncated cut} and {@linkplain Quantised rounded}.
 */
public sealed interface Symmetric permits Normal, Laplace, Logistic {

    /** Far below what a difference of logarithms can be, and far from what single precision takes for 0. */
    double LEAST = 1e-30;

    /** Narrow enough for a density that falls evenly: what is left out is its square over 8. */
    double NARROW = 1e-3;

    /** The centre. */
    Node loc();

    /** The scale, above 0. */
    Node scale();

    /** The logarithm of the standard law's probability of at most a value. */
    Node standardLogCdf(Node standard);

    /** The value up to which the standard law has a probability, which may be too small for a number: given is its logarithm. */
    Node standardLogQuantile(Node logProbability);

    /** How fast the logarithm of the standard density falls at a value. */
    Node standardSlope(Node standard);

    /**
     * The logarithm of the standard law's probability between two values, without loss of digits in a tail or where they are close.
     *
     * @param width how far the upper one is above the lower one
     */
    Node standardLogBetween(Node low, Node width);

    /** Whether a width, times the slope of a normal density there, is at most so large: 1 or 0. */
    static Node narrow(Node middle, Node width, double most) {
        return width.times(middle.abs().plus(1)).greater(most).neg().plus(1);
    }

    /** {@code 1 - exp(-size)} without loss of digits. */
    static Node rest(Node size) {
        Node tanh = size.times(0.5).tanh();
        return tanh.times(2).dividedBy(tanh.plus(1));
    }

    /** {@code log(1 - exp(-size))}, for a size above 0; one that was lost to rounding counts as the least there is. */
    static Node logRest(Node size) {
        Node tanh = size.max(LEAST).times(0.5).tanh();
        return tanh.times(2).log().minus(tanh.log1p());
    }

    /**
     * A law as one of these.
     *
     * @param wrapper what needs it, for the error
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

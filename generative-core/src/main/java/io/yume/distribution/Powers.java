package io.yume.distribution;

import io.yume.graph.Node;

/** Logarithms of powers and ratios as densities need them, where the plain formula is not finite or loses digits. */
final class Powers {

    private Powers() {}

    /**
     * {@code exponent * log(base)}, which is 0 where the exponent is 0, whatever the base is. Where it is infinite, it
     * has no gradient.
     */
    static Node log(Node exponent, Node base) {
        Node isPole = base.equalTo(base.zeros());
        // At the pole another value is used, since 0 times an infinite logarithm, or its derivative, is not a number.
        Node finite = exponent.times(isPole.select(base.like(0.5), base).log());
        Node up = exponent.neg().greater(0).select(exponent.like(Double.POSITIVE_INFINITY), exponent.zeros());
        Node limit = exponent.greater(0).select(exponent.like(Double.NEGATIVE_INFINITY), up);
        return isPole.select(limit, finite);
    }

    /** {@code log(a / b)} of positive numbers, without loss of digits where they are close. */
    static Node logRatio(Node a, Node b) {
        Node distance = a.minus(b).dividedBy(b);
        Node close = distance.abs().greater(0.5).neg().plus(1);
        return close.select(
                close.select(distance, distance.zeros()).log1p(), a.log().minus(b.log()));
    }

    /** {@code prob * x}, which is 0 where the probability is, whatever x: there it has no slope. */
    static Node weighted(Node prob, Node x) {
        return prob.times(prob.select(x, x.zeros()));
    }
}

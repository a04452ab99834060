package io.yume.loss;

import java.util.function.UnaryOperator;

/**
 * The divergences {@code D_f(p || q) = E_q[f(p/q)]} in their variational form {@code max_v E_p[g(v)] - E_q[f*(g(v))]} (Nowozin, Cseke and
 * Tomioka, 2016): g takes any number to where the conjugate f* is finite.
 */
public enum FDivergence {
    /** {@code KL[p || q]}; the best v is {@code 1 + log p/q}. */
    KULLBACK_LEIBLER(v -> v, v -> v.minus(1).exp()),

    /** {@code KL[q || p]}; the best v is {@code log p/q}. */
    REVERSE_KULLBACK_LEIBLER(v -> v.neg().exp().neg(), v -> v.minus(1)),

    /** {@code E_q[(p/q - 1)^2]}; the best v is {@code 2 (p/q - 1)}. */
    PEARSON(v -> v, v -> v.square().times(0.25).plus(v)),

    /** {@code E_q[(sqrt(p/q) - 1)^2]}; the best v is half of {@code log p/q}. */
    SQUARED_HELLINGER(v -> v.neg().exp().neg().plus(1), v -> v.exp().minus(1)),

    /** Twice the divergence of Jensen and Shannon; the best v is {@code log p/q}. */
    JENSEN_SHANNON(
            v -> v.logSigmoid().plus(Math.log(2)),
            v -> v.neg().logSigmoid().neg().minus(Math.log(2))),

    /**
     * The value of the game of Goodfellow et al. (2014), which is {@link #JENSEN_SHANNON} less {@code 2 log 2}; the
     * best v is {@code log p/q}.
     */
    GAN(Objective::logSigmoid, v -> v.neg().logSigmoid().neg());

    private final UnaryOperator<Objective> onLeft;
    private final UnaryOperator<Objective> onRight;

    FDivergence(UnaryOperator<Objective> onLeft, UnaryOperator<Objective> onRight) {
        this.onLeft = onLeft;
        this.onRight = onRight;
    }

    /** Whether the best v is {@code log p/q}, the logit of "this is drawn from p". */
    boolean isLogit() {
        return this == REVERSE_KULLBACK_LEIBLER || this == JENSEN_SHANNON || this == GAN;
    }

    /** {@code g(v)}, whose mean is taken over p. */
    Objective onLeft(Objective v) {
        return onLeft.apply(v);
    }

    /** {@code f*(g(v))}, whose mean is taken over q. */
    Objective onRight(Objective v) {
        return onRight.apply(v);
    }
}

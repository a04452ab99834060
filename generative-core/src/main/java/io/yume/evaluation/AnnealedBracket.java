package io.yume.evaluation;

/**
 * An integral between two estimates by annealing: on average one is too low and the other too high, so where they meet both are right.
 *
 * @param below by chains from the base to the end
 * @param above by chains from an exact draw of the end to the base
 */
public record AnnealedBracket(AnnealedEstimate below, AnnealedEstimate above) {

    /** How far apart they are, in nats: on average at least the sum of both errors, and at least 0. */
    public double gap() {
        return above.logConstant() - below.logConstant();
    }
}

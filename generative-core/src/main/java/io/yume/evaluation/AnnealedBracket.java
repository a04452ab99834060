package io.yume.evaluation;

/**
 * The logarithm of an integral between two estimates by annealing: on average one is too low and the other too high,
 * so where they meet both are right.
 *
 * @param below by chains from the base to the end of the path
 * @param above by chains from an exact draw at the end of the path to the base
 */
public record AnnealedBracket(AnnealedEstimate below, AnnealedEstimate above) {

    /** The difference of both estimates, in nats: on average the sum of both biases, each of which is at least 0. */
    public double gap() {
        return above.logConstant() - below.logConstant();
    }
}

package io.yume.evaluation;

/**
 * What annealed importance sampling found.
 *
 * @param logConstant the logarithm of the integral of the density at the end of the way, in nats: log Z, or log p(x). The mean weight is
 *     unbiased, so its logarithm is too low on average; too high from above, where the mean weight is that of 1 over the integral.
 * @param relativeError standard error of the mean weight, divided by that; the error of the logarithm where it is small; infinite for a
 *     single chain, or where no chain has weight
 * @param effectiveChains how many chains the weights are worth (Kong, 1992); 0 where none has weight
 * @param acceptance the mean probability with which transitions were accepted
 */
public record AnnealedEstimate(double logConstant, double relativeError, double effectiveChains, double acceptance) {

    /** @throws ArithmeticException if a weight is no finite number */
    static AnnealedEstimate of(double acceptance, double... logWeights) {
        LogWeights weights = new LogWeights();
        for (double weight : logWeights) {
            weights.add(weight);
        }
        int chains = weights.count();
        double effective = weights.effective();
        // The variance of the weights over their squared mean is chains / effective - 1.
        double spread = Math.max(0, chains / effective - 1);
        double error = chains == 1 ? Double.POSITIVE_INFINITY : Math.sqrt(spread / (chains - 1));
        return new AnnealedEstimate(weights.logMean(), error, effective, acceptance);
    }

    /** By weights whose mean is 1 over the integral. */
    static AnnealedEstimate ofInverse(double acceptance, double... logWeights) {
        AnnealedEstimate inverse = of(acceptance, logWeights);
        return new AnnealedEstimate(
                -inverse.logConstant(), inverse.relativeError(), inverse.effectiveChains(), acceptance);
    }
}

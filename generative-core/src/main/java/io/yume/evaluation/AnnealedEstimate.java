package io.yume.evaluation;

/**
 * The result of annealed importance sampling.
 *
 * @param logConstant the logarithm of the integral of the density at the end of the path, in nats: log Z, or log p(x).
 *     The mean weight is unbiased, so its logarithm is too low on average; for chains from above, whose mean weight
 *     estimates the reciprocal of the integral, it is too high
 * @param relativeError standard error of the mean weight divided by the mean weight, which is about the error of the
 *     logarithm where it is small; infinite for a single chain, or where no chain has weight
 * @param effectiveChains the effective sample size of the chains (Kong, 1992); 0 where none has weight
 * @param acceptance the mean acceptance probability of the transitions
 */
public record AnnealedEstimate(double logConstant, double relativeError, double effectiveChains, double acceptance) {

    /** @throws ArithmeticException if a log-weight is not a number or plus infinity */
    static AnnealedEstimate of(double acceptance, double... logWeights) {
        LogWeights weights = new LogWeights();
        for (double weight : logWeights) {
            weights.add(weight);
        }
        int chains = weights.count();
        double effective = weights.effective();
        // The variance of the weights divided by their squared mean is chains / effective - 1.
        double spread = Math.max(0, chains / effective - 1);
        double error = chains == 1 ? Double.POSITIVE_INFINITY : Math.sqrt(spread / (chains - 1));
        return new AnnealedEstimate(weights.logMean(), error, effective, acceptance);
    }

    /** From weights whose mean estimates the reciprocal of the integral. */
    static AnnealedEstimate ofInverse(double acceptance, double... logWeights) {
        AnnealedEstimate inverse = of(acceptance, logWeights);
        return new AnnealedEstimate(
                -inverse.logConstant(), inverse.relativeError(), inverse.effectiveChains(), acceptance);
    }
}

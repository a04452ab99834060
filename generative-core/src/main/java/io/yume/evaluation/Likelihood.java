package io.yume.evaluation;

import java.util.List;

/**
 * Estimates of log p(x), in nats, by importance sampling or by annealing, beside a bound.
 *
 * @param bound the evidence lower bound, by the same draws, or the bound that was asked for
 * @param logLikelihood an estimate of log p(x) that is too low on average, but tight for many draws
 * @param effectiveSamples the effective sample size of the draws or chains (Kong, 1992); if it is near 1, log p(x) is
 *     underestimated; if it is 0, no draw has weight and log p(x) is estimated as minus infinity
 */
public record Likelihood(double bound, double logLikelihood, double effectiveSamples) {

    /**
     * What the bound loses because the approximate posterior is not the true one: about {@code KL[q(z|x) || p(z|x)]},
     * which is infinite if q draws values that the posterior excludes.
     */
    public double gap() {
        return bound == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : logLikelihood - bound;
    }

    static Likelihood mean(List<Likelihood> all) {
        return new Likelihood(
                all.stream().mapToDouble(Likelihood::bound).average().orElseThrow(),
                all.stream().mapToDouble(Likelihood::logLikelihood).average().orElseThrow(),
                all.stream().mapToDouble(Likelihood::effectiveSamples).average().orElseThrow());
    }
}

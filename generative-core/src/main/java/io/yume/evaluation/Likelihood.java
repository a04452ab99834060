package io.yume.evaluation;

import java.util.List;

/**
 * What importance or annealed importance sampling says of log p(x), in nats, beside a bound.
 *
 * @param bound the evidence lower bound: by the same draws, or as it was asked for
 * @param logLikelihood log p(x), from below: its expectation is a bound, too, which is tight for many draws
 * @param effectiveSamples how many draws or chains the weights are worth (Kong, 1992); where this is near 1, log p(x) is underestimated,
 *     and where it is 0 no draw has weight: log p(x) is minus infinity by these
 */
public record Likelihood(double bound, double logLikelihood, double effectiveSamples) {

    /**
     * What the bound loses by an approximation that is not the posterior: about {@code KL[q(z|x) || p(z|x)]}, which is infinite where
     * this draws what the posterior does not.
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

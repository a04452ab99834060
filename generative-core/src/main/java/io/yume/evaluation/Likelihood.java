package io.yume.evaluation;

import java.util.List;

/**
 * What importance sampling says of log p(x), in nats.
 *
 * @param bound the evidence lower bound, by the same draws
 * @param logLikelihood log p(x), from below: its expectation is a bound, too, which is tight for many draws
 * @param effectiveSamples how many draws the weights are worth (Kong, 1992); where this is near 1, log p(x) is underestimated
 */
public record Likelihood(double bound, double logLikelihood, double effectiveSamples) {

    /** What the bound loses by an approximation that is not the posterior: about {@code KL[q(z|x) || p(z|x)]}. */
    public double gap() {
        return logLikelihood - bound;
    }

    static Likelihood mean(List<Likelihood> all) {
        return new Likelihood(
                all.stream().mapToDouble(Likelihood::bound).average().orElseThrow(),
                all.stream().mapToDouble(Likelihood::logLikelihood).average().orElseThrow(),
                all.stream().mapToDouble(Likelihood::effectiveSamples).average().orElseThrow());
    }
}

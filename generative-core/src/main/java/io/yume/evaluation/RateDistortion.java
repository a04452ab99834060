package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.distribution.Distribution;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.loss.Objectives;
import java.util.Arrays;

/**
 * The two parts of the evidence lower bound (Alemi et al., 2018): models with equal bounds may differ in how much they
 * use their codes.
 *
 * @param rate {@code KL[q(z|x) || p(z)]}: nats that the codes carry, an upper bound on their mutual information with x
 * @param distortion {@code -E_q(z|x)[log p(x|z)]}: nats that are missing to describe x, given its code
 */
public record RateDistortion(double rate, double distortion) {

    /**
     * The means over a data set, with one draw per example.
     *
     * @param batch number of examples computed at once
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    public static RateDistortion of(
            Distribution likelihood,
            Distribution prior,
            Distribution q,
            Parameters learned,
            DataSet data,
            int batch,
            Seed seed) {
        // Nothing is trained: a discrete code needs no estimator.
        Distribution proposal = q.detached();
        double[] rates = ExampleScores.of(Objectives.kl(proposal, prior), learned, data, batch, seed);
        double[] likelihoods = ExampleScores.of(
                Objectives.expectation(proposal, Objectives.logProb(likelihood)), learned, data, batch, seed);
        return new RateDistortion(
                Arrays.stream(rates).average().orElseThrow(),
                -Arrays.stream(likelihoods).average().orElseThrow());
    }

    /** The evidence lower bound. */
    public double bound() {
        return -rate - distortion;
    }
}

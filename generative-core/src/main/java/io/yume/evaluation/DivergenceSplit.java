package io.yume.evaluation;

/**
 * What the divergence of codes from their prior is made of, in nats (Hoffman and Johnson, 2016; Chen, Li, Grosse and Duvenaud, 2018), where
 * {@code q(z) = mean_n q(z|x_n)}:
 *
 * <pre>{@code
 * mean KL[q(z|x) || p(z)] = I(x; z) + KL[q(z) || prod q(z_j)] + sum_j KL[q(z_j) || p(z_j)]
 * }</pre>
 *
 * @param mutualInformation of an example's number and its code: at most the logarithm of the number of examples
 * @param totalCorrelation how much the elements of codes depend on each other
 * @param dimensionWise how far the elements, each on its own, are from the prior
 */
public record DivergenceSplit(double mutualInformation, double totalCorrelation, double dimensionWise) {

    /** The whole, the rate. */
    public double rate() {
        return mutualInformation + totalCorrelation + dimensionWise;
    }

    /** {@code KL[q(z) || p(z)]}: what a prior that fits the codes would save. */
    public double marginal() {
        return totalCorrelation + dimensionWise;
    }
}

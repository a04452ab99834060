package io.yume.evaluation;

/**
 * The parts of the divergence of codes from their prior, in nats (Hoffman and Johnson, 2016; Chen, Li, Grosse and
 * Duvenaud, 2018), where {@code q(z) = mean_n q(z|x_n)}:
 *
 * <pre>{@code
 * mean KL[q(z|x) || p(z)] = I(x; z) + KL[q(z) || prod q(z_j)] + sum_j KL[q(z_j) || p(z_j)]
 * }</pre>
 *
 * @param mutualInformation between the index of an example and its code: at most the logarithm of the number of
 *     examples
 * @param totalCorrelation the divergence of the codes' distribution from independent elements
 * @param dimensionWise the divergence of each element's distribution from the prior, summed
 */
public record DivergenceSplit(double mutualInformation, double totalCorrelation, double dimensionWise) {

    /** The sum of the three: the mean divergence from the prior. */
    public double rate() {
        return mutualInformation + totalCorrelation + dimensionWise;
    }

    /** {@code KL[q(z) || p(z)]}: how many nats a prior that fits the codes would save. */
    public double marginal() {
        return totalCorrelation + dimensionWise;
    }
}

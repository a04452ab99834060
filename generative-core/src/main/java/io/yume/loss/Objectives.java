package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import java.util.List;
import java.util.Map;

/** Factories of {@link Objective}s; meant to be imported statically. */
public final class Objectives {

    private Objectives() {}

    /** The log-probability of the values that the distribution's variables have. */
    public static Objective logProb(Distribution p) {
        return new LogProb(p);
    }

    /**
     * The log-probability of one value, such as {@code log p(d=1|h)}; it fills the shape of the variable. Where a density has bounds, it is
     * minus infinity beyond.
     *
     * <p>When built, a value that a discrete variable, or a vector with a sum or length, cannot have is an error.
     */
    public static Objective logProb(Factor p, double value) {
        return new FixedLogProb(p, value);
    }

    /**
     * The squared distance of a variable's value from its mean, summed over the elements: up to a constant the
     * {@code -log p} of a Normal with variance 1/2.
     */
    public static Objective squaredError(Factor p) {
        return new SquaredError(p);
    }

    /**
     * How many elements of a variable have a mean whose variance over the batch is above a threshold: the active units
     * of a code (Burda, Grosse and Salakhutdinov, 2016, who take 0.01).
     */
    public static Objective activeUnits(Factor q, double threshold) {
        return new ActiveUnits(q, threshold);
    }

    /** The mean of an objective over draws of a distribution; one sample unless told otherwise. */
    public static Expectation expectation(Distribution q, Objective of) {
        return new Expectation(q, of, Sampling.ONCE);
    }

    /**
     * {@code KL[q || p]}, in closed form where there is one.
     *
     * @throws IllegalArgumentException if q and p are not of the same variables
     */
    public static KullbackLeibler kl(Distribution q, Distribution p) {
        return new KullbackLeibler(q, p, Sampling.ONCE);
    }

    /** The entropy, in closed form where there is one. */
    public static Entropy entropy(Distribution q) {
        return new Entropy(q, Sampling.ONCE);
    }

    /** {@code -E_q[log p]}, in closed form where there is one. */
    public static CrossEntropy crossEntropy(Distribution q, Distribution p) {
        return new CrossEntropy(q, p, Sampling.ONCE);
    }

    /** The evidence lower bound {@code E_q[log p(x, z) - log q(z|x)]}, estimated by draws alone. */
    public static Expectation elbo(Distribution joint, Distribution q) {
        return expectation(q, logProb(joint).minus(logProb(q)));
    }

    /** The evidence lower bound {@code E_q[log p(x|z)] - KL[q(z|x) || p(z)]}, with the divergence in closed form where there is one. */
    public static Objective elbo(Distribution likelihood, Distribution prior, Distribution q) {
        return expectation(q, logProb(likelihood)).minus(kl(q, prior));
    }

    /**
     * The importance-weighted bound (Burda, Grosse and Salakhutdinov, 2016).
     *
     * @throws IllegalArgumentException if there is no sample
     */
    public static ImportanceBound iwae(Distribution joint, Distribution q, int samples) {
        return renyi(joint, q, 0, samples);
    }

    /**
     * The variational Renyi bound {@code 1/(1-alpha) log mean_k (p/q)^(1-alpha)} (Li and Turner, 2016): the importance-weighted bound at
     * order 0, the evidence lower bound at order 1, and above log p(x) for large samples at orders below 0.
     *
     * @throws IllegalArgumentException if there is no sample, or the order is not finite
     */
    public static ImportanceBound renyi(Distribution joint, Distribution q, double order, int samples) {
        return new ImportanceBound(joint, q, order, new Sampling(samples, Map.of()));
    }

    /**
     * The mean of an objective over draws that replace the data: within it, variables that the data also provides have
     * the drawn values. One draw per example of the batch.
     */
    public static Expectation fantasy(Distribution p, Objective of) {
        return Expectation.fantasy(p, of);
    }

    /** An objective of the data's values of some variables, printed as an expectation over the data. */
    public static Objective overData(Objective of, String... variables) {
        return new OverData(List.of(variables), of);
    }

    /**
     * The wake phase of a Helmholtz machine (Hinton, Dayan, Frey and Neal, 1995): {@code E_q(z|x)[log p(x,z)]}, which
     * trains p alone, in a {@link Phase} of its own.
     */
    public static Expectation wake(Distribution joint, Distribution q) {
        return expectation(q.detached(), logProb(joint));
    }

    /** The sleep phase: {@code E_p(x,z)[log q(z|x)]} over fantasies of p, which trains q alone. */
    public static Expectation sleep(Distribution joint, Distribution q) {
        return Expectation.fantasy(joint.detached(), logProb(q), q);
    }

    /**
     * The mean of an objective over the posterior, by self-normalised importance sampling with proposal q. Of
     * {@code log p(x,z)} and {@code log q(z|x)} it gives the wake phases of reweighted wake-sleep (Bornschein and
     * Bengio, 2015).
     *
     * @throws IllegalArgumentException if there is no sample
     */
    public static Objective reweighted(Distribution joint, Distribution q, int samples, Objective of) {
        return new Reweighted(joint, q, new Sampling(samples, Map.of()), of);
    }

    /**
     * The squared maximum mean discrepancy of two sets of samples (Gretton et al., 2012); the estimate is unbiased, so
     * it may be negative. Several kernels are added.
     */
    public static Objective mmd(Samples left, Samples right, Kernel... kernels) {
        return new SampleDistance(left, right, new MeanDiscrepancy(Kernel.sum(kernels)));
    }

    /**
     * The squared sliced Wasserstein distance of order 2 (Rabin et al., 2012) along random directions, drawn anew in each step.
     *
     * @throws IllegalArgumentException if there is no direction
     */
    public static Objective slicedWasserstein(Samples left, Samples right, int directions) {
        return new SampleDistance(left, right, new SlicedWasserstein(directions));
    }

    /**
     * The squared differences of the means and, at order 2, of the covariances; these are the discrepancies of the
     * linear and the quadratic kernel (Li, Swersky and Zemel, 2015).
     *
     * @throws IllegalArgumentException if the order is not 1 or 2
     */
    public static Objective momentMatching(Samples left, Samples right, int order) {
        return new SampleDistance(left, right, new Moments(order));
    }

    /**
     * Score matching (Hyvarinen, 2005) of a log-density known up to its constant; to be minimised. For variables of
     * few elements.
     */
    public static Objective scoreMatching(Objective logDensity, String variable) {
        return new ScoreMatching(logDensity, variable, new ScoreMatching.Exact());
    }

    /**
     * Score matching along one random direction per example (Song, Garg, Shi and Ermon, 2019), for variables of any
     * size.
     */
    public static Objective slicedScoreMatching(Objective logDensity, String variable) {
        return new ScoreMatching(logDensity, variable, new ScoreMatching.Sliced());
    }

    /**
     * Denoising score matching (Vincent, 2011): the score of the data blurred by normal noise.
     *
     * @throws IllegalArgumentException if the deviation is not above 0
     */
    public static Objective denoisingScoreMatching(Objective logDensity, String variable, double deviation) {
        return new ScoreMatching(logDensity, variable, new ScoreMatching.Denoising(deviation));
    }

    /**
     * Noise-contrastive estimation (Gutmann and Hyvarinen, 2010) of a log-density whose constant is learned, too; to
     * be maximised.
     *
     * @param ratio noise draws per example
     * @throws IllegalArgumentException if there is none
     */
    public static Objective noiseContrastive(Objective logDensity, Distribution noise, int ratio) {
        return new NoiseContrastive(logDensity, noise, ratio);
    }

    /**
     * A lower bound on the mutual information of the variables that a score is a function of (van den Oord, Li and
     * Vinyals, 2018); to be maximised.
     *
     * @param variable the one whose values are exchanged between the examples of a batch
     */
    public static Objective infoNce(Objective score, String variable) {
        return new InfoNce(score, variable);
    }

    /**
     * An objective computed after each element of a variable was exchanged for that of another example. As batches of
     * a training are shuffled, this is a draw from the product of the elements' marginals instead of their joint
     * distribution (Kim and Mnih, 2018). What is trained by it, such as a {@link Critic}, learns how the elements
     * depend on each other. No gradient goes to the values.
     *
     * @param variable a vector with at most as many elements as a batch has examples
     */
    public static Objective shuffled(Objective of, String variable) {
        return new Shuffled(of, variable);
    }

    /**
     * Contrastive divergence (Hinton, 2002) of a log-density known up to its constant; to be maximised.
     *
     * @throws IllegalArgumentException if there is no step
     */
    public static Objective contrastiveDivergence(Objective logDensity, String variable, Chain chain, int steps) {
        return new ContrastiveDivergence(logDensity, variable, chain, steps);
    }

    /** The joint distribution of several, whose product it is. */
    public static Joint joint(Distribution... parts) {
        return Joint.of(parts);
    }

    /** A constant. */
    public static Objective number(double value) {
        return new Constant(value);
    }

    /**
     * A named number that follows a schedule over the steps of a training, such as the weight beta of a divergence.
     */
    public static Objective parameter(String name, Annealing schedule) {
        return new Scheduled(name, schedule);
    }

    /** The sum of the elements of a variable's value, such as the number of unmasked steps. */
    public static Objective observed(String variable) {
        return new Observed(variable);
    }

    /** See {@link Estimator#pathwise}. */
    public static Estimator pathwise() {
        return Estimator.pathwise();
    }

    /** See {@link Estimator#enumeration}. */
    public static Estimator enumeration() {
        return Estimator.enumeration();
    }

    /** See {@link Estimator#scoreFunction(Baseline)}. */
    public static Estimator scoreFunction(Baseline baseline) {
        return Estimator.scoreFunction(baseline);
    }
}

package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Joint;
import java.util.Map;

/** The ways to begin an {@link Objective}; meant to be imported statically. */
public final class Objectives {

    private Objectives() {}

    /** The log-probability of the values that the variables have. */
    public static Objective logProb(Distribution p) {
        return new LogProb(p);
    }

    /** The mean of an objective over draws of a distribution; one sample unless told otherwise. */
    public static Expectation expectation(Distribution q, Objective of) {
        return new Expectation(q, of, Sampling.ONCE);
    }

    /**
     * {@code KL[q || p]}, in closed form where there is one.
     *
     * @throws IllegalArgumentException if both are not of the same variables
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

    /** The evidence lower bound {@code E_q[log p(x, z) - log q(z|x)]}, all of it by draws. */
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
    public static Objective iwae(Distribution joint, Distribution q, int samples) {
        return new ImportanceBound(joint, q, new Sampling(samples, Map.of()).samples());
    }

    /** The joint distribution of several. */
    public static Joint joint(Distribution... parts) {
        return Joint.of(parts);
    }

    /** A number. */
    public static Objective number(double value) {
        return new Constant(value);
    }

    /** A named number that follows a schedule, such as the weight beta of a divergence. */
    public static Objective parameter(String name, Annealing schedule) {
        return new Scheduled(name, schedule);
    }

    /** The sum of the elements of a variable's value, such as the number of steps that a mask leaves. */
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

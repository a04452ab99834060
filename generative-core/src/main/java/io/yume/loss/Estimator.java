package io.yume.loss;

/**
 * How the gradient of an expectation reaches the parameters of a variable's distribution. All are unbiased but {@link
 * #straightThrough}.
 */
public sealed interface Estimator {

    /** Through the draw itself (Kingma and Welling, 2014); for continuous variables with such a sampler, the default. */
    static Estimator pathwise() {
        return new Pathwise();
    }

    /** No draw: the exact sum over all values of a finite variable. */
    static Estimator enumeration() {
        return new Enumeration();
    }

    /** The objective times the gradient of the log-probability (Williams, 1992), less a baseline. */
    static Estimator scoreFunction(Baseline baseline) {
        return new ScoreFunction(baseline);
    }

    /** The same without a baseline. */
    static Estimator scoreFunction() {
        return scoreFunction(Baseline.none());
    }

    /**
     * The draw itself forwards, the mean backwards (Bengio, Leonard and Courville, 2013), for discrete variables: varies little, and is
     * biased unless the objective is linear in the variable.
     */
    static Estimator straightThrough() {
        return new StraightThrough();
    }

    /** See {@link #pathwise}. */
    record Pathwise() implements Estimator {}

    /** See {@link #enumeration}. */
    record Enumeration() implements Estimator {}

    /** See {@link #scoreFunction(Baseline)}. */
    record ScoreFunction(Baseline baseline) implements Estimator {}

    /** See {@link #straightThrough}. */
    record StraightThrough() implements Estimator {}
}

package io.yume.loss;

import io.yume.nn.Network;
import java.util.List;

/**
 * How the gradient of an expectation reaches the parameters of a variable's distribution. All are unbiased but {@link #straightThrough}
 * and {@link #gumbelSoftmax}, and {@link #stickingTheLanding} of an objective that is not linear in log q.
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

    /**
     * Through the draw, but not through the variable's own log-density (Roeder, Wu and Duvenaud, 2017), "sticking the landing": what is
     * left out is zero on average where the objective is linear in log q, as a bound is, but not where it is a square of it, say. The
     * gradient of a bound vanishes where q is the posterior. For pathwise variables.
     */
    static Estimator stickingTheLanding() {
        return new StickingTheLanding();
    }

    /**
     * Twice through the draw (Tucker, Lawson, Gu and Maddison, 2019): for pathwise variables of an {@linkplain Objectives#iwae
     * importance-weighted bound}, whose gradient does not drown in noise as the samples get more. Not for draws whose gradient is biased.
     */
    static Estimator doublyReparameterised() {
        return new DoublyReparameterised();
    }

    /**
     * The score function with the bound of the other samples as baseline of each (VIMCO: Mnih and Rezende, 2016): for any variable of an
     * {@linkplain Objectives#iwae importance-weighted bound} of at least two samples.
     */
    static Estimator vimco() {
        return new Vimco();
    }

    /**
     * The score function less a first-order expansion around the mean, whose own gradient is known (Gu, Levine, Sutskever and Mnih, 2016).
     * For discrete variables with a mean; the objective is computed a second time, with means in place of draws.
     */
    static Estimator muProp() {
        return new MuProp();
    }

    /**
     * The score function less the objective of a relaxed draw, whose own gradient is pathwise (REBAR: Tucker et al., 2017). For coins and
     * one-hot classes from which nothing else is drawn; the objective is computed three times.
     *
     * @param temperature of the relaxation
     * @param scale how much of the relaxed objective is subtracted; 0 is the score function
     * @throws IllegalArgumentException if the temperature is not above 0, or the scale not finite
     */
    static Estimator rebar(double temperature, double scale) {
        return new Relaxation(temperature, scale, null, List.of());
    }

    /**
     * The same plus a network of the relaxed draw, which learns to make the gradient vary less (RELAX: Grathwohl et al., 2018).
     *
     * @param network gives one number per row of the relaxed draw and the given variables side by side
     * @param given variables that the data provides, or that were drawn before; these are not trained by it
     */
    static Estimator relax(double temperature, double scale, Network network, String... given) {
        return new Relaxation(temperature, scale, network, List.of(given));
    }

    /**
     * A relaxed draw in place of the discrete one (Maddison, Mnih and Teh, 2017; Jang, Gu and Poole, 2017), for coins and one-hot classes:
     * biased, less so at a lower temperature, where it varies more.
     *
     * @throws IllegalArgumentException if the temperature is not above 0
     */
    static Estimator gumbelSoftmax(double temperature) {
        return new GumbelSoftmax(temperature, false);
    }

    /** The discrete draw forwards, the relaxed one backwards: biased. */
    static Estimator straightThroughGumbel(double temperature) {
        return new GumbelSoftmax(temperature, true);
    }

    /** See {@link #pathwise}. */
    record Pathwise() implements Estimator {}

    /** See {@link #enumeration}. */
    record Enumeration() implements Estimator {}

    /** See {@link #scoreFunction(Baseline)}. */
    record ScoreFunction(Baseline baseline) implements Estimator {}

    /** See {@link #straightThrough}. */
    record StraightThrough() implements Estimator {}

    /** See {@link #stickingTheLanding}. */
    record StickingTheLanding() implements Estimator {}

    /** See {@link #doublyReparameterised}. */
    record DoublyReparameterised() implements Estimator {}

    /** See {@link #vimco}. */
    record Vimco() implements Estimator {}

    /** See {@link #muProp}. */
    record MuProp() implements Estimator {}

    /** See {@link #rebar} and {@link #relax}; the network may be null. */
    record Relaxation(double temperature, double scale, Network network, List<String> given) implements Estimator {

        /** @throws IllegalArgumentException if the temperature is not above 0, or the scale not finite */
        public Relaxation {
            given = List.copyOf(given);
            requireTemperature(temperature);
            if (!Double.isFinite(scale)) {
                throw new IllegalArgumentException("scale must be finite: scale=" + scale);
            }
        }
    }

    /** See {@link #gumbelSoftmax} and {@link #straightThroughGumbel}. */
    record GumbelSoftmax(double temperature, boolean hard) implements Estimator {

        /** @throws IllegalArgumentException if the temperature is not above 0 */
        public GumbelSoftmax {
            requireTemperature(temperature);
        }
    }

    private static void requireTemperature(double temperature) {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("temperature must be > 0: temperature=" + temperature);
        }
    }
}

package io.yume.loss;

import io.yume.nn.Network;
import java.util.List;

/**
 * How the gradient of an expectation reaches the parameters of a drawn variable's distribution. All are unbiased but
 * {@link #straightThrough}, {@link #gumbelSoftmax} and {@link #straightThroughGumbel}; {@link #stickingTheLanding} is
 * biased where the objective is not linear in log q, and {@link #scoreFunction(Baseline)} with
 * {@link Baseline#nvil(double)} is unbiased only up to a factor.
 */
public sealed interface Estimator {

    /**
     * The gradient flows through the draw itself (Kingma and Welling, 2014). The default; for families with such a
     * sampler.
     */
    static Estimator pathwise() {
        return new Pathwise();
    }

    /** No draw: the exact sum over all values of a variable that has finitely many. */
    static Estimator enumeration() {
        return new Enumeration();
    }

    /** The objective minus a baseline, times the gradient of the log-probability (Williams, 1992). */
    static Estimator scoreFunction(Baseline baseline) {
        return new ScoreFunction(baseline);
    }

    /** The same without a baseline. */
    static Estimator scoreFunction() {
        return scoreFunction(Baseline.none());
    }

    /**
     * Forwards the draw, backwards the mean (Bengio, Leonard and Courville, 2013), for discrete variables. Has little
     * variance, but is biased unless the objective is linear in the variable.
     */
    static Estimator straightThrough() {
        return new StraightThrough();
    }

    /**
     * Through the draw, but not through the parameters of the variable's own log-density (Roeder, Wu and Duvenaud,
     * 2017), "sticking the landing". The part left out is zero on average where the objective is linear in log q, as a
     * bound is, but not where it is, say, the square of log q. The gradient of a bound vanishes where q is the
     * posterior. For pathwise variables.
     */
    static Estimator stickingTheLanding() {
        return new StickingTheLanding();
    }

    /**
     * The doubly reparameterised gradient (DReG: Tucker, Lawson, Gu and Maddison, 2019), for pathwise variables of an
     * {@linkplain Objectives#iwae importance-weighted bound}: its signal does not drown in noise as the number of
     * samples grows. Not for draws whose own gradient is biased.
     */
    static Estimator doublyReparameterised() {
        return new DoublyReparameterised();
    }

    /**
     * The score function where the baseline of each sample is the bound made of the other samples (VIMCO: Mnih and
     * Rezende, 2016). For any variable of an {@linkplain Objectives#iwae importance-weighted bound} of at least two
     * samples.
     */
    static Estimator vimco() {
        return new Vimco();
    }

    /**
     * The score function with a first-order expansion of the objective around the mean as control variate, whose own
     * gradient is known (Gu, Levine, Sutskever and Mnih, 2016). For discrete variables with a mean; the objective is
     * computed a second time, with means in place of draws.
     */
    static Estimator muProp() {
        return new MuProp();
    }

    /**
     * The score function with the objective of a relaxed draw as control variate, whose own gradient is pathwise
     * (REBAR: Tucker et al., 2017). For coins and one-hot classes from which nothing else is drawn; the objective is
     * computed three times.
     *
     * @param temperature of the relaxed draw, above 0
     * @param scale how much of the relaxed objective is subtracted; 0 leaves the plain score function
     * @throws IllegalArgumentException if the temperature is not above 0, or the scale not finite
     */
    static Estimator rebar(double temperature, double scale) {
        return new Relaxation(temperature, scale, null, List.of());
    }

    /**
     * The same with a network of the relaxed draw added to the control variate; the network learns to reduce the
     * gradient's variance (RELAX: Grathwohl et al., 2018).
     *
     * @param temperature of the relaxed draw, above 0
     * @param scale how much of the relaxed objective is subtracted
     * @param network gives one number per row, which holds the relaxed draw and the given variables
     * @param given variables that the data provides, or that were drawn before; they get no gradient from the
     *     network's training
     * @throws IllegalArgumentException if the temperature is not above 0, or the scale not finite
     */
    static Estimator relax(double temperature, double scale, Network network, String... given) {
        return new Relaxation(temperature, scale, network, List.of(given));
    }

    /**
     * A relaxed draw in place of the discrete one (Maddison, Mnih and Teh, 2017; Jang, Gu and Poole, 2017), for coins
     * and one-hot classes: biased; a lower temperature has less bias and more variance.
     *
     * @throws IllegalArgumentException if the temperature is not above 0
     */
    static Estimator gumbelSoftmax(double temperature) {
        return new GumbelSoftmax(temperature, false);
    }

    /** Forwards the discrete draw, backwards the relaxed one: biased at any temperature. */
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

    /** See {@link #rebar} and {@link #relax}; {@code network} is null for REBAR. */
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

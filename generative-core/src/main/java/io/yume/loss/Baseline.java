package io.yume.loss;

import io.yume.nn.Network;
import java.util.List;

/**
 * What a score-function estimator subtracts from the objective to vary less. None of these depends on the draw that it is
 * subtracted for, so the gradient stays unbiased.
 */
public sealed interface Baseline {

    /** No baseline: the objective itself multiplies the score. */
    static Baseline none() {
        return new None();
    }

    /**
     * The mean of the objective over past steps.
     *
     * @param decay the weight of the past, in [0, 1)
     */
    static Baseline movingAverage(double decay) {
        return new MovingAverage(decay);
    }

    /** The mean over the other samples of the same example (Kool et al., 2019; Mnih and Rezende, 2016); needs two samples. */
    static Baseline leaveOneOut() {
        return new LeaveOneOut();
    }

    /**
     * A network that learns to predict the objective from variables (Mnih and Gregor, 2014); it gives one number per
     * row. In a scan the prediction made where a variable is drawn is subtracted for that draw only, at this step and
     * all later ones.
     *
     * @param given variables that the data provides, or that were drawn before; they get no gradient from the
     *     network's training
     */
    static Baseline learned(Network network, String... given) {
        return new Learned(network, List.of(given));
    }

    /**
     * The running mean of the objective over past steps is subtracted, and the rest is divided by its running
     * deviation where that is above 1 (NVIL: Mnih and Gregor, 2014). The gradient of an expectation is unbiased up to
     * that factor; in a bound made of several samples, the part of q's gradient that comes from log q in the weights
     * is not divided.
     *
     * @param decay the weight of the past, in [0, 1)
     */
    static Baseline nvil(double decay) {
        return new Nvil(decay, null);
    }

    /**
     * The same for the error of a network that predicts the objective from variables; the network is trained along
     * with the objective.
     */
    static Baseline nvil(double decay, Network network, String... given) {
        return new Nvil(decay, new Learned(network, List.of(given)));
    }

    /** See {@link #none}. */
    record None() implements Baseline {}

    /** See {@link #movingAverage}. */
    record MovingAverage(double decay) implements Baseline {

        /** @throws IllegalArgumentException if the decay is not in [0, 1) */
        public MovingAverage {
            requireDecay(decay);
        }
    }

    /** See {@link #nvil(double)}; {@code learned} is null without a network. */
    record Nvil(double decay, Learned learned) implements Baseline {

        /** @throws IllegalArgumentException if the decay is not in [0, 1) */
        public Nvil {
            requireDecay(decay);
        }
    }

    private static void requireDecay(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("decay must be in [0, 1): decay=" + decay);
        }
    }

    /** See {@link #leaveOneOut}. */
    record LeaveOneOut() implements Baseline {}

    /** See {@link #learned}. */
    record Learned(Network network, List<String> given) implements Baseline {

        /** @throws IllegalArgumentException if there is no variable */
        public Learned {
            given = List.copyOf(given);
            if (given.isEmpty()) {
                throw new IllegalArgumentException("a baseline's network must be given a variable");
            }
        }
    }
}

package io.yume.graph;

import java.util.List;

/**
 * Stochastic gradient descent: {@code p -= rate g}. With momentum (Polyak, 1964), {@code v = momentum v + g} takes the place
 * of {@code g}; with Nesterov's look ahead (Sutskever et al., 2013), {@code g + momentum v} does.
 *
 * @param rate learning rate of each step
 * @param momentum 0 keeps none
 * @param nesterov whether to look ahead; needs a momentum
 * @param clipping of the gradients
 */
public record Sgd(Schedule rate, double momentum, boolean nesterov, Clipping clipping) implements Optimizer {

    /** Slot of the momentum, where there is one. */
    public static final String MOMENTUM = "momentum";

    /** @throws IllegalArgumentException if the momentum is out of [0, 1), or is 0 although Nesterov's form is asked for */
    public Sgd {
        Ranges.requireDecay("momentum", momentum);
        Ranges.require(!nesterov || momentum > 0, "nesterov needs a momentum > 0: momentum=", momentum);
    }

    /** Without momentum, at a constant learning rate. */
    public static Sgd of(double rate) {
        return new Sgd(Schedule.constant(rate), 0, false, Clipping.none());
    }

    /** With momentum. */
    public Sgd momentum(double value) {
        return new Sgd(rate, value, false, clipping);
    }

    /** With momentum that looks ahead. */
    public Sgd nesterov(double value) {
        return new Sgd(rate, value, true, clipping);
    }

    @Override
    public String name() {
        return "sgd";
    }

    @Override
    public List<String> slots() {
        return momentum > 0 ? List.of(MOMENTUM) : List.of();
    }

    @Override
    public Sgd with(Schedule schedule) {
        return new Sgd(schedule, momentum, nesterov, clipping);
    }

    @Override
    public Sgd with(Clipping clip) {
        return new Sgd(rate, momentum, nesterov, clip);
    }
}

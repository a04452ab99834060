package io.yume.graph;

import java.util.List;
import java.util.stream.Stream;

/**
 * RMSProp (Tieleman and Hinton, 2012): {@code v = decay v + (1 - decay) g^2}, {@code d = g / (sqrt(v) + epsilon)},
 * {@code p -= rate d}. Centered (Graves, 2013), a mean {@code m = decay m + (1 - decay) g} is kept too, and
 * {@code v - m^2} takes the place of {@code v} in the root. With momentum, {@code b = momentum b + d} takes the place of
 * {@code d} in the step.
 *
 * @param rate learning rate of each step
 * @param decay of the means
 * @param epsilon added to the root
 * @param momentum 0 keeps none
 * @param centered whether the variance divides, not the mean square
 * @param clipping of the gradients
 */
public record RmsProp(Schedule rate, double decay, double epsilon, double momentum, boolean centered, Clipping clipping)
        implements Optimizer {

    /** Slot of the means of squared gradients. */
    public static final String SQUARE = "square";

    /** Slot of the means of gradients, where it is centered. */
    public static final String MEAN = "mean";

    /** Slot of the momentum, where there is one. */
    public static final String MOMENTUM = "momentum";

    /** @throws IllegalArgumentException if a value is out of its range, naming it */
    public RmsProp {
        Ranges.requireDecay("decay", decay);
        Ranges.requirePositive("epsilon", epsilon);
        Ranges.requireDecay("momentum", momentum);
    }

    /** Decay 0.9 and epsilon 1e-8, without momentum, at a constant learning rate. */
    public static RmsProp of(double rate) {
        return new RmsProp(Schedule.constant(rate), 0.9, 1e-8, 0, false, Clipping.none());
    }

    /** With another decay of the means. */
    public RmsProp decay(double value) {
        return new RmsProp(rate, value, epsilon, momentum, centered, clipping);
    }

    /** With another epsilon. */
    public RmsProp epsilon(double value) {
        return new RmsProp(rate, decay, value, momentum, centered, clipping);
    }

    /** With momentum. */
    public RmsProp momentum(double value) {
        return new RmsProp(rate, decay, epsilon, value, centered, clipping);
    }

    /** Divided by the root of the variance. */
    public RmsProp center() {
        return new RmsProp(rate, decay, epsilon, momentum, true, clipping);
    }

    @Override
    public String name() {
        return "rmsprop";
    }

    @Override
    public List<String> slots() {
        return Stream.of(SQUARE, centered ? MEAN : "", momentum > 0 ? MOMENTUM : "")
                .filter(slot -> !slot.isEmpty())
                .toList();
    }

    @Override
    public RmsProp with(Schedule schedule) {
        return new RmsProp(schedule, decay, epsilon, momentum, centered, clipping);
    }

    @Override
    public RmsProp with(Clipping clip) {
        return new RmsProp(rate, decay, epsilon, momentum, centered, clip);
    }
}

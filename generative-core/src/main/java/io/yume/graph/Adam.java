package io.yume.graph;

import java.util.List;

/**
 * Adam (Kingma and Ba, 2015): {@code m = beta1 m + (1 - beta1) g}, {@code v = beta2 v + (1 - beta2) g^2}, and with
 * {@code m' = m / (1 - beta1^t)}, {@code v' = v / (1 - beta2^t)} the step {@code p -= rate m' / (sqrt(v') + epsilon)}.
 *
 * @param rate learning rate of each step
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of squared gradients
 * @param epsilon added to the root of the second mean
 * @param clipping of the gradients
 */
public record Adam(Schedule rate, double beta1, double beta2, double epsilon, Clipping clipping) implements Optimizer {

    /** Slot of the means of gradients. */
    public static final String FIRST = "first";

    /** Slot of the means of squared gradients. */
    public static final String SECOND = "second";

    /** @throws IllegalArgumentException if a value is out of its range, naming it */
    public Adam {
        Ranges.requireDecay("beta1", beta1);
        Ranges.requireDecay("beta2", beta2);
        Ranges.requirePositive("epsilon", epsilon);
    }

    /** The published defaults at a constant learning rate. */
    public static Adam of(double rate) {
        return new Adam(Schedule.constant(rate), 0.9, 0.999, 1e-8, Clipping.none());
    }

    /** With other decays of the two means. */
    public Adam betas(double first, double second) {
        return new Adam(rate, first, second, epsilon, clipping);
    }

    /** With another epsilon. */
    public Adam epsilon(double value) {
        return new Adam(rate, beta1, beta2, value, clipping);
    }

    @Override
    public String name() {
        return "adam";
    }

    @Override
    public List<String> slots() {
        return List.of(FIRST, SECOND);
    }

    @Override
    public Adam with(Schedule schedule) {
        return new Adam(schedule, beta1, beta2, epsilon, clipping);
    }

    @Override
    public Adam with(Clipping clip) {
        return new Adam(rate, beta1, beta2, epsilon, clip);
    }
}

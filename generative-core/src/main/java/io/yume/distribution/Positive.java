package io.yume.distribution;

import io.yume.graph.Node;
import java.util.function.UnaryOperator;

/** Makes a scale, which must be above 0, from a free number. */
public final class Positive {

    /** The softplus of a very negative number is 0 in single precision; this keeps its logarithm finite. */
    private static final double SMALLEST = 1e-6;

    /** {@code log(1 + exp(free)) + 1e-6}: grows only linearly, which keeps the first steps of a training stable. */
    public static final Positive SOFTPLUS = new Positive(free -> free.softplus().plus(SMALLEST), null);

    /** {@code exp(free)}: the free number is the log-scale. */
    public static final Positive EXP = ofLogarithm(UnaryOperator.identity());

    private final UnaryOperator<Node> scale;
    private final UnaryOperator<Node> logScale;

    /** @param logScale computes the log-scale directly, or null if it is the logarithm of the scale */
    private Positive(UnaryOperator<Node> scale, UnaryOperator<Node> logScale) {
        this.scale = scale;
        this.logScale = logScale;
    }

    private static Positive ofLogarithm(UnaryOperator<Node> logScale) {
        return new Positive(free -> logScale.apply(free).exp(), logScale);
    }

    /**
     * {@code exp} of a log-scale that is squashed smoothly into an interval: {@code middle + half tanh(free / half)},
     * where {@code half} is half the interval's width. Near the middle it is {@code exp(free + middle)}. So no scale
     * collapses to 0 or grows without bound.
     *
     * @throws IllegalArgumentException if the bounds are not finite or not in order
     */
    public static Positive expWithin(double lowest, double highest) {
        double half = (highest - lowest) / 2;
        double middle = (highest + lowest) / 2;
        if (!(half > 0) || Double.isInfinite(half) || Double.isInfinite(middle)) {
            throw new IllegalArgumentException(
                    "bounds of a log-scale must be finite and in order: lowest=" + lowest + ", highest=" + highest);
        }
        return ofLogarithm(free -> free.times(1 / half).tanh().times(half).plus(middle));
    }

    Node scale(Node free) {
        return scale.apply(free);
    }

    Node logScale(Node free) {
        return isLogarithmic() ? logScale.apply(free) : scale(free).log();
    }

    /** Whether the log-scale is computed directly, and the scale is its exponential. */
    boolean isLogarithmic() {
        return logScale != null;
    }
}

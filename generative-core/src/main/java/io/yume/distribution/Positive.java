package io.yume.distribution;

import io.yume.graph.Node;
import java.util.function.UnaryOperator;

/** How a free number becomes a scale, which must be above 0. */
public final class Positive {

    /** Softplus of a very negative number is 0 in single precision, and its logarithm is not finite. */
    private static final double SMALLEST = 1e-6;

    /** {@code log(1 + exp(free)) + 1e-6}: grows slowly, which keeps the first steps of a training tame. */
    public static final Positive SOFTPLUS = new Positive(free -> free.softplus().plus(SMALLEST), null);

    /** {@code exp(free)}: the free number is the log-scale. */
    public static final Positive EXP = ofLogarithm(UnaryOperator.identity());

    private final UnaryOperator<Node> scale;
    private final UnaryOperator<Node> logScale;

    /** @param logScale where it comes first, else null */
    private Positive(UnaryOperator<Node> scale, UnaryOperator<Node> logScale) {
        this.scale = scale;
        this.logScale = logScale;
    }

    private static Positive ofLogarithm(UnaryOperator<Node> logScale) {
        return new Positive(free -> logScale.apply(free).exp(), logScale);
    }

    /**
     * {@code exp} of a log-scale that is squashed smoothly between two: half the range times {@code tanh(free / half the range)} around the
     * middle. Near the middle it is {@code exp(free + middle)}. No law collapses, and none grows without end.
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

    /** Whether the log-scale comes first, and the scale is its exponential. */
    boolean isLogarithmic() {
        return logScale != null;
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/**
 * A distribution of one tensor whose parameters are nodes: the mathematics, without names. Parameters are {@code [lead...,
 * event...]}; a value is {@code [lead..., event...]} where the lead axes of both broadcast. Densities are in nats.
 *
 * <p>A new family is an implementation of this and a {@link Family} that makes it; {@link ElementwiseLaw} does most of the work
 * where elements are independent.
 */
public interface Law {

    /** The shape of one value. */
    Shape event();

    /** Where values lie. */
    Support support();

    /**
     * 1 where a value lies there, else 0, {@code [lead...]}: formulas of densities may go on beyond. Empty where elements cannot be moved
     * a little, each on its own.
     */
    default Optional<Node> inside(Node value) {
        return Optional.of(support())
                .filter(all -> !isDiscrete())
                .flatMap(Support::inside)
                .map(each -> Axes.sumLast(each.apply(value), event().rank()).greater(event().size() - 0.5));
    }

    /** Whether values have masses instead of densities; unless a law says otherwise, finite ones do. */
    default boolean isDiscrete() {
        return values().isPresent();
    }

    /** The log-density or log-mass of a value in the support, {@code [lead...]}. */
    Node logProb(Node value);

    /**
     * The same for a value that may lie anywhere, such as another law's draw: outside of a support with bounds it is minus infinity, where
     * formulas may go on.
     */
    default Node boundedLogProb(Node value) {
        return isDiscrete() ? logProb(value) : support().bound(value, event().rank(), this::logProb);
    }

    /** A draw, {@code [lead..., event...]}. */
    Node sample(Draws draws);

    /** Whether a gradient flows through {@link #sample} to the parameters; unless {@link #biased}, it is that of the expectation. */
    boolean pathwise();

    /** Whether the gradient that flows through {@link #sample} is another one than that of the expectation. */
    default boolean biased() {
        return false;
    }

    /** The mean, where there is a closed form. */
    default Optional<Node> mean() {
        return Optional.empty();
    }

    /** The variance of each element, where there is a closed form. */
    default Optional<Node> variance() {
        return Optional.empty();
    }

    /** The most probable value, where there is a closed form. */
    default Optional<Node> mode() {
        return Optional.empty();
    }

    /** The entropy in nats, {@code [lead...]}, where there is a closed form. */
    default Optional<Node> entropy() {
        return Optional.empty();
    }

    /** {@code KL(this || other)} in nats, {@code [lead...]}, where there is a closed form. */
    default Optional<Node> kl(Law other) {
        return Optional.empty();
    }

    /** All values of a finite distribution, {@code [count, event...]}; empty where there are infinitely many. */
    default Optional<Node> values() {
        return Optional.empty();
    }
}

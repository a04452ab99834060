package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/**
 * The distribution of one tensor whose parameters are nodes: the mathematics, without names. Parameters are
 * {@code [lead..., event...]}, values {@code [lead..., event...]}, where the lead axes of both broadcast. Densities
 * are in nats.
 *
 * <p>A new family implements this, and a {@link Family} that makes it; {@link ElementwiseLaw} does most of the work
 * where elements are independent.
 */
public interface Law {

    /** The shape of one value. */
    Shape event();

    /** The set of possible values. */
    Support support();

    /**
     * 1 where the value is in the support, else 0, {@code [lead...]}; the formula of a density may be finite outside,
     * too. Empty for discrete laws and for vectors with a constraint (simplex, sphere), where one element cannot move
     * alone.
     */
    default Optional<Node> inside(Node value) {
        return Optional.of(support())
                .filter(all -> !isDiscrete())
                .flatMap(Support::inside)
                .map(each -> Axes.sumLast(each.apply(value), event().rank()).greater(event().size() - 0.5));
    }

    /**
     * Whether {@link #logProb} is a log-probability, not a log-density. By default that is so if there are finitely
     * many values.
     */
    default boolean isDiscrete() {
        return values().isPresent();
    }

    /** The log-density or log-mass of a value in the support, {@code [lead...]}. */
    Node logProb(Node value);

    /**
     * The same for a value that may lie outside of the support, such as a draw from another law: minus infinity beyond
     * bounds, where the formula itself may be finite.
     */
    default Node boundedLogProb(Node value) {
        return isDiscrete() ? logProb(value) : support().bound(value, event().rank(), this::logProb);
    }

    /** A draw, {@code [lead..., event...]}. */
    Node sample(Draws draws);

    /**
     * Whether a gradient flows through {@link #sample} to the parameters; unless the law is {@link #biased}, it
     * estimates the gradient of an expectation without bias.
     */
    boolean pathwise();

    /** Whether the gradient through {@link #sample} is a biased estimate of the gradient of an expectation. */
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

    /** The value with the highest density or probability, where there is a closed form. */
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

    /** All values, {@code [count, event...]}, if there are finitely many, not too many to enumerate; else empty. */
    default Optional<Node> values() {
        return Optional.empty();
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A family of logits whose usual parameter is {@code probs} instead; a network still gives logits.
 *
 * @param logits from probabilities in (0, 1)
 */
record ProbsFamily(Family inner, UnaryOperator<Node> logits) implements Family {

    /** With logits that are normalised over classes, where the logarithms of the probabilities do. */
    static Family classes(Family inner) {
        return new ProbsFamily(inner, Node::log);
    }

    /** With the log-odds of coins. */
    static Family coins(Family inner) {
        return new ProbsFamily(inner, probs -> probs.log().minus(probs.neg().log1p()));
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public List<String> parameters() {
        return List.of("probs");
    }

    @Override
    public boolean pathwise() {
        return inner.pathwise();
    }

    @Override
    public Shape free(Shape event) {
        return inner.free(event);
    }

    @Override
    public boolean fits(Shape free, Shape event) {
        return inner.fits(free, event);
    }

    @Override
    public Shape event(Shape free) {
        return inner.event(free);
    }

    @Override
    public Law fromFree(Node free, Shape event) {
        return inner.fromFree(free, event);
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        Value probs = parameters.get(0);
        return inner.fromParameters(List.of(new Value(logits.apply(probs.node()), probs.eventRank())), event);
    }

    @Override
    public Shape common(List<Shape> parameters) {
        return inner.common(parameters);
    }
}

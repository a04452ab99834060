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
record ProbsFamily(Family inner, UnaryOperator<Node> logits) implements FamilyAround {

    /** With logits that are normalised over classes, where the logarithms of the probabilities do. */
    static Family classes(Family inner) {
        return new ProbsFamily(inner, Node::log);
    }

    /** With the log-odds of coins. */
    static Family coins(Family inner) {
        return new ProbsFamily(inner, probs -> probs.log().minus(probs.neg().log1p()));
    }

    @Override
    public List<String> parameters() {
        return List.of("probs");
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        Value probs = parameters.get(0);
        return inner.fromParameters(List.of(new Value(logits.apply(probs.node()), probs.eventRank())), event);
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A family whose laws are made from those of another one, with the same parameters.
 *
 * @param inner the other family
 * @param law makes a law from one of the other family
 */
record WrappedFamily(String name, Family inner, boolean pathwise, UnaryOperator<Law> law) implements FamilyAround {

    @Override
    public Law fromFree(Node free, Shape event) {
        return law.apply(inner.fromFree(free, event));
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        return law.apply(inner.fromParameters(parameters, event));
    }
}

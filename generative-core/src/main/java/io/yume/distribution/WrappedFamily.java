package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A family whose laws are made from those of another one, with the same parameters.
 *
 * @param law a law from one of the other family
 */
record WrappedFamily(String name, Family inner, boolean pathwise, UnaryOperator<Law> law) implements Family {

    @Override
    public List<String> parameters() {
        return inner.parameters();
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
        return law.apply(inner.fromFree(free, event));
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        return law.apply(inner.fromParameters(parameters, event));
    }

    @Override
    public Shape common(List<Shape> parameters) {
        return inner.common(parameters);
    }
}

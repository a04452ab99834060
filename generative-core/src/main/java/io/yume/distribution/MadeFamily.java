package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/** The family of a law that is made from other factors or from data: it has no parameters of its own. */
record MadeFamily(String name, boolean pathwise) implements Family {

    @Override
    public List<String> parameters() {
        return List.of();
    }

    @Override
    public Shape free(Shape event) {
        throw none();
    }

    @Override
    public Shape event(Shape free) {
        throw none();
    }

    @Override
    public Law fromFree(Node free, Shape event) {
        throw none();
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        throw none();
    }

    private IllegalArgumentException none() {
        return new IllegalArgumentException("a law of this family has no parameters of its own: family=" + name);
    }
}

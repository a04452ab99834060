package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/** A fixed number. */
record Constant(double number) implements Objective {

    @Override
    public Node lower(Scope scope) {
        return scope.graph().constant(number);
    }

    @Override
    public String print(Notation notation) {
        return Notation.number(number);
    }

    @Override
    public List<Objective> parts() {
        return List.of();
    }

    @Override
    public String toString() {
        return text();
    }
}

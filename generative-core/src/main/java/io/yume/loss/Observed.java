package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.List;

/** The sum of the elements of a variable's value. */
record Observed(String variable) implements Objective {

    @Override
    public Node lower(Scope scope) {
        return scope.within(this, () -> {
            Value value = scope.value(variable);
            return Axes.sumLast(value.node(), value.eventRank());
        });
    }

    @Override
    public String print(Notation notation) {
        return notation.variable(variable);
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

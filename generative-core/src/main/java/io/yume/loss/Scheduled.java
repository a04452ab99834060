package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/** A named number that follows a schedule. */
record Scheduled(String name, Annealing schedule) implements Objective {

    @Override
    public Node lower(Scope scope) {
        return scope.within(this, () -> scope.lowering().scheduled(name, schedule));
    }

    @Override
    public String print(Notation notation) {
        return notation.variable(name);
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

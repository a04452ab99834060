package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/** An objective that is reported under a chosen name. */
record Named(String name, Objective of) implements Objective {

    Named {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a term must have a name: name=''");
        }
        if (name.equals(ObjectiveGraph.TOTAL)) {
            throw new IllegalArgumentException("the total has this name: name=" + name);
        }
    }

    @Override
    public Node lower(Scope scope) {
        Node value = of.lower(scope);
        scope.report(new Label(name, true), value);
        return value;
    }

    @Override
    public String print(Notation notation) {
        return of.print(notation);
    }

    @Override
    public boolean isSum() {
        return of.isSum();
    }

    @Override
    public List<Objective> parts() {
        return List.of(of);
    }

    @Override
    public String toString() {
        return text();
    }
}

package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.stream.Stream;

/** An objective that also reports others, which are not part of its value. */
record Beside(Objective of, List<Objective> others) implements Objective {

    @Override
    public Node lower(Scope scope) {
        Node value = of.lower(scope);
        others.forEach(other -> other.lower(scope));
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
        return Stream.concat(Stream.of(of), others.stream()).toList();
    }

    @Override
    public String toString() {
        return text();
    }
}

package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/** See {@link Objectives#shuffled}. */
record Shuffled(Objective of, String variable) implements Objective {

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Value own = scope.value(variable);
            scope.requireNotScored(this, own.node());
            Node mixed = mixed(scope.spread(own), scope.lead());
            return of.lower(scope.replacing(variable, new Value(mixed, own.eventRank())));
        });
        scope.report(scope.name(this), value);
        return value;
    }

    /**
     * Element j comes from the j-th next example, cyclically: no two elements of a row come from one example, and each
     * example gives each of its elements once.
     */
    private static Node mixed(Value value, Shape lead) {
        int batch = lead.dim(lead.rank() - 1);
        int elements = value.event().size();
        if (batch < elements || elements < 2) {
            throw new IllegalArgumentException("a shuffle needs several elements and an example for each: elements="
                    + elements + ", examples=" + batch);
        }
        Shape full = Axes.join(lead, value.event());
        int axis = lead.rank() - 1;
        Node flat = value.node().stopGradient().reshape(Axes.join(lead, Shape.of(elements)));
        List<Node> columns = new ArrayList<>();
        for (int j = 0; j < elements; j++) {
            Node column = flat.slice(axis + 1, j, 1);
            columns.add(
                    j == 0
                            ? column
                            : flat.graph()
                                    .concat(axis, List.of(column.slice(axis, j, batch - j), column.slice(axis, 0, j))));
        }
        return flat.graph().concat(axis + 1, columns).reshape(full);
    }

    @Override
    public String print(Notation notation) {
        return "[" + of.print(notation) + "]_"
                + notation.choose(
                        "shuffled(" + notation.variable(variable) + ")",
                        "{" + notation.variable(variable) + " \\text{ shuffled}}");
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

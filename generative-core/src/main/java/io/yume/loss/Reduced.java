package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/** One number for the whole batch. */
record Reduced(Kind kind, Objective of) implements Objective {

    enum Kind {
        MEAN,
        SUM
    }

    @Override
    public Node lower(Scope scope) {
        if (scope.lead().rank() != 1) {
            throw new IllegalArgumentException(
                    "mean() and sum() are over the batch and stand outside of expectations: term=" + this);
        }
        Node value = of.lower(scope);
        scope.requireNotScored(this, value);
        // What is the same for every example has no batch axis, or one of length 1.
        return kind == Kind.MEAN
                ? value.mean()
                : value.broadcastTo(Shape.broadcast(value.shape(), scope.lead()))
                        .sum();
    }

    @Override
    public String print(Notation notation) {
        return notation.choose(
                        kind == Kind.MEAN ? "mean(" : "sum(", kind == Kind.MEAN ? "\\operatorname{mean}(" : "\\sum(")
                + of.print(notation) + ")";
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

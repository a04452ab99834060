package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/** 1 where an objective is at most some number, else 0; nothing is trained through it. */
record AtMost(Objective of, double bound) implements Objective {

    @Override
    public Node lower(Scope scope) {
        return of.lower(scope).greater(bound).neg().plus(1);
    }

    @Override
    public String print(Notation notation) {
        return notation.choose("[", "\\mathbf{1}[") + of.print(notation) + notation.choose(" <= ", " \\le ")
                + Notation.number(bound) + "]";
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

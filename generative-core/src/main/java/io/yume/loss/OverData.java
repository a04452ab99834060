package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/**
 * An objective of the data's values, printed as the expectation over the data that its mean over a batch estimates.
 */
record OverData(List<String> variables, Objective of) implements Objective {

    OverData {
        variables = List.copyOf(variables);
        if (variables.isEmpty()) {
            throw new IllegalArgumentException("what is over the data must name a variable of it: term=" + of);
        }
    }

    @Override
    public Node lower(Scope scope) {
        Node value = of.lower(scope);
        scope.report(scope.name(this), value);
        return value;
    }

    @Override
    public String print(Notation notation) {
        return notation.isLatex()
                ? "\\mathbb{E}_{p_{\\text{data}}(" + notation.variables(variables) + ")}[" + of.print(notation) + "]"
                : "E_data(" + notation.variables(variables) + ")[" + of.print(notation) + "]";
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

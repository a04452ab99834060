package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.List;

/** The squared distance of a variable's value from its mean. */
record SquaredError(Factor of) implements Objective {

    @Override
    public Node lower(Scope scope) {
        Node error = scope.within(this, () -> {
            Law law = scope.law(of);
            Value value = scope.value(of.variable());
            LogProb.requireShape(of, law, value);
            Node mean = law.mean()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "a squared error is the distance from a mean, which this family has not: variable="
                                    + of.variable() + ", family=" + of.family().name()));
            return Axes.sumLast(mean.minus(value.node()).square(), value.eventRank());
        });
        scope.report(scope.name(this), error);
        return error;
    }

    @Override
    public String print(Notation notation) {
        String variable = notation.variable(of.variable());
        String distribution = of.print(notation);
        return notation.isLatex()
                ? "\\|" + variable + " - \\mathbb{E}_{" + distribution + "}[" + variable + "]\\|^2"
                : "|" + variable + " - E_" + distribution + "[" + variable + "]|^2";
    }

    @Override
    public List<Objective> parts() {
        return List.of();
    }

    @Override
    public List<Distribution> distributions() {
        return List.of(of);
    }

    @Override
    public String toString() {
        return text();
    }
}

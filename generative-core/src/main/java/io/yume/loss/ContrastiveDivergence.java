package io.yume.loss;

import io.yume.distribution.Draws;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.List;

/**
 * Contrastive divergence (Hinton, 2002): the log-density at the data minus the log-density at the values that a chain
 * reaches from there in a few steps. In the limit of many steps its gradient is that of the log-likelihood.
 */
record ContrastiveDivergence(Objective logDensity, String variable, Chain chain, int steps) implements Objective {

    ContrastiveDivergence {
        if (steps < 1) {
            throw new IllegalArgumentException("contrastive divergence needs a step: steps=" + steps);
        }
    }

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Value data = scope.spread(scope.value(variable));
            Scope silent = scope.reporting((name, node) -> {});
            String name = scope.lowering().drawName(this, scope, print(Notation.text()));
            Node x = data.node();
            for (int step = 0; step < steps; step++) {
                Draws draws = scope.draws(name).within("step" + step);
                x = chain.step(at -> density(at, data, silent.frozen()), x, data.event(), silent.frozen(), draws)
                        .stopGradient();
            }
            return density(data.node(), data, silent).minus(density(x, data, silent));
        });
        scope.report(scope.name(this), value);
        return value;
    }

    private Node density(Node at, Value data, Scope scope) {
        return logDensity.lower(scope.replacing(variable, new Value(at, data.eventRank())));
    }

    @Override
    public String print(Notation notation) {
        String density = logDensity.print(notation);
        String name = notation.variable(variable);
        return notation.isLatex()
                ? density + " - \\mathbb{E}_{T^{" + steps + "}(" + name + "'|" + name + ")}[" + density + "_{" + name
                        + " = " + name + "'}]"
                : density + " - E_T^" + steps + "(" + name + "'|" + name + ")[" + density + "']";
    }

    @Override
    public boolean isSum() {
        return true;
    }

    @Override
    public List<Objective> parts() {
        return List.of(logDensity);
    }

    @Override
    public String toString() {
        return text();
    }
}

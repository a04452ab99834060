package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/**
 * The lower bound {@code E[log exp T(x_i, y_i) / mean_j exp T(x_i, y_j)]} on the mutual information of two variables
 * (van den Oord, Li and Vinyals, 2018), where j goes over the batch; it is at most the logarithm of the batch size.
 *
 * @param variable y, whose values are exchanged between examples
 */
record InfoNce(Objective score, String variable) implements Objective {

    @Override
    public Node lower(Scope scope) {
        if (scope.lead().rank() != 1) {
            throw new IllegalArgumentException(
                    "examples are exchanged over a batch, outside of expectations: term=" + this);
        }
        Node value = scope.within(this, () -> {
            int batch = scope.lead().dim(0);
            if (batch < 2) {
                throw new IllegalArgumentException("exchanging examples needs two of them: batch=" + batch);
            }
            Value own = scope.value(variable);
            Shape event = own.event();
            Node full = own.node().broadcastTo(Axes.join(scope.lead(), event));
            // One more lead axis outside: each example is paired with the values of all.
            Value others = new Value(full.reshape(Axes.join(Shape.of(batch, 1), event)), event.rank());
            Scope silent = scope.reporting((name, node) -> {});
            Node together = score.lower(silent);
            scope.requireNotScored(this, together);
            Scope pairs = silent.push(batch).replacing(variable, others);
            Node all = score.lower(pairs).broadcastTo(Shape.of(batch, batch));
            return together.minus(Axes.dropFirst(all.logSumExp(0))).plus(Math.log(batch));
        });
        scope.report(scope.name(this), value);
        return value;
    }

    @Override
    public String print(Notation notation) {
        String t = score.print(notation);
        String name = notation.variable(variable);
        return notation.isLatex()
                ? "\\log \\frac{\\exp " + t + "}{\\frac{1}{N} \\sum_{" + name + "'} \\exp " + t + "_{" + name + " = "
                        + name + "'}}"
                : "InfoNCE[" + t + "; " + name + "]";
    }

    @Override
    public List<Objective> parts() {
        return List.of(score);
    }

    @Override
    public String toString() {
        return text();
    }
}

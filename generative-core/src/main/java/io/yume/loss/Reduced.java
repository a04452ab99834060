package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/** A reduction over the batch: one number for all examples. */
record Reduced(Kind kind, Objective of) implements Objective {

    enum Kind {
        MEAN("mean(", "\\operatorname{mean}(", ")"),
        SUM("sum(", "\\sum(", ")"),
        LOG_MEAN_EXP("log mean(exp(", "\\log \\operatorname{mean}(\\exp(", "))");

        private final String text;
        private final String latex;
        private final String end;

        Kind(String text, String latex, String end) {
            this.text = text;
            this.latex = latex;
            this.end = end;
        }
    }

    @Override
    public Node lower(Scope scope) {
        if (scope.lead().rank() != 1) {
            throw new IllegalArgumentException(
                    "mean(), sum() and logMeanExp() are over the batch and stand outside of expectations: term="
                            + this);
        }
        Node value = of.lower(scope);
        scope.requireNotScored(this, value);
        if (kind == Kind.MEAN) {
            return value.mean();
        }
        // A value that is the same for every example has no batch axis, or one of length 1.
        Node each = value.broadcastTo(Shape.broadcast(value.shape(), scope.lead()));
        return kind == Kind.SUM
                ? each.sum()
                : each.logSumExp(0).minus(Math.log(each.shape().size())).reshape();
    }

    @Override
    public String print(Notation notation) {
        return notation.choose(kind.text, kind.latex) + of.print(notation) + kind.end;
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

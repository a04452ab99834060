package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/** A function of one objective. */
record Function(Kind kind, Objective of) implements Objective {

    enum Kind {
        NEG,
        EXP,
        LOG,
        ABS,
        SQUARE,
        LOG_SIGMOID,
        STOP_GRADIENT
    }

    @Override
    public Node lower(Scope scope) {
        Node value = of.lower(scope);
        return scope.computed(this, of(value));
    }

    private Node of(Node value) {
        return switch (kind) {
            case NEG -> value.neg();
            case EXP -> value.exp();
            case LOG -> value.log();
            case ABS -> value.abs();
            case SQUARE -> value.square();
            case LOG_SIGMOID -> value.neg().softplus().neg();
            case STOP_GRADIENT -> value.stopGradient();
        };
    }

    @Override
    public String print(Notation notation) {
        String text = of.print(notation);
        return switch (kind) {
            case NEG -> "-" + (of.isSum() ? "(" + text + ")" : text);
            case EXP -> notation.choose("exp(", "\\exp(") + text + ")";
            case LOG -> notation.choose("log(", "\\log(") + text + ")";
            case ABS -> "|" + text + "|";
            case SQUARE -> "(" + text + ")^2";
            case LOG_SIGMOID -> notation.choose("log sigmoid(", "\\log \\sigma(") + text + ")";
            case STOP_GRADIENT -> notation.choose("stop(", "\\operatorname{sg}(") + text + ")";
        };
    }

    @Override
    public boolean isSum() {
        return kind == Kind.NEG;
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

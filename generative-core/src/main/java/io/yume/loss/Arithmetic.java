package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/** Two objectives joined by an arithmetic operation, example by example. */
record Arithmetic(Operation operation, Objective left, Objective right) implements Objective {

    enum Operation {
        PLUS,
        MINUS,
        TIMES,
        DIVIDED_BY,
        MAX,
        MIN
    }

    @Override
    public Node lower(Scope scope) {
        Node a = left.lower(scope);
        Node b = right.lower(scope);
        return scope.computed(this, of(a, b));
    }

    private Node of(Node a, Node b) {
        return switch (operation) {
            case PLUS -> a.plus(b);
            case MINUS -> a.minus(b);
            case TIMES -> a.times(b);
            case DIVIDED_BY -> right instanceof Constant constant ? a.dividedBy(constant.number()) : a.dividedBy(b);
            case MAX -> a.max(b);
            case MIN -> a.min(b);
        };
    }

    @Override
    public String print(Notation notation) {
        String a = left.print(notation);
        String b = right.print(notation);
        return switch (operation) {
            case PLUS -> b.startsWith("-") ? a + " - " + b.substring(1) : a + " + " + b;
            case MINUS -> a + " - " + grouped(right, b);
            case TIMES -> grouped(left, a) + notation.choose(" * ", " \\cdot ") + grouped(right, b);
            case DIVIDED_BY ->
                notation.isLatex()
                        ? "\\frac{" + a + "}{" + b + "}"
                        : grouped(left, a)
                                + " / "
                                + (right instanceof Arithmetic product
                                                && product.operation != Operation.MAX
                                                && product.operation != Operation.MIN
                                        ? "(" + b + ")"
                                        : grouped(right, b));
            case MAX -> notation.choose("max(", "\\max(") + a + ", " + b + ")";
            case MIN -> notation.choose("min(", "\\min(") + a + ", " + b + ")";
        };
    }

    private static String grouped(Objective part, String text) {
        return part.isSum() ? "(" + text + ")" : text;
    }

    @Override
    public boolean isSum() {
        return operation == Operation.PLUS || operation == Operation.MINUS;
    }

    @Override
    public List<Objective> parts() {
        return List.of(left, right);
    }

    @Override
    public String toString() {
        return text();
    }
}

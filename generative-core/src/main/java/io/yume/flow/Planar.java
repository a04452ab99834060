package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Map;

/**
 * {@code y = x + u tanh(w x + b)} for vectors (Rezende and Mohamed, 2015), with u corrected along w so that it is
 * invertible. The inverse has no formula, so only draws of its own have a density: for posteriors and other
 * variational distributions.
 *
 * @param length of a vector
 * @param context length of the context, of which u, w and b are linear functions
 */
public record Planar(int length, int context) implements Flow {

    private static final double START = 0.1;

    /** Keeps a w of zero from being divided by. */
    private static final double TINY = 1e-12;

    /** @throws IllegalArgumentException if a length is out of its range */
    public Planar {
        Rows.requireLength("length", 1, length);
        Rows.requireLength("context", 0, context);
    }

    /** For vectors of some length. */
    public static Planar of(int length) {
        return new Planar(length, 0);
    }

    /** The same with a context of some length. */
    public Planar given(int contextLength) {
        return new Planar(length, contextLength);
    }

    private Numbers numbers() {
        return new Numbers(2 * length + 1, context, START);
    }

    @Override
    public Map<String, Spec> specs() {
        return numbers().specs();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireVector("a planar flow", length, event);
    }

    @Override
    public boolean invertible() {
        return false;
    }

    @Override
    public Result forward(Node x, Node given, Scope scope) {
        output(Rows.event(x));
        Node numbers = numbers().of(x.graph(), given, scope);
        Node w = numbers.slice(1, 0, length);
        Node free = numbers.slice(1, length, length);
        Node b = numbers.slice(1, 2 * length, 1);
        Node along = w.times(free).sum(1);
        // With this correction w u is softplus(w u_free) - 1, which is above -1, where the flow is invertible.
        Node above = along.softplus().plus(1e-30);
        Node squares = w.square().sum(1);
        Node norm = squares.plus(TINY);
        Node u = free.plus(above.minus(1).minus(along).times(w).dividedBy(norm));
        Node bend = x.times(w).sum(1).plus(b).tanh();
        Node slope = bend.square().neg().plus(1);
        // 1 + w u as a sum of positive terms, since a small value would be lost when 1 is added to w u.
        Node rise = above.times(squares).plus(along.plus(1).relu().times(TINY)).dividedBy(norm);
        Node determinant = slope.times(rise).plus(bend.square());
        return new Result(x.plus(u.times(bend)), Rows.sum(determinant.log()));
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public Result inverse(Node y, Node given, Scope scope) {
        throw new UnsupportedOperationException("a planar flow has no formula for its inverse: flow=" + this);
    }
}

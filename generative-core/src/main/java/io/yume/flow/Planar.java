package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Map;

/**
 * {@code y = x + u tanh(w x + b)} for vectors (Rezende and Mohamed, 2015), with u moved along w such that it is invertible. There is no
 * formula for the inverse, so it has densities of its own draws only: for posteriors and other variational distributions.
 *
 * @param length of a vector
 * @param context length of the context, of which u, w and b are linear functions
 */
public record Planar(int length, int context) implements Flow {

    private static final double START = 0.1;

    /** @throws IllegalArgumentException if a length is out of its range */
    public Planar {
        Rows.requireLength("length", 1, length);
        Rows.requireLength("context", 0, context);
    }

    /** For vectors of some length. */
    public static Planar of(int length) {
        return new Planar(length, 0);
    }

    /** The same given a context of some length. */
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
        // w u is then softplus(w free) - 1, above -1, where the flow is invertible.
        Node norm = w.square().sum(1).plus(1e-12);
        Node u = free.plus(along.softplus().minus(1).minus(along).times(w).dividedBy(norm));
        Node bend = x.times(w).sum(1).plus(b).tanh();
        Node slope = bend.square().neg().plus(1);
        Node determinant = slope.times(u.times(w).sum(1)).plus(1);
        return new Result(x.plus(u.times(bend)), Rows.sum(determinant.log()));
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public Result inverse(Node y, Node given, Scope scope) {
        throw new UnsupportedOperationException("a planar flow has no formula for its inverse: flow=" + this);
    }
}

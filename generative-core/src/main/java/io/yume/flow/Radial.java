package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Map;

/**
 * {@code y = x + b (x - c) / (a + |x - c|)} for vectors (Rezende and Mohamed, 2015), where b is above -a, so that it
 * is invertible. The inverse is not implemented, so only draws of its own have a density.
 *
 * @param length of a vector
 * @param context length of the context, of which c and the free forms of a and b are linear functions
 */
public record Radial(int length, int context) implements Flow {

    private static final double START = 0.1;

    /** @throws IllegalArgumentException if a length is out of its range */
    public Radial {
        Rows.requireLength("length", 1, length);
        Rows.requireLength("context", 0, context);
    }

    /** For vectors of some length. */
    public static Radial of(int length) {
        return new Radial(length, 0);
    }

    /** The same with a context of some length. */
    public Radial given(int contextLength) {
        return new Radial(length, contextLength);
    }

    private Numbers numbers() {
        return new Numbers(length + 2, context, START);
    }

    @Override
    public Map<String, Spec> specs() {
        return numbers().specs();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireVector("a radial flow", length, event);
    }

    @Override
    public boolean invertible() {
        return false;
    }

    @Override
    public Result forward(Node x, Node given, Scope scope) {
        output(Rows.event(x));
        Node numbers = numbers().of(x.graph(), given, scope);
        Node away = x.minus(numbers.slice(1, 0, length));
        Node a = numbers.slice(1, length, 1).softplus();
        Node sum = numbers.slice(1, length + 1, 1).softplus();
        Node b = sum.minus(a);
        // Kept away from 0, where the square root has no derivative.
        Node distance = away.square().sum(1).plus(1e-24).sqrt();
        Node near = a.plus(distance).reciprocal();
        // 1 + b / (a + r) and 1 + a b / (a + r)^2 as sums of positive terms, since a small a + b would be lost in b.
        Node across = sum.plus(distance).times(near);
        Node along =
                a.times(sum).plus(a.times(2).plus(distance).times(distance)).times(near.square());
        Node logDet = across.log().times(length - 1).plus(along.log());
        return new Result(x.plus(b.times(near).times(away)), Rows.sum(logDet));
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public Result inverse(Node y, Node given, Scope scope) {
        throw new UnsupportedOperationException("a radial flow has no inverse here: flow=" + this);
    }
}

package io.yume.graph;

import java.util.List;

/** The matrix product of {@code [..., n, k]} and {@code [..., k, m]}; leading axes are equal. */
public record MatMul() implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape a = inputs.get(0).shape();
        Shape b = inputs.get(1).shape();
        boolean fits = a.rank() >= 2 && a.rank() == b.rank() && a.dim(-1) == b.dim(-2);
        for (int axis = 0; fits && axis < a.rank() - 2; axis++) {
            fits = a.dim(axis) == b.dim(axis);
        }
        Checks.require(fits, this, "must be [..., n, k] x [..., k, m] with equal leading axes", inputs);
        return a.with(a.rank() - 1, b.dim(-1));
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Node a = self.inputs().get(0);
        Node b = self.inputs().get(1);
        return List.of(upstream.matmul(b.transpose()), a.transpose().matmul(upstream));
    }
}

package io.yume.graph;

import java.util.Arrays;
import java.util.List;

/**
 * Adds rows {@code [n, ...]} into zeros {@code [rows, ...]}, each at its index from {@code [n]}, in order; an index may come
 * more than once. The transpose of {@link Gather}; with it, closed under differentiation.
 */
public record ScatterAdd(int rows) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape from = inputs.get(0).shape();
        Shape index = inputs.get(1).shape();
        Checks.require(
                from.rank() >= 1
                        && index.rank() == 1
                        && from.dim(0) == index.dim(0)
                        && rows >= 1
                        && rows <= Gather.MOST_ROWS,
                this,
                "must be rows [n, ...] and as many indices [n], for at most 2^24 rows",
                inputs);
        return from.with(0, rows);
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        return Arrays.asList(
                self.graph().apply(new Gather(), upstream, self.inputs().get(1)), null);
    }
}

package io.yume.graph;

import java.util.List;

/** A sum or a maximum over some axes, which stay with length 1. */
public record Reduce(Kind kind, List<Integer> axes) implements Primitive {

    /** How elements are joined. */
    public enum Kind {
        /** Sum, in a fixed order. */
        SUM,
        /** Maximum; the gradient is shared by all elements that reach it. */
        MAX
    }

    /** @throws IllegalArgumentException if the axes are empty, repeated or not ascending */
    public Reduce {
        axes = List.copyOf(axes);
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i) < 0 || (i > 0 && axes.get(i) <= axes.get(i - 1))) {
                throw new IllegalArgumentException("axes must be ascending and >= 0: axes=" + axes);
            }
        }
        if (axes.isEmpty()) {
            throw new IllegalArgumentException("a reduction needs at least one axis");
        }
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Shape from = inputs.get(0).shape();
        Checks.require(axes.get(axes.size() - 1) < from.rank(), this, "axes must exist", inputs);
        int[] dims = from.dims();
        for (int axis : axes) {
            dims[axis] = 1;
        }
        return Shape.of(dims);
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Node x = self.inputs().get(0);
        Node spread = upstream.broadcastTo(x.shape());
        if (kind == Kind.SUM) {
            return List.of(spread);
        }
        Node reached = x.equalTo(self.broadcastTo(x.shape()));
        int[] over = axes.stream().mapToInt(Integer::intValue).toArray();
        return List.of(spread.times(reached).dividedBy(reached.sum(over).broadcastTo(x.shape())));
    }
}

package io.yume.graph;

import java.util.List;
import java.util.stream.IntStream;

/** Repeats axes of length 1 (and missing leading axes) to fill a larger shape. */
public record Broadcast(Shape target) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape from = inputs.get(0).shape();
        Checks.require(
                from.rank() <= target.rank() && Shape.broadcast(from, target).equals(target),
                this,
                "the shape must broadcast to the target",
                inputs);
        return target;
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Shape from = self.inputs().get(0).shape();
        int lead = target.rank() - from.rank();
        int[] repeated = IntStream.range(0, target.rank())
                .filter(axis -> axis < lead || (from.dim(axis - lead) == 1 && target.dim(axis) > 1))
                .toArray();
        return List.of(upstream.sum(repeated).reshape(from));
    }

    @Override
    public boolean isView() {
        return true;
    }
}

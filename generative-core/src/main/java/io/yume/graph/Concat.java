package io.yume.graph;

import java.util.ArrayList;
import java.util.List;

/** Joins tensors along one axis. */
public record Concat(int axis) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape first = inputs.get(0).shape();
        Checks.require(axis >= 0 && axis < first.rank(), this, "the axis must exist", inputs);
        int length = 0;
        for (Node input : inputs) {
            Checks.require(
                    input.shape().rank() == first.rank()
                            && input.shape().with(axis, first.dim(axis)).equals(first),
                    this,
                    "all other axes must be equal",
                    inputs);
            length += input.shape().dim(axis);
        }
        return first.with(axis, length);
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        List<Node> parts = new ArrayList<>();
        int begin = 0;
        for (Node input : self.inputs()) {
            int length = input.shape().dim(axis);
            parts.add(upstream.slice(axis, begin, length));
            begin += length;
        }
        return parts;
    }
}

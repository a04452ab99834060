package io.yume.graph;

import java.util.List;

/** The elements {@code begin .. begin+length-1} along one axis. */
public record Slice(int axis, int begin, int length) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape from = inputs.get(0).shape();
        Checks.require(
                axis >= 0 && axis < from.rank() && begin >= 0 && length >= 1 && begin + length <= from.dim(axis),
                this,
                "the slice must lie within the axis",
                inputs);
        return from.with(axis, length);
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        int whole = self.inputs().get(0).shape().dim(axis);
        return List.of(upstream.pad(axis, begin, whole - begin - length));
    }

    @Override
    public boolean isView() {
        return true;
    }
}

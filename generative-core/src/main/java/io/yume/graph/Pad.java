package io.yume.graph;

import java.util.List;

/** Zeros before and after along one axis. */
public record Pad(int axis, int before, int after) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape from = inputs.get(0).shape();
        Checks.require(
                axis >= 0 && axis < from.rank() && before >= 0 && after >= 0,
                this,
                "padding must be >= 0 on an existing axis",
                inputs);
        return from.with(axis, before + from.dim(axis) + after);
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        return List.of(upstream.slice(axis, before, self.inputs().get(0).shape().dim(axis)));
    }
}

package io.yume.graph;

import java.util.List;

/** The same elements in row-major order under another shape. */
public record Reshape(Shape target) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Checks.require(inputs.get(0).shape().size() == target.size(), this, "the number of elements must stay", inputs);
        return target;
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        return List.of(upstream.reshape(self.inputs().get(0).shape()));
    }

    @Override
    public boolean isView() {
        return true;
    }
}

package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/** Changes the shape of rows. */
record Reshaped(Shape event) implements Network {

    @Override
    public Map<String, Spec> specs() {
        return Map.of();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        int rows = x.shape().dim(0);
        if (x.shape().size() != rows * event.size()) {
            throw new IllegalArgumentException(
                    "a row must have the numbers of its new shape: expected=" + event + ", actual=" + x.describe());
        }
        int[] dims = new int[event.rank() + 1];
        dims[0] = rows;
        System.arraycopy(event.dims(), 0, dims, 1, event.rank());
        return x.reshape(dims);
    }
}

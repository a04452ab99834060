package io.yume.nn.guest;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A function of a node without learned tensors. */
record Shaped(String name, UnaryOperator<Node> function) implements Network {

    @Override
    public Map<String, Spec> specs() {
        return Map.of();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return function.apply(x);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Images as rows. */
    static Network flat() {
        return new Shaped(
                "flat",
                x -> x.reshape(x.shape().dim(0), x.shape().size() / x.shape().dim(0)));
    }

    /** Rows as images. */
    static Network images(int channels, int height, int width) {
        return new Shaped("images", x -> x.reshape(x.shape().dim(0), channels, height, width));
    }

    /** The last step of {@code [rows, size, steps]}. */
    static Network lastStep() {
        return new Shaped("last step", x -> {
            int steps = x.shape().dim(2);
            return x.slice(2, steps - 1, 1).reshape(x.shape().dim(0), x.shape().dim(1));
        });
    }

    /**
     * The maximum or the mean of adjacent squares of an image; rows and columns at the lower and right border that do
     * not fill a square are left out.
     */
    static Network pooling(int side, boolean largest) {
        return new Shaped("pooling", x -> {
            int rows = x.shape().dim(0);
            int channels = x.shape().dim(1);
            int height = x.shape().dim(2) / side;
            int width = x.shape().dim(3) / side;
            Node squares = x.slice(2, 0, height * side)
                    .slice(3, 0, width * side)
                    .reshape(rows * channels, height, side, width, side);
            Node pooled = largest ? squares.maxOver(2, 4) : squares.sum(2, 4).times(1.0 / (side * side));
            return pooled.reshape(rows, channels, height, width);
        });
    }

    /** A network of rows, applied at every step of {@code [rows, size, steps]}. */
    static Network overTime(Network network) {
        return new Network() {
            @Override
            public Map<String, Spec> specs() {
                return network.specs();
            }

            @Override
            public Node apply(Node x, Scope scope) {
                int rows = x.shape().dim(0);
                int steps = x.shape().dim(2);
                Node flat = x.permute(2, 0, 1).reshape(steps * rows, x.shape().dim(1));
                Node y = network.apply(flat, scope.ofStreams(rows));
                return y.reshape(steps, rows, y.shape().dim(1)).permute(1, 2, 0);
            }
        };
    }
}

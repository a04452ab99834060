package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import java.util.List;

/** The affine map at the start of every recurrent cell. */
final class Affine {

    private Affine() {}

    /**
     * {@code x W + b} for rows {@code [rows, in]}. For all steps of a sequence at once the bias becomes one more row
     * of the weights, multiplied by a column of ones: adding it, and summing its gradient, would each take another
     * pass over all gates. For few rows that would cost more than it saves, since the weights must be copied.
     */
    static Node rows(Node x, Node weight, Node bias) {
        int in = weight.shape().dim(0);
        if (x.shape().rank() != 2 || x.shape().dim(1) != in) {
            throw new IllegalArgumentException("a cell's inputs must be [rows, " + in + "]: " + x.describe());
        }
        if (x.shape().dim(0) < 2 * in) {
            return x.matmul(weight).plus(bias);
        }
        Graph graph = x.graph();
        Node ones = graph.constant(1, x.shape().with(1, 1));
        Node row = bias.reshape(1, bias.shape().size());
        return graph.concat(1, List.of(x, ones)).matmul(graph.concat(0, List.of(weight, row)));
    }
}

package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import java.util.List;

/** The product that starts every recurrent cell. */
final class Affine {

    private Affine() {}

    /**
     * {@code x W + b} of rows {@code [rows, in]}. The bias is one more row of the weights, against a column of ones: over all
     * steps of a sequence, adding it and summing its gradient would each cost another pass over the gates.
     */
    static Node rows(Node x, Node weight, Node bias) {
        Graph graph = x.graph();
        Node ones = graph.constant(1, x.shape().with(1, 1));
        Node row = bias.reshape(1, bias.shape().size());
        return graph.concat(1, List.of(x, ones)).matmul(graph.concat(0, List.of(weight, row)));
    }
}

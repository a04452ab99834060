package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * Gated recurrent unit (Cho et al., 2014), in the form that applies the reset gate after the product with the state,
 * so that a step needs one product only (Chung et al., 2014, leave the choice open; Keras calls it
 * {@code reset_after}, and it is the only form of cuDNN and PyTorch):
 *
 * <pre>
 * r, z = sigmoid(x W + h U + b)      n = tanh(x W + b + r (h U + d))      h' = (1 - z) n + z h
 * </pre>
 *
 * The gates lie side by side in the order reset, update, candidate: {@code input.weight [inputs, 3 hidden]}, {@code
 * hidden.weight [hidden, 3 hidden]}, {@code bias [3 hidden]}, {@code candidate.bias [hidden]}.
 *
 * @param inputs length of an input row
 * @param hidden length of the state
 */
public record GruCell(int inputs, int hidden) implements RecurrentCell {

    private static final int GATES = 3;

    /** @throws IllegalArgumentException if a size is below 1 */
    public GruCell {
        Sizes.require("inputs", inputs);
        Sizes.require("hidden", hidden);
    }

    /** A cell of these sizes. */
    public static GruCell of(int inputs, int hidden) {
        return new GruCell(inputs, hidden);
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs()
                .add("input.weight", new Spec(Shape.of(inputs, GATES * hidden), Initial.glorot(inputs, hidden)))
                .add("hidden.weight", new Spec(Shape.of(hidden, GATES * hidden), Initial.glorot(hidden, hidden)))
                .add("bias", new Spec(Shape.of(GATES * hidden), Initial.zeros()))
                .add("candidate.bias", new Spec(Shape.of(hidden), Initial.zeros()))
                .toMap();
    }

    @Override
    public Node project(Node x, Scope scope) {
        Graph graph = x.graph();
        return Affine.rows(
                x,
                scope.parameter(graph, "input.weight", Shape.of(inputs, GATES * hidden)),
                scope.parameter(graph, "bias", Shape.of(GATES * hidden)));
    }

    @Override
    public State step(Node projected, State state, Scope scope) {
        Graph graph = projected.graph();
        Node h = state.output();
        Node recurrent = h.matmul(scope.parameter(graph, "hidden.weight", Shape.of(hidden, GATES * hidden)));
        Node reset = part(projected, 0).plus(part(recurrent, 0)).sigmoid();
        Node update = part(projected, 1).plus(part(recurrent, 1)).sigmoid();
        Node past = part(recurrent, 2).plus(scope.parameter(graph, "candidate.bias", Shape.of(hidden)));
        Node candidate = part(projected, 2).plus(reset.times(past)).tanh();
        return new State(candidate.plus(update.times(h.minus(candidate))), null);
    }

    private Node part(Node gates, int index) {
        return gates.slice(1, index * hidden, hidden);
    }

    @Override
    public boolean hasMemory() {
        return false;
    }

    @Override
    public State zero(Graph graph, Shape projected) {
        return new State(graph.constant(0, Shape.of(projected.dim(0), hidden)), null);
    }
}

package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997) with a forget gate (Gers, Schmidhuber and Cummins, 2000):
 *
 * <pre>
 * i, f, o = sigmoid(x W + h U + b)      c' = f c + i tanh(x W + h U + b)      h' = o tanh(c')
 * </pre>
 *
 * The gates lie side by side in the order input, forget, candidate, output: {@code input.weight [inputs, 4 hidden]}, {@code
 * hidden.weight [hidden, 4 hidden]}, {@code bias [4 hidden]}.
 *
 * @param inputs length of an input row
 * @param hidden length of the state
 * @param forgetBias added to the forget gate's bias; with 1 an untrained cell remembers (Jozefowicz, Zaremba and
 *     Sutskever, 2015)
 */
public record LstmCell(int inputs, int hidden, double forgetBias) implements RecurrentCell {

    private static final int GATES = LstmGates.COUNT;

    /** @throws IllegalArgumentException if a size is below 1 or the bias is not finite */
    public LstmCell {
        Sizes.require("inputs", inputs);
        Sizes.require("hidden", hidden);
        LstmGates.requireFinite(forgetBias);
    }

    /** A cell with a forget bias of 1. */
    public static LstmCell of(int inputs, int hidden) {
        return new LstmCell(inputs, hidden, 1);
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs()
                .add("input.weight", new Spec(Shape.of(inputs, GATES * hidden), Initial.glorot(inputs, hidden)))
                .add("hidden.weight", new Spec(Shape.of(hidden, GATES * hidden), Initial.glorot(hidden, hidden)))
                .add("bias", new Spec(Shape.of(GATES * hidden), Initial.zeros()))
                .toMap();
    }

    @Override
    public Node project(Node x, Scope scope) {
        Graph graph = x.graph();
        Node weight = scope.parameter(graph, "input.weight", Shape.of(inputs, GATES * hidden));
        Node bias = scope.parameter(graph, "bias", Shape.of(GATES * hidden));
        return Affine.rows(x, weight, bias.plus(LstmGates.shift(graph, hidden, forgetBias)));
    }

    @Override
    public State step(Node projected, State state, Scope scope) {
        Node weight = scope.parameter(projected.graph(), "hidden.weight", Shape.of(hidden, GATES * hidden));
        return LstmGates.step(projected, state.output().matmul(weight), state, hidden);
    }

    @Override
    public boolean hasMemory() {
        return true;
    }

    @Override
    public State zero(Graph graph, Shape projected) {
        Node zeros = graph.constant(0, Shape.of(projected.dim(0), hidden));
        return new State(zeros, zeros);
    }
}

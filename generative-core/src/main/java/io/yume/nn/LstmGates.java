package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.nn.RecurrentCell.State;
import java.util.Arrays;

/**
 * What the dense and the convolutional LSTM share; gates lie side by side along axis 1: input, forget, candidate,
 * output.
 */
final class LstmGates {

    static final int COUNT = 4;

    private LstmGates() {}

    /**
     * Added to the bias, once for all steps instead of in each one: {@code forgetBias} for the forget gate, 0 for the
     * others.
     */
    static Node shift(Graph graph, int hidden, double forgetBias) {
        double[] shift = new double[COUNT * hidden];
        Arrays.fill(shift, hidden, 2 * hidden, forgetBias);
        return forgetBias == 0 ? graph.constant(0, Shape.of(shift.length)) : graph.constant(shift, shift.length);
    }

    /** The state after a step, from the contributions of the inputs and of the state to the gates. */
    static State step(Node projected, Node recurrent, State state, int hidden) {
        Node input = gate(projected, recurrent, 0, hidden).sigmoid();
        Node forget = gate(projected, recurrent, 1, hidden).sigmoid();
        Node candidate = gate(projected, recurrent, 2, hidden).tanh();
        Node output = gate(projected, recurrent, 3, hidden).sigmoid();
        Node c = forget.times(state.memory()).plus(input.times(candidate));
        return new State(output.times(c.tanh()), c);
    }

    /** Sliced before the two are added, so that the whole step is one kernel over the shape of the state. */
    private static Node gate(Node projected, Node recurrent, int index, int hidden) {
        return projected.slice(1, index * hidden, hidden).plus(recurrent.slice(1, index * hidden, hidden));
    }

    static double requireFinite(double forgetBias) {
        if (!Double.isFinite(forgetBias)) {
            throw new IllegalArgumentException("the forget bias must be finite: forgetBias=" + forgetBias);
        }
        return forgetBias;
    }
}

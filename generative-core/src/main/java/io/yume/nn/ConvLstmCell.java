package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * Convolutional long short-term memory (Shi et al., 2015) without peepholes, which later work left out:
 * {@link LstmCell} with convolutions in place of products. Zeros around the state keep its height and width.
 *
 * <p>Inputs are {@code [rows, inputs, height, width]}, the state {@code [rows, hidden, height, width]}. Gates are
 * channels side by side in the order input, forget, candidate, output:
 * {@code input.weight [4 hidden, inputs, kernel, kernel]}, {@code hidden.weight [4 hidden, hidden, kernel, kernel]},
 * {@code bias [4 hidden, 1, 1]}. {@link #onRows} takes images as rows of numbers.
 *
 * <p>The gradient by the hidden weights is summed step by step: one native op gives a step's part of it together with
 * the gradient by the state, which an op for all steps would have to compute again.
 *
 * @param inputs channels of the input
 * @param hidden channels of the state
 * @param kernel side length of both kernels, odd
 * @param forgetBias added to the forget gate's bias
 */
public record ConvLstmCell(int inputs, int hidden, int kernel, double forgetBias) implements RecurrentCell {

    private static final int GATES = LstmGates.COUNT;

    /** @throws IllegalArgumentException if a size is below 1, the kernel is even, or the bias is not finite */
    public ConvLstmCell {
        Sizes.require("inputs", inputs);
        Sizes.require("hidden", hidden);
        Sizes.require("kernel", kernel);
        if (kernel % 2 == 0) {
            throw new IllegalArgumentException("the kernel must be odd to keep height and width: kernel=" + kernel);
        }
        LstmGates.requireFinite(forgetBias);
    }

    /** A cell with a forget bias of 1. */
    public static ConvLstmCell of(int inputs, int hidden, int kernel) {
        return new ConvLstmCell(inputs, hidden, kernel, 1);
    }

    /**
     * This cell on images as rows of numbers, channel by channel: inputs are {@code [rows, inputs * height * width]},
     * the state {@code [rows, hidden * height * width]}. So it can be a state of a scan, or run along a sequence in
     * {@link OverTime}; a network that sees the state as images begins with {@link Networks#reshape}. The learned
     * tensors are the same.
     *
     * @throws IllegalArgumentException if a side is below 1
     */
    public RecurrentCell onRows(int height, int width) {
        return new FlatCell(this, height, width);
    }

    @Override
    public Map<String, Spec> specs() {
        int taps = kernel * kernel;
        return new Specs()
                .add("input.weight", new Spec(weight(inputs), Initial.glorot(inputs * taps, hidden * taps)))
                .add("hidden.weight", new Spec(weight(hidden), Initial.glorot(hidden * taps, hidden * taps)))
                .add("bias", new Spec(Shape.of(GATES * hidden, 1, 1), Initial.zeros()))
                .toMap();
    }

    private Shape weight(int channels) {
        return Shape.of(GATES * hidden, channels, kernel, kernel);
    }

    @Override
    public Node project(Node x, Scope scope) {
        Graph graph = x.graph();
        return x.conv2d(scope.parameter(graph, "input.weight", weight(inputs)), 1, kernel / 2)
                .plus(scope.parameter(graph, "bias", Shape.of(GATES * hidden, 1, 1))
                        .plus(LstmGates.shift(graph, hidden, forgetBias).reshape(GATES * hidden, 1, 1)));
    }

    @Override
    public State step(Node projected, State state, Scope scope) {
        Node weight = scope.parameter(projected.graph(), "hidden.weight", weight(hidden));
        return LstmGates.step(projected, state.output().conv2d(weight, 1, kernel / 2), state, hidden);
    }

    @Override
    public boolean hasMemory() {
        return true;
    }

    @Override
    public State zero(Graph graph, Shape projected) {
        Node zeros = graph.constant(0, projected.with(1, hidden));
        return new State(zeros, zeros);
    }
}

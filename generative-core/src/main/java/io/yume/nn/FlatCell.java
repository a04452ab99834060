package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/** A convolutional cell whose inputs and state are images as rows of numbers, channel by channel. */
record FlatCell(ConvLstmCell cell, int height, int width) implements RecurrentCell {

    FlatCell {
        Sizes.require("height", height);
        Sizes.require("width", width);
    }

    @Override
    public Map<String, Spec> specs() {
        return cell.specs();
    }

    @Override
    public Node project(Node inputs, Scope scope) {
        int length = cell.inputs() * height * width;
        if (inputs.shape().rank() != 2 || inputs.shape().dim(1) != length) {
            throw new IllegalArgumentException("a cell's inputs must be rows of images, channels=" + cell.inputs()
                    + ", height=" + height + ", width=" + width + ": expected=[rows, " + length + "], actual="
                    + inputs.describe());
        }
        return flat(cell.project(image(inputs), scope));
    }

    @Override
    public State step(Node projected, State state, Scope scope) {
        State before = new State(image(state.output()), image(state.memory()));
        State after = cell.step(image(projected), before, scope);
        return new State(flat(after.output()), flat(after.memory()));
    }

    @Override
    public boolean hasMemory() {
        return cell.hasMemory();
    }

    @Override
    public State zero(Graph graph, Shape projected) {
        Node zeros = graph.constant(0, Shape.of(projected.dim(0), cell.hidden() * height * width));
        return new State(zeros, zeros);
    }

    private Node image(Node rows) {
        int channels = rows.shape().dim(1) / (height * width);
        return rows.reshape(rows.shape().dim(0), channels, height, width);
    }

    private static Node flat(Node images) {
        int rows = images.shape().dim(0);
        return images.reshape(rows, images.shape().size() / rows);
    }
}

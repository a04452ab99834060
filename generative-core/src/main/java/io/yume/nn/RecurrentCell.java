package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A recurrent cell. The inputs' contribution to the gates does not depend on the state, so {@link #project} computes
 * it for all steps in one product, and {@link #step} adds the state's. The gradients of a sequence then need one
 * product with the state per step, and one for the weights over all steps; {@link ConvLstmCell} says where that would
 * cost more.
 */
public interface RecurrentCell {

    /** The tensors that it learns, by names relative to the cell. */
    Map<String, Spec> specs();

    /**
     * The inputs' contribution to the gates.
     *
     * @param inputs {@code [rows, ...]}, of one step or of several, one after the other
     * @param scope gives the cell its tensors
     * @return {@code [rows, gates, ...]}
     */
    Node project(Node inputs, Scope scope);

    /**
     * One step.
     *
     * @param projected the rows of one step, from {@link #project}
     * @param state the state before
     * @param scope gives the cell its tensors
     * @return the state after
     */
    State step(Node projected, State state, Scope scope);

    /** Whether a state has a memory beside the output. */
    boolean hasMemory();

    /** A state of zeros for the projected inputs of one step. */
    State zero(Graph graph, Shape projected);

    /** This cell with {@code name + "."} before the names of its tensors. */
    default RecurrentCell named(String name) {
        return new NamedCell(name, this);
    }

    /** One step on inputs {@code [rows, ...]}. */
    default State apply(Node inputs, State state, Scope scope) {
        return step(project(inputs, scope), state, scope);
    }

    /** One step on inputs {@code [rows, ...]}, in evaluation, with tensors under their own names. */
    default State apply(Node inputs, State state) {
        return apply(inputs, state, Scope.inference());
    }

    /** All steps from a state of zeros. */
    default Unrolled overTime(Node inputs, Scope scope) {
        return overTime(inputs, null, scope);
    }

    /**
     * All steps.
     *
     * @param inputs {@code [steps, rows, ...]}
     * @param initial the state before the first step, or null for zeros
     * @param scope gives the cell its tensors
     * @throws IllegalArgumentException if the shapes do not fit
     */
    default Unrolled overTime(Node inputs, State initial, Scope scope) {
        Shape shape = inputs.shape();
        if (shape.rank() < 3) {
            throw new IllegalArgumentException("inputs over time must be [steps, rows, ...]: shape=" + shape);
        }
        int steps = shape.dim(0);
        int rows = shape.dim(1);
        Node projected = project(join(inputs), scope);
        State state = initial == null ? zero(inputs.graph(), projected.shape().with(0, rows)) : initial;
        List<Node> outputs = new ArrayList<>();
        // The state before the first step is put first, so that states and outputs are two views of one block of
        // memory.
        outputs.add(state.output());
        for (int t = 0; t < steps; t++) {
            state = step(projected.slice(0, t * rows, rows), state, scope);
            outputs.add(state.output());
        }
        boolean zeros = outputs.get(0).primitive() instanceof Leaf.Constant;
        Node all = zeros
                ? inputs.graph().concat(0, outputs.subList(1, steps + 1))
                : inputs.graph().concat(0, outputs).slice(0, rows, steps * rows);
        return new Unrolled(split(all, steps, rows), state);
    }

    /** {@code [steps, rows, ...]} as {@code [steps * rows, ...]}. */
    private static Node join(Node inputs) {
        int[] dims = inputs.shape().dims();
        int[] joined = new int[dims.length - 1];
        System.arraycopy(dims, 1, joined, 0, joined.length);
        joined[0] = dims[0] * dims[1];
        return inputs.reshape(joined);
    }

    private static Node split(Node outputs, int steps, int rows) {
        int[] dims = outputs.shape().dims();
        int[] split = new int[dims.length + 1];
        System.arraycopy(dims, 0, split, 1, dims.length);
        split[0] = steps;
        split[1] = rows;
        return outputs.reshape(split);
    }

    /**
     * The state between two steps.
     *
     * @param output {@code [rows, ...]}
     * @param memory what the cell remembers beside its output, such as an LSTM's cell state, or null if there is none
     */
    record State(Node output, Node memory) {}

    /**
     * The result of all steps.
     *
     * @param outputs of all steps, {@code [steps, rows, ...]}
     * @param last the state after the last step
     */
    record Unrolled(Node outputs, State last) {}
}

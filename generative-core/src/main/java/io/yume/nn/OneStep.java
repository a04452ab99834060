package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.Map;

/**
 * One step of a recurrent cell as a network: rows {@code [rows, inputs + hidden]}, the inputs first and then the
 * output of the step before, give the output {@code [rows, hidden]}. So a sequence can be drawn step by step. The
 * parameters are those of the cell.
 *
 * @param cell a cell whose state is its output
 * @param inputs length of its inputs
 */
public record OneStep(RecurrentCell cell, int inputs) implements Network {

    /** @throws IllegalArgumentException if the cell has a memory beside its output, or there are no inputs */
    public OneStep {
        Sizes.require("inputs", inputs);
        if (cell.hasMemory()) {
            throw new IllegalArgumentException("one step needs a cell whose state is what it shows: cell=" + cell);
        }
    }

    @Override
    public Map<String, Spec> specs() {
        return cell.specs();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        int length = x.shape().dim(-1);
        if (x.shape().rank() != 2 || length <= inputs) {
            throw new IllegalArgumentException(
                    "rows must be [rows, inputs + hidden]: " + x.describe() + ", inputs=" + inputs);
        }
        RecurrentCell.State before = new RecurrentCell.State(x.slice(1, inputs, length - inputs), null);
        return cell.apply(x.slice(1, 0, inputs), before, scope).output();
    }
}

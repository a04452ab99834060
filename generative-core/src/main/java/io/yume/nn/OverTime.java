package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A recurrent cell along sequences, as a network: rows {@code [rows, steps, inputs]} give the outputs of all steps,
 * {@code [rows, steps, outputs]}. Backwards, the output of a step depends on that step and all later ones. The
 * parameters are those of the cell.
 *
 * @param cell the cell
 * @param backwards whether the cell begins with the last step
 */
public record OverTime(RecurrentCell cell, boolean backwards) implements Network {

    /** From the first step to the last. */
    public static OverTime forwards(RecurrentCell cell) {
        return new OverTime(cell, false);
    }

    /** From the last step to the first. */
    public static OverTime backwards(RecurrentCell cell) {
        return new OverTime(cell, true);
    }

    @Override
    public Map<String, Spec> specs() {
        return cell.specs();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        if (x.shape().rank() != 3) {
            throw new IllegalArgumentException("sequences must be [rows, steps, inputs]: " + x.describe());
        }
        Node timeFirst = ordered(x.permute(1, 0, 2));
        return ordered(cell.overTime(timeFirst, scope).outputs()).permute(1, 0, 2);
    }

    /**
     * {@code [steps, rows, ...]} in the order in which the cell visits the steps; applied twice, it is the order of
     * time again.
     */
    private Node ordered(Node steps) {
        if (!backwards) {
            return steps;
        }
        List<Node> parts = new ArrayList<>();
        for (int t = 0; t < steps.shape().dim(0); t++) {
            parts.add(steps.slice(0, t, 1));
        }
        Collections.reverse(parts);
        return steps.graph().concat(0, parts);
    }
}

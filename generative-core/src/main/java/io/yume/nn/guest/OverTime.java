package io.yume.nn.guest;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Network;
import io.yume.nn.RecurrentCell;
import io.yume.nn.Scope;
import java.util.Map;

/** A cell along {@code [rows, size, steps]}, from a state of zeros; gives the outputs of all steps. */
record OverTime(RecurrentCell cell) implements Network {

    @Override
    public Map<String, Spec> specs() {
        return cell.specs();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        if (x.shape().rank() != 3) {
            throw new IllegalArgumentException("a sequence must be [rows, size, steps]: " + x.describe());
        }
        return cell.overTime(x.permute(2, 0, 1), scope).outputs().permute(1, 2, 0);
    }
}

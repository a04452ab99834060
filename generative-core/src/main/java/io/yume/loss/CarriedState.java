package io.yume.loss;

import io.yume.distribution.Value;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.nn.RecurrentCell;
import java.util.List;

/** The first and last values of a scan's state that continues from batch to batch, see {@link Scan#from}. */
final class CarriedState {

    private final Scan.State state;
    private final Scope outer;

    /**
     * @param rows of the state
     * @throws IllegalArgumentException if the state has more rows than the batch has examples: the data provides one
     *     start per example
     */
    CarriedState(Scan.State state, Scope outer, int rows) {
        int batch = outer.lowering().batch();
        if (!state.start().isEmpty() && rows != batch) {
            throw new IllegalArgumentException("a state that starts from the data has a row for each example: state="
                    + state.after() + ", start=" + state.start() + ", expected=" + batch + ", actual=" + rows);
        }
        this.state = state;
        this.outer = outer;
    }

    /**
     * The values at the first step, or null for zeros.
     *
     * @throws IllegalArgumentException if the number of start variables is not that of the state's tensors
     */
    RecurrentCell.State first() {
        List<String> start = state.start();
        if (start.isEmpty()) {
            return null;
        }
        boolean hasMemory = state.cell() != null && state.cell().hasMemory();
        if (start.size() != (hasMemory ? 2 : 1)) {
            throw new IllegalArgumentException("a state starts from as many variables as it has tensors: state="
                    + state.after() + ", start=" + start + ", expected=" + (hasMemory ? 2 : 1));
        }
        return new RecurrentCell.State(fed(start.get(0)), hasMemory ? fed(start.get(1)) : null);
    }

    /** The start, one row per example: one that is the same for all examples, such as a learned one, is repeated. */
    private Node fed(String variable) {
        Value value = outer.value(variable);
        return value.overLead(Shape.of(outer.lowering().batch()));
    }

    /** Notes the values after the last step, to be fed with the next batch. */
    void last(RecurrentCell.State last) {
        List<String> start = state.start();
        if (start.isEmpty()) {
            return;
        }
        carry(start.get(0), last.output());
        if (last.memory() != null) {
            carry(start.get(1), last.memory());
        }
    }

    private void carry(String variable, Node last) {
        if (!outer.isFromData(variable)) {
            return;
        }
        state.requireShape(variable, last.shape(), fed(variable).shape());
        outer.lowering().carried().putIfAbsent(variable, last);
    }
}

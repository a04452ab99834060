package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Value;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.nn.RecurrentCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A scan that draws nothing in its steps: first the states are computed, then the objective for all steps at once
 * along a lead axis.
 */
final class ParallelScan {

    private final ScanSum term;
    private final Scan scan;
    private final List<Scan.State> states;
    private final Scope outer;
    private final Sequences sequences;
    /** How much each step counts, {@code [steps, 1..., batch]}; null if all count the same. */
    private final Node mask;

    private Scope scope;

    /** @param states of the scan, ordered so that each can be computed for all steps before the next one */
    ParallelScan(ScanSum term, List<Scan.State> states, Scope outer) {
        this.term = term;
        this.scan = term.scan();
        this.states = states;
        this.outer = outer;
        this.sequences = new Sequences(scan, outer);
        this.scope = outer.push(sequences.steps());
        Node weights = scan.mask() == null ? null : sequences.mask(scan.mask());
        this.mask = weights == null ? null : weights.reshape(lead(weights));
    }

    Node lower() {
        for (Scan.Slice slice : scan.slices()) {
            Node all = sequences.all(slice);
            Shape event = Axes.last(all.shape(), all.shape().rank() - 2);
            Node inLead = all.reshape(Axes.join(lead(all), event));
            scope = scope.withPart(slice.name(), slice.sequence(), new Value(inLead, event.rank()), mask);
        }
        states.forEach(this::unroll);
        Scope inner = scope.reporting((label, value) ->
                outer.report(label.within(text -> term.over(outer.lowering().notation(), text)), total(value)));
        return total(term.step().lower(inner));
    }

    /** {@code [steps, 1..., batch]}. */
    private Shape lead(Node timeFirst) {
        int[] dims = scope.lead().dims();
        Arrays.fill(dims, 1, dims.length - 1, 1);
        dims[dims.length - 1] = timeFirst.shape().dim(1);
        return Shape.of(dims);
    }

    private void unroll(Scan.State state) {
        List<Value> inputs = new ArrayList<>();
        for (String name : state.inputs()) {
            if (!name.equals(state.before())) {
                inputs.add(scope.value(name));
            }
        }
        Shape lead = inputs.stream().map(Value::lead).reduce(Shape.of(1), Shape::broadcast);
        lead = Shape.broadcast(
                lead,
                Axes.join(
                        Shape.of(sequences.steps()),
                        Axes.last(lead(scope), outer.lead().rank())));
        int steps = sequences.steps();
        int rows = lead.size() / steps;
        Graph graph = scope.graph();
        CarriedState carried = new CarriedState(state, outer, rows);
        RecurrentCell.State first = carried.first();
        Node outputs;
        if (state.cell() == null) {
            outputs = loop(state, inputs, lead, first);
            carried.last(new RecurrentCell.State(outputs.slice(0, steps - 1, 1).reshape(rows, state.size()), null));
        } else {
            RecurrentCell.Unrolled unrolled = state.cell()
                    .overTime(
                            joined(state, inputs, lead).reshape(steps, rows, width(inputs)),
                            first,
                            scope.scope(
                                    state.cell(), state.label(), state.cell().specs()));
            outputs = unrolled.outputs();
            carried.last(unrolled.last());
        }
        Shape event = Axes.last(outputs.shape(), outputs.shape().rank() - 2);
        Shape one = Axes.join(Shape.of(1, rows), event);
        Node start = first == null ? graph.constant(0, one) : first.output().reshape(one);
        Node before = steps == 1 ? start : graph.concat(0, List.of(start, outputs.slice(0, 0, steps - 1)));
        scope = scope.with(state.before(), new Value(before.reshape(Axes.join(lead, event)), event.rank()))
                .with(state.after(), new Value(outputs.reshape(Axes.join(lead, event)), event.rank()));
    }

    /** The lead axes of states: the batch alone, since states do not differ between samples. */
    private static Shape lead(Scope scope) {
        int[] dims = scope.lead().dims();
        Arrays.fill(dims, 0, dims.length - 1, 1);
        return Shape.of(dims);
    }

    private static int width(List<Value> inputs) {
        return inputs.stream().mapToInt(value -> value.event().size()).sum();
    }

    private Node joined(Scan.State state, List<Value> inputs, Shape lead) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("a state needs an input beside itself: state=" + state.after());
        }
        List<Node> parts = new ArrayList<>();
        for (Value input : inputs) {
            parts.add(input.overLead(lead)
                    .reshape(Axes.join(lead, Shape.of(input.event().size()))));
        }
        // The parts of a row are joined before the steps are stacked, so that each part is copied once, whatever its
        // layout.
        return scope.graph().concat(lead.rank(), parts).reshape(lead.size(), width(inputs));
    }

    private Node loop(Scan.State state, List<Value> inputs, Shape lead, RecurrentCell.State first) {
        Graph graph = scope.graph();
        int steps = sequences.steps();
        int rows = lead.size() / steps;
        Node joined = inputs.isEmpty() ? null : joined(state, inputs, lead);
        Node current = first == null ? graph.constant(0, Shape.of(rows, state.size())) : first.output();
        List<Node> outputs = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            List<Node> parts = new ArrayList<>();
            int at = 0;
            for (String name : state.inputs()) {
                if (name.equals(state.before())) {
                    parts.add(current);
                } else {
                    int width = scope.value(name).event().size();
                    parts.add(joined.slice(0, t * rows, rows).slice(1, at, width));
                    at += width;
                }
            }
            current = scope.apply(state.network(), state.label(), graph.concat(1, parts));
            state.requireShape(state.after(), Shape.of(rows, state.size()), current.shape());
            outputs.add(current.reshape(1, rows, state.size()));
        }
        return graph.concat(0, outputs);
    }

    /** Repeated over the batch and the steps, where a value does not depend on the example. */
    private Node over(Node full) {
        return full.broadcastTo(Shape.of(sequences.steps(), outer.lowering().batch()));
    }

    private Node total(Node value) {
        Node each = mask == null ? scope.padded(value) : scope.padded(value).times(mask);
        Node full = each.shape().dim(0) == sequences.steps()
                ? each
                : each.broadcastTo(each.shape().with(0, sequences.steps()));
        return term.averaged()
                ? term.mean(over(full), sequences, outer.lowering().batch())
                : Axes.sumFirst(full);
    }
}

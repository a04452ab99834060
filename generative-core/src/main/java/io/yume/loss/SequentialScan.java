package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Factor;
import io.yume.distribution.Value;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.nn.RecurrentCell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scan that draws in each step: one step after the other. */
final class SequentialScan {

    /** A state between two steps, in rows: the output and the memory of a cell, or one tensor alone. */
    private record Held(Shape lead, Node output, Node memory) {

        Value value() {
            Shape event = output.shape().dropFirst();
            return new Value(output.reshape(Axes.join(lead, event)), event.rank());
        }

        /** The same rows repeated over more lead axes. */
        Held over(Shape wider) {
            return wider.equals(lead)
                    ? this
                    : new Held(wider, spread(output, wider), memory == null ? null : spread(memory, wider));
        }

        private Node spread(Node rows, Shape wider) {
            Shape event = rows.shape().dropFirst();
            return new Value(rows.reshape(Axes.join(lead, event)), event.rank())
                    .overLead(wider)
                    .reshape(Axes.join(Shape.of(wider.size()), event));
        }
    }

    private final ScanSum term;
    private final Scan scan;
    private final Scope outer;
    private final Sequences sequences;
    private final Map<String, Held> states = new LinkedHashMap<>();
    private final Map<Label, Node> reports = new LinkedHashMap<>();

    SequentialScan(ScanSum term, Scope outer) {
        this.term = term;
        this.scan = term.scan();
        this.outer = outer;
        this.sequences = new Sequences(scan, outer);
    }

    Node lower() {
        Ancestral draws = Ancestral.begin(term, scan.sampling(), outer);
        Scope base = draws.scope();
        Node mask = scan.mask() == null ? null : sequences.mask(scan.mask());
        Node total = null;
        for (int t = 0; t < sequences.steps(); t++) {
            Scope here = base.at("t" + t);
            Node weight = mask == null ? null : Axes.dropFirst(mask.slice(0, t, 1));
            for (Scan.Slice slice : scan.slices()) {
                here = here.withPart(slice.name(), slice.sequence(), sequences.at(slice, t), weight);
            }
            for (Scan.State state : scan.states()) {
                here = here.with(state.before(), held(state).value());
            }
            draws = draws.resume(term, here, weight);
            advance(draws);
            Ancestral drawn = draws;
            Map<String, Node> known = new HashMap<>();
            Scope inner = draws.scope().reporting((label, value) -> {
                String name = label.among(known, value);
                // A term that occurs twice in a step counts once.
                if (known.putIfAbsent(name, value) == null) {
                    Node counted = drawn.overSamples(weighted(drawn.scope().padded(value), weight));
                    reports.merge(new Label(name, label.given()), counted, Node::plus);
                }
            });
            Node value = draws.overSamples(weighted(draws.scored(term.step().lower(inner)), weight));
            total = total == null ? value : total.plus(value);
        }
        for (Scan.State state : scan.states()) {
            Held last = held(state);
            new CarriedState(state, outer, last.lead().size())
                    .last(new RecurrentCell.State(last.output(), last.memory()));
        }
        reports.forEach((label, value) ->
                outer.report(label.within(text -> term.over(outer.lowering().notation(), text)), finished(value)));
        return finished(total);
    }

    private Node finished(Node sum) {
        int batch = outer.lowering().batch();
        // A value that is the same for every example has no batch axis, or one of length 1.
        return term.averaged() ? term.mean(outer.padded(sum).broadcastTo(Shape.of(batch)), sequences, batch) : sum;
    }

    private static Node weighted(Node value, Node weight) {
        return weight == null ? value : value.times(weight);
    }

    private Held held(Scan.State state) {
        return states.computeIfAbsent(state.after(), unused -> {
            Graph graph = outer.graph();
            int rows = outer.lowering().batch();
            Shape batch = Shape.of(rows);
            RecurrentCell.State first = new CarriedState(state, outer, rows).first();
            if (first != null) {
                return new Held(batch, first.output(), first.memory());
            }
            if (state.cell() == null) {
                return new Held(batch, graph.constant(0, Axes.join(batch, Shape.of(state.size()))), null);
            }
            RecurrentCell.State zero = state.cell().zero(graph, Axes.join(batch, Shape.of(1)));
            return new Held(batch, zero.output(), zero.memory());
        });
    }

    /** Draws the variables and updates the states of a step, each once everything it depends on is there. */
    private void advance(Ancestral draws) {
        List<Factor> undrawn = new ArrayList<>(scan.draws());
        List<Scan.State> pending = new ArrayList<>(scan.states());
        while (!undrawn.isEmpty() || !pending.isEmpty()) {
            int open = undrawn.size() + pending.size();
            for (Factor factor : List.copyOf(undrawn)) {
                if (factor.given().stream().allMatch(draws.scope()::provides)) {
                    draws.add(factor);
                    undrawn.remove(factor);
                }
            }
            for (Scan.State state : List.copyOf(pending)) {
                if (state.inputs().stream().allMatch(draws.scope()::provides)) {
                    Held next = next(state, draws.scope());
                    states.put(state.after(), next);
                    draws.provide(state.after(), next.value());
                    pending.remove(state);
                }
            }
            if (open == undrawn.size() + pending.size()) {
                throw new IllegalArgumentException("nobody provides what a step needs: draws=" + undrawn + ", states="
                        + pending.stream().map(Scan.State::label).toList());
            }
        }
    }

    private Held next(Scan.State state, Scope scope) {
        List<Value> inputs = state.inputs().stream().map(scope::value).toList();
        Shape lead = inputs.stream().map(Value::lead).reduce(held(state).lead(), Shape::broadcast);
        List<Node> parts = new ArrayList<>();
        for (Value input : inputs) {
            parts.add(input.overLead(lead).reshape(lead.size(), input.event().size()));
        }
        Node joined = scope.graph().concat(1, parts);
        if (state.cell() == null) {
            // Steps are told apart by their places: a layer that draws noise draws anew in each step.
            Node output = scope.apply(state.network(), state.label(), joined);
            state.requireShape(state.after(), Shape.of(lead.size(), state.size()), output.shape());
            return new Held(lead, output, null);
        }
        io.yume.nn.Scope place =
                scope.scope(state.cell(), state.label(), state.cell().specs());
        Held now = held(state).over(lead);
        RecurrentCell.State after = state.cell()
                .step(state.cell().project(joined, place), new RecurrentCell.State(now.output(), now.memory()), place);
        return new Held(lead, after.output(), after.memory());
    }
}

package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.ModelGraph;
import io.yume.distribution.Notation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The model behind an objective, as a graph: distributions that formulas call q are inference, and the variables of a
 * scan are repeated over time.
 */
final class Picture {

    private static final String EXAMPLES = "n = 1, ..., N";
    private static final String TIME = "t = 1, ..., T";

    private final Notation notation;
    private final Map<Scan, Set<String>> inside = new LinkedHashMap<>();
    private final Set<String> outside = new LinkedHashSet<>();
    private final List<Scan.Slice> slices = new ArrayList<>();
    private final Set<String> drawn = new LinkedHashSet<>();
    private ModelGraph graph = ModelGraph.of();

    private Picture(Notation notation) {
        this.notation = notation;
    }

    static ModelGraph of(Objective objective, String... observed) {
        Picture picture = new Picture(Letters.of(objective, Notation.text()));
        picture.collect(objective, List.of());
        picture.joinSlices();
        return picture.framed(observed);
    }

    /** Steps of a sequence that the model itself draws or computes are parts of it; others are data. */
    private void joinSlices() {
        for (Scan.Slice slice : slices) {
            boolean part = drawn.contains(slice.sequence()) && !slice.name().equals(slice.sequence());
            if (part && graph.variables().contains(slice.name())) {
                String law = slice.name() + " = a step of " + slice.sequence();
                graph = graph.computing(slice.name(), law, slice.sequence());
            }
        }
    }

    private ModelGraph framed(String... observed) {
        ModelGraph framed = graph;
        Set<String> known = new LinkedHashSet<>(graph.variables());
        for (Set<String> variables : inside.values()) {
            Set<String> own = new LinkedHashSet<>(variables);
            own.removeAll(outside);
            own.retainAll(known);
            if (!own.isEmpty()) {
                framed = framed.plate(TIME, own.toArray(String[]::new));
            }
        }
        framed = framed.observing(observed);
        for (Scan.Slice slice : slices) {
            if (known.contains(slice.name()) && !drawn.contains(slice.sequence())) {
                framed = framed.observing(slice.name());
            }
        }
        return known.isEmpty() ? framed : framed.plate(EXAMPLES, known.toArray(String[]::new));
    }

    private void collect(Objective objective, List<Scan> scans) {
        List<Scan> open = scans;
        if (objective instanceof ScanSum sum) {
            open = new ArrayList<>(scans);
            open.add(sum.scan());
            inside.computeIfAbsent(sum.scan(), unused -> new LinkedHashSet<>());
            addStates(sum.scan(), open);
        }
        for (Distribution distribution : objective.distributions()) {
            for (Factor factor : distribution.factors()) {
                graph = notation.letter(factor).equals("q") ? graph.inferredBy(factor) : graph.and(factor);
                List<String> names = new ArrayList<>(factor.given());
                names.add(factor.variable());
                note(names, open);
                if (open.isEmpty()) {
                    drawn.add(factor.variable());
                }
            }
        }
        for (Objective part : objective.parts()) {
            collect(part, open);
        }
    }

    private void note(List<String> names, List<Scan> scans) {
        scans.forEach(scan -> inside.get(scan).addAll(names));
        if (scans.isEmpty()) {
            outside.addAll(names);
        }
    }

    private void addStates(Scan scan, List<Scan> open) {
        List<String> steps =
                new ArrayList<>(scan.slices().stream().map(Scan.Slice::name).toList());
        slices.addAll(scan.slices());
        for (Scan.State state : scan.states()) {
            List<String> inputs = new ArrayList<>(state.inputs());
            if (state.cell() != null) {
                inputs.add(state.before());
            }
            String law = state.after() + " = f(" + String.join(", ", inputs) + ")";
            graph = graph.computing(state.after(), law, inputs.toArray(String[]::new))
                    .carrying(state.after(), state.before());
            steps.addAll(Arrays.asList(state.before(), state.after()));
        }
        note(steps, open);
    }
}

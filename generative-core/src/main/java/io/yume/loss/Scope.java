package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Draws;
import io.yume.distribution.Environment;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Support;
import io.yume.distribution.Value;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where a term is computed: the values that variables have there, and the lead axes, outermost first; the last one is
 * the batch. Immutable.
 */
public final class Scope implements Environment {

    private final Lowering lowering;
    private final Map<String, Value> values;
    private final Map<String, Part> parts;
    private final Shape lead;
    private final String place;
    private final BiConsumer<Label, Node> reports;
    private final Limits limits;

    /**
     * Restrictions that hold in this scope.
     *
     * @param frozen whether no learned tensor gets a gradient
     * @param frozenFactors factors whose parameters get no gradient from their log-density
     * @param hidden variables of the data that are not visible
     * @param scored score-function draws on which values here may depend, even if they are not visible, with their
     *     variables
     */
    private record Limits(boolean frozen, List<Factor> frozenFactors, Set<String> hidden, Map<Node, String> scored) {

        static final Limits NONE = new Limits(false, List.of(), Set.of(), Map.of());

        Limits hiding(Set<String> others) {
            return new Limits(frozen, frozenFactors, Set.copyOf(others), scored);
        }

        Limits scoring(Map<Node, String> more) {
            Map<Node, String> all = new HashMap<>(scored);
            all.putAll(more);
            return new Limits(frozen, frozenFactors, hidden, Map.copyOf(all));
        }
    }

    /**
     * Marks a value as part of a variable of the data.
     *
     * @param mask how much each of its steps counts, over the lead axes; null if all count the same
     */
    private record Part(String data, Node mask) {

        Part masked(Node more) {
            Node both = mask == null || more == null ? null : mask.times(more);
            return new Part(data, both != null ? both : mask == null ? more : mask);
        }
    }

    private Scope(
            Lowering lowering,
            Map<String, Value> values,
            Map<String, Part> parts,
            Shape lead,
            String place,
            BiConsumer<Label, Node> reports,
            Limits limits) {
        this.lowering = lowering;
        this.values = values;
        this.parts = parts;
        this.lead = lead;
        this.place = place;
        this.reports = reports;
        this.limits = limits;
    }

    /** The outermost scope: the batch, and the variables that the data provides. */
    static Scope root(Lowering lowering) {
        BiConsumer<Label, Node> reports = lowering::report;
        return new Scope(lowering, Map.of(), Map.of(), Shape.of(lowering.batch()), "", reports, Limits.NONE);
    }

    Lowering lowering() {
        return lowering;
    }

    @Override
    public Graph graph() {
        return lowering.graph();
    }

    /** The lead axes. */
    public Shape lead() {
        return lead;
    }

    /** With the value of a variable that has none yet; otherwise an error. */
    Scope with(String variable, Value value) {
        if (provides(variable)) {
            throw new IllegalArgumentException(
                    "a name must be used once: the variable has a value: variable=" + variable);
        }
        Map<String, Value> more = new HashMap<>(values);
        more.put(variable, value);
        return where(more, limits);
    }

    /** The same place with other values or other restrictions. */
    private Scope where(Map<String, Value> others, Limits different) {
        return new Scope(lowering, others, parts, lead, place, reports, different);
    }

    /** With one more lead axis, outermost. */
    Scope push(int size) {
        return new Scope(lowering, values, parts, Axes.join(Shape.of(size), lead), place, reports, limits);
    }

    /** At a place of its own, whose draws are independent of those elsewhere. */
    Scope at(String where) {
        return new Scope(lowering, values, parts, lead, place + where + "/", reports, limits);
    }

    Scope reporting(BiConsumer<Label, Node> other) {
        return new Scope(lowering, values, parts, lead, place, other, limits);
    }

    /** With some variables, of the data or drawn, made invisible, so that they can be drawn here. */
    Scope hiding(Collection<String> variables) {
        Set<String> hidden = new HashSet<>(limits.hidden());
        hidden.addAll(variables);
        Map<String, Value> fewer = new HashMap<>(values);
        fewer.keySet().removeAll(variables);
        // A value that gets one of these names here is no part of the data.
        Map<String, Part> fewerParts = new HashMap<>(parts);
        fewerParts.keySet().removeAll(variables);
        return new Scope(lowering, fewer, fewerParts, lead, place, reports, limits.hiding(hidden));
    }

    /** With some variables restored to what they are in an outer scope, which may be nothing. */
    Scope forgetting(Collection<String> variables, Scope outside) {
        Map<String, Value> before = new HashMap<>(values);
        Map<String, Part> partsBefore = new HashMap<>(parts);
        Set<String> hidden = new HashSet<>(limits.hidden());
        for (String variable : variables) {
            before.remove(variable);
            partsBefore.remove(variable);
            hidden.remove(variable);
            if (outside.parts.containsKey(variable)) {
                partsBefore.put(variable, outside.parts.get(variable));
            }
            if (outside.values.containsKey(variable)) {
                before.put(variable, outside.values.get(variable));
            }
            if (outside.limits.hidden().contains(variable)) {
                hidden.add(variable);
            }
        }
        return new Scope(lowering, before, partsBefore, lead, place, reports, limits.hiding(hidden));
    }

    /** With another value for a variable. */
    Scope replacing(String variable, Value value) {
        return hiding(Set.of(variable)).with(variable, value);
    }

    /** With no gradient to learned tensors. */
    Scope frozen() {
        return where(values, new Limits(true, limits.frozenFactors(), limits.hidden(), limits.scored()));
    }

    /** With no gradient to the values that variables have; learned tensors keep theirs. */
    Scope stopped() {
        Map<String, Value> stopped = new HashMap<>();
        values.forEach((name, value) -> stopped.put(name, new Value(value.node().stopGradient(), value.eventRank())));
        return where(stopped, limits);
    }

    /** With no gradient to learned tensors nor to the values that variables have. */
    Scope constant() {
        return stopped().frozen();
    }

    /**
     * The log-density of this factor gets no gradient through its own parameters here, only through the values of its
     * variables. A renamed copy is another factor, whose parameters get theirs.
     */
    Scope freezing(Factor factor) {
        List<Factor> factors = Stream.concat(limits.frozenFactors().stream(), Stream.of(factor))
                .toList();
        return where(values, new Limits(limits.frozen(), factors, limits.hidden(), limits.scored()));
    }

    /** The law of a factor, for its log-density. */
    Law law(Factor factor) {
        return factor.law(limits.frozenFactors().stream().anyMatch(factor::isSame) ? frozen() : this);
    }

    /** Remembers a score-function draw, on which values here may depend, whether it is visible or not. */
    Scope scoring(String variable, Node drawn) {
        return where(values, limits.scoring(Map.of(drawn, variable)));
    }

    /** Also remembers the score-function draws of another scope, on which values here may depend. */
    Scope scoringAlso(Scope other) {
        return where(values, limits.scoring(other.limits.scored()));
    }

    boolean provides(String variable) {
        return values.containsKey(variable) || isData(variable);
    }

    private boolean isData(String variable) {
        return lowering.isObservable(variable) && !limits.hidden().contains(variable);
    }

    /**
     * With an element or a part of a sequence, of the data or drawn, under the sequence's own or another name.
     *
     * @param mask how much each of its steps counts, over the lead axes; null if all count the same
     */
    Scope withPart(String variable, String sequence, Value part, Node mask) {
        if (values.containsKey(variable) && !variable.equals(sequence)) {
            throw new IllegalArgumentException(
                    "a name must be used once: the variable has a value: variable=" + variable);
        }
        Map<String, Value> more = new HashMap<>(values);
        more.put(variable, part);
        Map<String, Part> moreParts = new HashMap<>(parts);
        data(sequence).ifPresent(whole -> moreParts.put(variable, whole.masked(mask)));
        return new Scope(lowering, more, moreParts, lead, place, reports, limits);
    }

    /** The variable of the data whose value, or part of it, a variable has unchanged. */
    private Optional<Part> data(String variable) {
        return values.containsKey(variable)
                ? Optional.ofNullable(parts.get(variable))
                : Optional.of(new Part(variable, null)).filter(whole -> isData(variable));
    }

    /**
     * Whether the value of a variable comes unchanged from the data, so that its support is checked where the data is
     * read.
     */
    boolean isFromData(String variable) {
        return data(variable).isPresent();
    }

    /** Notes the support that a variable must lie in, if it comes unchanged from the data. */
    void support(String variable, Support support) {
        data(variable)
                .ifPresent(part -> lowering.support(part.data(), part.mask() == null ? support : support.orZeros()));
    }

    /** The log-density of a value of the data, which is 0 at steps that are masked out: zeros there may have none. */
    Node unmasked(String variable, Support support, Node logProb) {
        Node mask = data(variable).map(Part::mask).orElse(null);
        boolean everywhere = mask == null || support.equals(support.orZeros());
        return everywhere ? logProb : mask.select(logProb, logProb.zeros());
    }

    @Override
    public Value value(String variable) {
        Value value = values.get(variable);
        if (value == null && limits.hidden().contains(variable)) {
            throw new IllegalArgumentException(
                    "nobody provides the variable here, where draws stand in for the data: variable=" + variable);
        }
        return value != null ? value : lowering.observe(variable);
    }

    @Override
    public Node parameter(Object owner, String label, String name, Spec spec) {
        Node parameter = lowering.parameter(owner, label, name, spec);
        return limits.frozen() ? parameter.stopGradient() : parameter;
    }

    @Override
    public Node apply(Network network, String label, Node rows) {
        return lowering.apply(network, label, rows, place, limits.frozen());
    }

    @Override
    public io.yume.nn.Scope scope(Object owner, String label, Map<String, Spec> specs) {
        io.yume.nn.Scope own = lowering.scope(owner, label, specs, place);
        return limits.frozen() ? own.frozen() : own;
    }

    @Override
    public Map<Object, Object> memory() {
        return lowering.memory();
    }

    /** Notes the value of a term, {@code [lead...]}, to be reported beside the total. */
    public void report(String name, Node value) {
        report(new Label(name, false), value);
    }

    void report(Label label, Node value) {
        reports.accept(label, value);
    }

    String name(Objective objective) {
        return objective.print(lowering.notation());
    }

    String place() {
        return place;
    }

    /**
     * Refuses a value that mixes examples, such as a mean over the batch, if it depends on a score-function draw
     * around this place: each draw's score is multiplied with the value of its own example, which misses the draw's
     * effect on the others.
     */
    void requireNotScored(Objective term, Node together) {
        if (limits.scored().isEmpty()) {
            return;
        }
        Set<String> variables = new TreeSet<>();
        for (Node node : Graph.live(List.of(together))) {
            if (limits.scored().containsKey(node)) {
                variables.add(limits.scored().get(node));
            }
        }
        if (!variables.isEmpty()) {
            throw new IllegalArgumentException(
                    "what examples make together must stand outside of expectations, unless all draws that it "
                            + "depends on are pathwise: variables=" + variables + ", term=" + term);
        }
    }

    /** With all lead axes, each of length 1 where the value does not depend on it. */
    Node padded(Node value) {
        return Axes.padTo(lead.rank(), value);
    }

    /** Repeated over all lead axes, so that each position has a value, and a gradient by it, of its own. */
    Value spread(Value value) {
        return new Value(spread(value.node(), value.event()), value.eventRank());
    }

    /** The same for a node whose last axes are the given event. */
    Node spread(Node node, Shape event) {
        Shape full = Axes.join(lead, event);
        return Axes.padTo(full.rank(), node).broadcastTo(full);
    }

    /** Noise for one variable of one term. */
    Draws draws(String name) {
        return new Draws() {
            @Override
            public Node normal(String part, Shape event) {
                return toLead(graph().normal(full(part), batchFirst(event)), event);
            }

            @Override
            public Node uniform(String part, Shape event) {
                return toLead(graph().uniform(full(part), batchFirst(event)), event);
            }

            private String full(String part) {
                return part.isEmpty() ? name : name + "/" + part;
            }
        };
    }

    /**
     * Noise is drawn with the batch as axis 0, since each row has its own random stream; values have the batch as the
     * last axis before the event.
     */
    private int[] batchFirst(Shape event) {
        int samples = lead.rank() - 1;
        Shape first = Axes.join(Shape.of(lowering.batch()), Axes.first(lead, samples));
        return Axes.join(first, event).dims();
    }

    private Node toLead(Node drawn, Shape event) {
        int samples = lead.rank() - 1;
        Integer[] axes = new Integer[lead.rank() + event.rank()];
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = axis < samples ? axis + 1 : axis == samples ? 0 : axis;
        }
        return drawn.permute(axes);
    }

    /** Remembers what came of other terms, so that it can be found where it is not finite. */
    Node computed(Objective term, Node value) {
        lowering.computed(term, value);
        return value;
    }

    /** Runs a step of a term, so that an error in it names the term as printed. */
    <T> T within(Objective term, Supplier<T> step) {
        try {
            return step.get();
        } catch (TermException e) {
            throw e;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new TermException(name(term), e);
        }
    }
}

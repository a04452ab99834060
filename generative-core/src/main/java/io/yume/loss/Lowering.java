package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.distribution.Support;
import io.yume.distribution.Value;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The graph that is being built for an objective, with all learned tensors, fed variables and reported terms found so
 * far.
 */
final class Lowering {

    private final Graph graph = new Graph();
    private final int batch;
    private final boolean training;
    private final Map<String, Shape> observable;
    private final Notation notation;
    private final Map<String, Shape> observed = new LinkedHashMap<>();
    private final Map<String, Set<Support>> supports = new LinkedHashMap<>();
    private final Map<String, Annealing> schedules = new LinkedHashMap<>();
    private final Map<String, Spec> specs = new LinkedHashMap<>();
    private final Learned learned;
    private final Map<String, Node> terms = new LinkedHashMap<>();
    private final Map<String, Node> each = new LinkedHashMap<>();
    private final Map<String, String> noiseOfDraws = new HashMap<>();
    private final Map<Object, String> drawNames = new HashMap<>();
    private final Map<String, Integer> drawCounts = new HashMap<>();
    private final Map<String, Shape> drawLeads = new HashMap<>();
    private final List<ObjectiveGraph.RunningMean> running = new ArrayList<>();
    private final Map<String, ObjectiveGraph.Statistic> statistics = new LinkedHashMap<>();
    private final Map<String, Node> carried = new LinkedHashMap<>();
    private final List<Node> auxiliary = new ArrayList<>();
    private final List<ObjectiveGraph.Computed> computed = new ArrayList<>();
    private boolean looking;
    private final Map<Object, Object> memory = new HashMap<>();

    Lowering(int batch, Map<String, Shape> observable, boolean training, Notation notation, Learned learned) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch must have an example: batch=" + batch);
        }
        this.batch = batch;
        this.observable = observable;
        this.training = training;
        this.notation = notation;
        this.learned = learned;
    }

    Graph graph() {
        return graph;
    }

    int batch() {
        return batch;
    }

    Notation notation() {
        return notation;
    }

    /** What is fed and learned so far; fed variables must lie in the supports of all distributions whose densities are evaluated there. */
    Inputs inputs() {
        Map<String, Support> all = new LinkedHashMap<>();
        supports.forEach((variable, each) ->
                all.put(variable, each.stream().reduce(Support::and).orElseThrow()));
        return new Inputs(
                Collections.unmodifiableMap(observed),
                Collections.unmodifiableMap(all),
                Collections.unmodifiableMap(specs));
    }

    Map<String, Annealing> schedules() {
        return schedules;
    }

    Map<String, Node> terms() {
        return terms;
    }

    /** The terms per example, before the mean over the batch. */
    Map<String, Node> each() {
        return each;
    }

    /** Notes the value of a term. */
    void report(Label label, Node value) {
        String name = label.among(each, value);
        each.putIfAbsent(name, value);
        terms.putIfAbsent(name, value.mean());
    }

    /** Notes what came of a term, reported or not. */
    void computed(Objective term, Node value) {
        computed.add(new ObjectiveGraph.Computed(() -> term.print(notation), value));
    }

    List<ObjectiveGraph.Computed> computed() {
        return computed;
    }

    List<ObjectiveGraph.RunningMean> running() {
        return running;
    }

    Map<String, ObjectiveGraph.Statistic> statistics() {
        return statistics;
    }

    List<Node> auxiliary() {
        return auxiliary;
    }

    /** The last values of states, by the variables that they start from. */
    Map<String, Node> carried() {
        return carried;
    }

    /** What laws remember about nodes, such as how a draw was computed. */
    Map<Object, Object> memory() {
        return memory;
    }

    boolean isObservable(String variable) {
        return observable.containsKey(variable);
    }

    /** A variable that the data provides. */
    Value observe(String variable) {
        Shape event = observable.get(variable);
        if (event == null) {
            throw new IllegalArgumentException(
                    "nobody provides the variable: variable=" + variable + ", data=" + observable.keySet());
        }
        observed.put(variable, event);
        int[] dims = new int[event.rank() + 1];
        dims[0] = batch;
        System.arraycopy(event.dims(), 0, dims, 1, event.rank());
        return new Value(graph.placeholder(variable, dims), event.rank());
    }

    /** Notes the support that a variable of the data must lie in. */
    void support(String variable, Support support) {
        supports.computeIfAbsent(variable, unused -> new LinkedHashSet<>()).add(support);
    }

    Node scheduled(String name, Annealing schedule) {
        Annealing known = schedules.putIfAbsent(name, schedule);
        if (observable.containsKey(name) || (known != null && !known.equals(schedule))) {
            throw new IllegalArgumentException("a name must stand for one thing: parameter=" + name + ", also="
                    + (observable.containsKey(name) ? "a variable of the data" : "another schedule"));
        }
        return graph.placeholder(name);
    }

    /** A fed scalar: the running mean of a value over past steps. */
    Node follow(String name, Node value, double decay) {
        String output = name + " (baseline)";
        terms.put(output, value.stopGradient().mean());
        ObjectiveGraph.RunningMean entry = new ObjectiveGraph.RunningMean(name + "/baseline", output, decay);
        if (!running.contains(entry)) {
            running.add(entry);
        }
        return graph.placeholder(entry.placeholder());
    }

    /**
     * Notes that a tensor follows a statistic; where its network is applied several times, it follows the mean of all.
     */
    private void keepStatistic(String name, Node value, double keep) {
        if (looking) {
            return;
        }
        statistics.merge(name, new ObjectiveGraph.Statistic(List.of(value), keep), ObjectiveGraph.Statistic::and);
    }

    /** Builds what is only looked at: networks that are applied for it move no statistic. */
    void lookingOnly(Runnable step) {
        boolean before = looking;
        looking = true;
        try {
            step.run();
        } finally {
            looking = before;
        }
    }

    void alsoMinimise(Node scalar) {
        if (!auxiliary.contains(scalar)) {
            auxiliary.add(scalar);
        }
    }

    /**
     * A unique name for the draws of a term: equal terms at one place share it. If such a term occurs again under lead
     * axes of other lengths, it gets a name, and draws, of its own.
     */
    String drawName(Object term, Scope there, String text) {
        String first = drawNames.computeIfAbsent(List.of(term, there.place()), unused -> {
            String name = there.place() + text;
            int count = drawCounts.merge(name, 1, Integer::sum);
            return count == 1 ? name : name + "#" + count;
        });
        Shape lead = drawLeads.computeIfAbsent(first, unused -> there.lead());
        return lead.equals(there.lead()) ? first : first + " " + there.lead();
    }

    /** The name of the noise that a variable of a term is drawn from, if the user chose it. */
    String noise(String chosen, String place, String draws) {
        String name = place + chosen;
        String known = noiseOfDraws.putIfAbsent(name, draws);
        if (known != null && !known.equals(draws)) {
            throw new IllegalArgumentException(
                    "two draws must not have one noise: noise=" + chosen + ", draws=" + known + " and " + draws);
        }
        return name;
    }

    Node parameter(Object owner, String label, String name, Spec spec) {
        return declare(owner, learned.claim(owner, label) + "." + name, spec);
    }

    Node apply(Network network, String label, Node rows, String occasion, boolean frozen) {
        io.yume.nn.Scope scope = scope(network, label, network.specs(), occasion);
        return network.apply(rows, frozen ? scope.frozen() : scope);
    }

    /** The scope in which a network or a cell finds its tensors, which are declared here. */
    io.yume.nn.Scope scope(Object owner, String label, Map<String, Spec> specsOf, String occasion) {
        String prefix = specsOf.isEmpty() ? label : learned.claim(owner, label);
        specsOf.forEach((name, spec) -> declare(owner, prefix + "." + name, spec));
        io.yume.nn.Scope root = training ? io.yume.nn.Scope.training() : io.yume.nn.Scope.inference();
        io.yume.nn.Scope own = root.within(prefix).ofStreams(batch).following(this::keepStatistic);
        return occasion.isEmpty() ? own : own.on(occasion);
    }

    private Node declare(Object owner, String name, Spec spec) {
        learned.declare(owner, name, spec);
        specs.put(name, spec);
        return graph.parameter(name, spec.shape().dims());
    }
}

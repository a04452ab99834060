package io.yume.distribution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model as a graph of its variables, to be drawn: what each is drawn from, which are observed, and over what parts of it repeat (Buntine,
 * 1994). Immutable.
 *
 * <pre>{@code
 * String svg = decoder.times(prior).graph().observing("x").inferredBy(encoder).plate("N", "z", "x").svg();
 * }</pre>
 */
public final class ModelGraph {

    /** What an edge says. */
    enum Kind {
        /** The one is given where the other is drawn. */
        GENERATES,
        /** The same in a distribution that approximates. */
        INFERS,
        /** The one is the other of the next step. */
        CARRIES
    }

    record Edge(String from, String to, Kind kind) {

        @Override
        public String toString() {
            return from + (kind == Kind.GENERATES ? " -> " : kind == Kind.INFERS ? " ~> " : " => ") + to;
        }
    }

    /**
     * A part that repeats.
     *
     * @param label what counts its copies, such as {@code N} or {@code t = 1, ..., T}
     */
    record Plate(String label, Set<String> variables) {}

    /** Where each variable comes from, as formulas; without any, it is given. */
    private final Map<String, List<String>> origins = new LinkedHashMap<>();

    private final Set<String> observed = new LinkedHashSet<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    private final List<Plate> plates = new ArrayList<>();

    private ModelGraph() {}

    /** The graph of some distributions, which may have variables in common. */
    public static ModelGraph of(Distribution... models) {
        ModelGraph graph = new ModelGraph();
        for (Distribution model : models) {
            model.factors().forEach(factor -> graph.add(factor, Kind.GENERATES));
        }
        return graph;
    }

    private ModelGraph with(Consumer<ModelGraph> change) {
        ModelGraph other = new ModelGraph();
        origins.forEach((name, list) -> other.origins.put(name, new ArrayList<>(list)));
        other.observed.addAll(observed);
        other.functions.addAll(functions);
        other.edges.addAll(edges);
        other.plates.addAll(plates);
        change.accept(other);
        return other;
    }

    private void add(Factor factor, Kind kind) {
        String law = factor.print(Notation.text()) + ": " + factor.family().name();
        if (kind == Kind.GENERATES && factor.isFunction()) {
            functions.add(factor.variable());
        }
        add(factor.variable(), factor.given(), law, kind);
    }

    private void add(String variable, List<String> given, String origin, Kind kind) {
        given.forEach(name -> origins.computeIfAbsent(name, unused -> new ArrayList<>()));
        List<String> own = origins.computeIfAbsent(variable, unused -> new ArrayList<>());
        if (!own.contains(origin)) {
            own.add(origin);
        }
        given.forEach(name -> edges.add(new Edge(name, variable, kind)));
    }

    /** With more of the model. */
    public ModelGraph and(Distribution model) {
        return with(other -> model.factors().forEach(factor -> other.add(factor, Kind.GENERATES)));
    }

    /** With distributions that approximate; their edges are dashed. */
    public ModelGraph inferredBy(Distribution q) {
        return with(other -> q.factors().forEach(factor -> other.add(factor, Kind.INFERS)));
    }

    /**
     * With a variable that is a function of others, such as the state of a cell.
     *
     * @param law what it is, in words
     */
    public ModelGraph computing(String variable, String law, String... inputs) {
        return with(other -> {
            other.functions.add(variable);
            other.add(variable, List.of(inputs), law, Kind.GENERATES);
        });
    }

    /** With a variable that is another one of the next step, such as the state before it. */
    public ModelGraph carrying(String after, String before) {
        return with(other -> {
            other.functions.add(before);
            other.add(before, List.of(after), before + " is the " + after + " of the step before", Kind.CARRIES);
        });
    }

    /**
     * With variables that data provide: they are shaded. So are those that are only given.
     *
     * @throws IllegalArgumentException if it has none of a name
     */
    public ModelGraph observing(String... variables) {
        return with(other -> {
            for (String name : variables) {
                other.observed.add(other.require(name));
            }
        });
    }

    /**
     * With a part that repeats: a frame around some variables.
     *
     * @param label what counts its copies, such as {@code N}
     * @throws IllegalArgumentException if it has no variable of a name, or the frame would cut another one
     */
    public ModelGraph plate(String label, String... variables) {
        return with(other -> {
            Set<String> inside = new LinkedHashSet<>();
            for (String name : variables) {
                inside.add(other.require(name));
            }
            if (inside.isEmpty()) {
                throw new IllegalArgumentException("a plate must have a variable: label=" + label);
            }
            for (Plate plate : other.plates) {
                boolean nested = inside.containsAll(plate.variables())
                        || plate.variables().containsAll(inside);
                if (!nested && !Collections.disjoint(inside, plate.variables())) {
                    throw new IllegalArgumentException("plates must be apart or one in the other: " + label + "="
                            + new TreeSet<>(inside) + ", " + plate.label() + "=" + new TreeSet<>(plate.variables()));
                }
            }
            other.plates.add(new Plate(label, Collections.unmodifiableSet(inside)));
        });
    }

    private String require(String variable) {
        if (!origins.containsKey(variable)) {
            throw new IllegalArgumentException(
                    "the graph has no such variable: variable=" + variable + ", has=" + origins.keySet());
        }
        return variable;
    }

    /** The variables, each after those that it is drawn from, where they do not go round in a circle. */
    public List<String> variables() {
        Set<String> ordered = new LinkedHashSet<>();
        origins.keySet().forEach(name -> order(name, ordered, new LinkedHashSet<>()));
        return List.copyOf(ordered);
    }

    private void order(String name, Set<String> ordered, Set<String> open) {
        if (ordered.contains(name) || !open.add(name)) {
            return;
        }
        edges.stream()
                .filter(edge -> edge.kind() == Kind.GENERATES && edge.to().equals(name))
                .forEach(edge -> order(edge.from(), ordered, open));
        ordered.add(name);
    }

    Set<Edge> edges() {
        return Collections.unmodifiableSet(edges);
    }

    List<Plate> plates() {
        return Collections.unmodifiableList(plates);
    }

    /** Whether a variable is shaded. */
    boolean isObserved(String variable) {
        return observed.contains(variable) || origins.get(variable).isEmpty();
    }

    /** Whether a variable is a function of others. */
    boolean isFunction(String variable) {
        return functions.contains(variable);
    }

    /** Where a variable comes from, as formulas. */
    List<String> origins(String variable) {
        return Collections.unmodifiableList(origins.get(variable));
    }

    /** As a drawing that stands alone, for a browser or a page. */
    public String svg() {
        return new ModelDrawing(this).write();
    }

    /** As a picture of TikZ for a paper: the same drawing, its letters set by LaTeX. */
    public String latex() {
        return new ModelTikz(this).write();
    }

    /**
     * Its edges, one in each line: {@code z -> x}, {@code x ~> z} where it infers, {@code after => h} to the next step. Then the variables
     * without an edge, the functions of others, those that are shaded, and the plates: {@code plate N: z, x}.
     */
    @Override
    public String toString() {
        Stream<String> alone = origins.keySet().stream().filter(name -> edges.stream()
                .noneMatch(edge -> edge.from().equals(name) || edge.to().equals(name)));
        Stream<String> sets = Stream.concat(
                Stream.of(line("function", this::isFunction), line("observed", this::isObserved)),
                plates.stream().map(plate -> line("plate " + plate.label(), plate.variables()::contains)));
        return Stream.of(edges.stream().map(Edge::toString), alone, sets.filter(line -> !line.isEmpty()))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    /** The variables of a kind, or nothing where there are none. */
    private String line(String kind, Predicate<String> of) {
        List<String> names = origins.keySet().stream().filter(of).toList();
        return names.isEmpty() ? "" : kind + ": " + String.join(", ", names);
    }
}

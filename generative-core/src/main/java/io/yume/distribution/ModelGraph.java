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
 * A model as a graph of its variables, to be drawn: the distribution of each, which are observed, and plates around
 * what repeats (Buntine, 1994). Immutable.
 *
 * <pre>{@code
 * String svg = decoder.times(prior).graph().observing("x").inferredBy(encoder).plate("N", "z", "x").svg();
 * }</pre>
 */
public final class ModelGraph {

    /** What an edge from one variable to another means. */
    enum Kind {
        /** The other is drawn given the one. */
        GENERATES,
        /** The same in an approximating distribution. */
        INFERS,
        /** In the next step, the other has the value that the one has in this step. */
        CARRIES
    }

    record Edge(String from, String to, Kind kind) {

        @Override
        public String toString() {
            return from + (kind == Kind.GENERATES ? " -> " : kind == Kind.INFERS ? " ~> " : " => ") + to;
        }
    }

    /**
     * A frame around variables that are repeated.
     *
     * @param label says what the copies are counted by, such as {@code N} or {@code t = 1, ..., T}
     */
    record Plate(String label, Set<String> variables) {}

    /** The conditionals of each variable, as formulas; a variable without any is given. */
    private final Map<String, List<String>> origins = new LinkedHashMap<>();

    private final Set<String> observed = new LinkedHashSet<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    private final List<Plate> plates = new ArrayList<>();

    private ModelGraph() {}

    /** The graph of several distributions, which may share variables. */
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

    /** With the variables and edges of another distribution. */
    public ModelGraph and(Distribution model) {
        return with(other -> model.factors().forEach(factor -> other.add(factor, Kind.GENERATES)));
    }

    /** With an approximating distribution; its edges are dashed. */
    public ModelGraph inferredBy(Distribution q) {
        return with(other -> q.factors().forEach(factor -> other.add(factor, Kind.INFERS)));
    }

    /**
     * With a variable that is a deterministic function of others, such as the state of a cell.
     *
     * @param law the function, in words
     */
    public ModelGraph computing(String variable, String law, String... inputs) {
        return with(other -> {
            other.functions.add(variable);
            other.add(variable, List.of(inputs), law, Kind.GENERATES);
        });
    }

    /**
     * With an edge to the next step: {@code before} has in the next step the value that {@code after} has in this one.
     */
    public ModelGraph carrying(String after, String before) {
        return with(other -> {
            other.functions.add(before);
            other.add(before, List.of(after), before + " is the " + after + " of the step before", Kind.CARRIES);
        });
    }

    /**
     * With variables that the data provide, which are shaded; variables that are only given are shaded in any case.
     *
     * @throws IllegalArgumentException if it has no variable of such a name
     */
    public ModelGraph observing(String... variables) {
        return with(other -> {
            for (String name : variables) {
                other.observed.add(other.require(name));
            }
        });
    }

    /**
     * With a plate, a frame around variables that are repeated.
     *
     * @param label says what the copies are counted by, such as {@code N}
     * @throws IllegalArgumentException if it has no variable of such a name, or the frame would overlap another one
     *     without one lying in the other
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

    /** The variables, each after those that it is drawn from, as far as there is no cycle. */
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

    /** Whether a variable is a deterministic function of others. */
    boolean isFunction(String variable) {
        return functions.contains(variable);
    }

    /** The conditionals of a variable, as formulas. */
    List<String> origins(String variable) {
        return Collections.unmodifiableList(origins.get(variable));
    }

    /** The drawing as a complete SVG document, for a browser or a page. */
    public String svg() {
        return new ModelDrawing(this).write();
    }

    /** The drawing as a TikZ picture for a paper, with the letters set by LaTeX. */
    public String latex() {
        return new ModelTikz(this).write();
    }

    /**
     * Its edges, one per line: {@code z -> x} generates, {@code x ~> z} infers, {@code after => h} leads to the next
     * step. Then the variables without an edge, the deterministic ones, the observed ones, and the plates:
     * {@code plate N: z, x}.
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

    /** A line that names the variables of some kind; empty if there are none. */
    private String line(String kind, Predicate<String> of) {
        List<String> names = origins.keySet().stream().filter(of).toList();
        return names.isEmpty() ? "" : kind + ": " + String.join(", ", names);
    }
}

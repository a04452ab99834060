package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step of annealed importance sampling as one graph, for {@code io.yume.evaluation}: what the step from
 * {@link #FROM} to {@link #TO} adds to the log-weights of the fed values, and the values after a transition at
 * {@link #TO}.
 */
public final class AnnealingGraph implements FedGraph {

    /** The placeholder of beta before the step. */
    public static final String FROM = "annealing/from";

    /** The placeholder of beta after the step. */
    public static final String TO = "annealing/to";

    /** The placeholder of the step size of a transition. */
    public static final String SIZE = "annealing/size";

    private final Lowering lowering;
    private final Map<String, Shape> drawn;
    private final Node increment;
    private final AnnealedPath.Transition transition;

    private AnnealingGraph(
            Lowering lowering, Map<String, Shape> drawn, Node increment, AnnealedPath.Transition transition) {
        this.lowering = lowering;
        this.drawn = drawn;
        this.increment = increment;
        this.transition = transition;
    }

    /**
     * Builds the graph.
     *
     * @param rows number of chains
     * @param given the shape of one value of every variable of the data
     * @throws IllegalArgumentException if a variable has no value or a shape does not fit
     */
    public static AnnealingGraph of(AnnealedPath path, int rows, Map<String, Shape> given) {
        Map<String, Shape> drawn = SampleGraph.of(path.base(), rows, given).events();
        Map<String, Shape> all = new LinkedHashMap<>(given);
        all.putAll(drawn);
        Lowering lowering = new Lowering(rows, all, false, Notation.text(), new Learned());
        Scope scope = Scope.root(lowering).reporting((name, value) -> {});
        Node from = lowering.graph().placeholder(FROM);
        Node to = lowering.graph().placeholder(TO);
        Node size = lowering.graph().placeholder(SIZE);
        Node increment = path.increment(from, to, scope);
        AnnealedPath.Transition transition = path.step(to, size, scope, scope.draws("annealing"));
        return new AnnealingGraph(lowering, drawn, increment, transition);
    }

    /** What the step adds to the log-weights, {@code [rows]}. */
    public Node increment() {
        return increment.broadcastTo(Shape.of(lowering.batch()));
    }

    /** The values after the transition, {@code [rows, event...]}, by variable. */
    public Map<String, Node> values() {
        Map<String, Node> values = new LinkedHashMap<>();
        transition.values().forEach((name, value) -> values.put(name, value.node()));
        return values;
    }

    /** The probabilities with which transitions were accepted, {@code [rows]}. */
    public Node acceptance() {
        return transition.acceptance().broadcastTo(Shape.of(lowering.batch()));
    }

    /** All that it needs from outside but the values that transitions move. */
    @Override
    public Inputs inputs() {
        Inputs all = lowering.inputs();
        Map<String, Shape> data = new LinkedHashMap<>(all.observed());
        data.keySet().removeAll(drawn.keySet());
        return new Inputs(Collections.unmodifiableMap(data), all.supports(), all.specs());
    }
}

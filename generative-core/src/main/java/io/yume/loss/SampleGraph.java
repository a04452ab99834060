package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Draws of a distribution as one graph, for {@code io.yume.train} and {@code io.yume.evaluation}: every variable once
 * per row, in order, each given those before. Hidden variables are left out.
 */
public final class SampleGraph implements FedGraph {

    private final Lowering lowering;
    private final Map<String, Node> draws;
    private final Map<String, Node> means;

    private SampleGraph(Lowering lowering, Map<String, Node> draws, Map<String, Node> means) {
        this.lowering = lowering;
        this.draws = Collections.unmodifiableMap(draws);
        this.means = Collections.unmodifiableMap(means);
    }

    /**
     * Builds the graph.
     *
     * @param rows number of draws
     * @param given the shape of one value of every variable that is fed
     * @throws IllegalArgumentException if a variable has no value, or two have one name
     */
    public static SampleGraph of(Distribution distribution, int rows, Map<String, Shape> given) {
        Lowering lowering = new Lowering(rows, given, false, Notation.text(), new Learned());
        Scope scope = Scope.root(lowering);
        Map<String, Node> draws = new LinkedHashMap<>();
        Map<String, Node> means = new LinkedHashMap<>();
        for (Factor factor : distribution.factors()) {
            Law law = factor.law(scope);
            Shape full = Axes.join(Shape.of(rows), law.event());
            Node drawn = law.sample(scope.draws("draw " + factor.variable())).broadcastTo(full);
            if (!distribution.hidden().contains(factor.variable())) {
                draws.put(factor.variable(), drawn);
                law.mean().ifPresent(mean -> means.put(factor.variable(), mean.broadcastTo(full)));
            }
            scope = scope.with(factor.variable(), new Value(drawn, law.event().rank()));
        }
        return new SampleGraph(lowering, draws, means);
    }

    /** The draws, {@code [rows, event...]}, by variable. */
    public Map<String, Node> draws() {
        return draws;
    }

    /**
     * The means given the draws of the variables before, {@code [rows, event...]}, by variable; only where there is a
     * closed form.
     */
    public Map<String, Node> means() {
        return means;
    }

    /** The shape of one value of every variable that is drawn. */
    public Map<String, Shape> events() {
        Map<String, Shape> events = new LinkedHashMap<>();
        draws.forEach((name, node) -> events.put(name, node.shape().dropFirst()));
        return events;
    }

    @Override
    public Inputs inputs() {
        return lowering.inputs();
    }
}

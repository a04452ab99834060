package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * The law of a factor as one graph, given what is fed, for {@code io.yume.evaluation}: to read its parameters and
 * densities.
 */
public final class LawGraph implements FedGraph {

    private final Lowering lowering;
    private final Law law;

    private LawGraph(Lowering lowering, Law law) {
        this.lowering = lowering;
        this.law = law;
    }

    /**
     * Builds the graph.
     *
     * @param rows number of examples
     * @param given the shape of one value of every variable that is fed
     * @throws IllegalArgumentException if a variable has no value or a shape does not fit
     */
    public static LawGraph of(Factor factor, int rows, Map<String, Shape> given) {
        Lowering lowering = new Lowering(rows, given, false, Notation.text(), new Learned());
        return new LawGraph(lowering, factor.law(Scope.root(lowering)));
    }

    /** The law; its nodes have the rows as lead axis, or none where they depend on nothing that is fed. */
    public Law law() {
        return law;
    }

    /**
     * A placeholder of values that are paired with every example, {@code [count, rows, event...]}, so that the law's
     * log-density of them is {@code [count, rows]}.
     *
     * @param name under which they are fed, {@code [count, event...]}
     * @param count number of values
     */
    public Node besideAll(String name, int count) {
        Shape event = law.event();
        Node values = lowering.graph()
                .placeholder(name, Axes.join(Shape.of(count), event).dims());
        return values.reshape(Axes.join(Shape.of(count, 1), event))
                .broadcastTo(Axes.join(Shape.of(count, lowering.batch()), event));
    }

    @Override
    public Inputs inputs() {
        return lowering.inputs();
    }
}

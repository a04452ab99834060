package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** An environment whose values and learned tensors are numbers, and what becomes of them in double precision. */
final class Room implements Environment {

    private final Graph graph = new Graph();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, double[]> leaves = new HashMap<>();

    /** A value for each row. */
    Room with(String variable, Shape event, double... rows) {
        Node node = graph.placeholder(
                variable, Axes.join(Shape.of(rows.length / event.size()), event).dims());
        values.put(variable, new Value(node, event.rank()));
        leaves.put(variable, rows);
        return this;
    }

    double[] evaluate(Node node, int rows) {
        return new Reference(leaves, Noise.of(Seed.root(17), rows, 1)).evaluate(node);
    }

    @Override
    public Graph graph() {
        return graph;
    }

    @Override
    public Value value(String variable) {
        if (!values.containsKey(variable)) {
            throw new IllegalArgumentException("nobody provides the variable: variable=" + variable);
        }
        return values.get(variable);
    }

    /** Learned tensors count up from a tenth, so that two of them are equal only where they are one. */
    @Override
    public Node parameter(Object owner, String label, String name, Spec spec) {
        String full = label + "/" + name;
        if (!leaves.containsKey(full)) {
            double[] numbers = new double[spec.shape().size()];
            int first = leaves.size();
            Arrays.setAll(numbers, i -> 0.1 * (1 + i) * (first % 2 == 0 ? 1 : -0.7));
            leaves.put(full, numbers);
        }
        return graph.parameter(full, spec.shape().dims());
    }

    /** A network without tensors of its own: the sum of the row. */
    @Override
    public Node apply(Network network, String label, Node rows) {
        return rows.sum(1);
    }
}

package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** An environment whose values and learned tensors are numbers, and what becomes of them in double precision. */
final class Room implements Environment {

    private final Graph graph = new Graph();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, double[]> leaves = new HashMap<>();
    private final Map<Object, Object> memory = new HashMap<>();

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
        return learn(label + "/" + name, spec);
    }

    private Node learn(String full, Spec spec) {
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

    /** Tensors in the order in which they are named, as in {@link #parameter}. */
    @Override
    public Scope scope(Object owner, String label, Map<String, Spec> specs) {
        specs.forEach((name, spec) -> learn(label + "." + name, spec));
        return Scope.training().within(label);
    }

    @Override
    public Map<Object, Object> memory() {
        return memory;
    }
}

package io.yume.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes nodes and keeps equal ones one: asking twice for the same sum gives the same node. Random nodes are told apart by
 * name. Not thread-safe while it is being built; the nodes are immutable.
 */
public final class Graph {

    private record Key(Primitive primitive, List<Node> inputs) {}

    private final Map<Key, Node> interned = new HashMap<>();
    private final Map<String, Node> named = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private int folded;
    private int shared;

    /** A value fed before each run. */
    public Node placeholder(String name, int... dims) {
        return leaf(name, new Leaf.Placeholder(name, Shape.of(dims)));
    }

    /** A learned tensor. */
    public Node parameter(String name, int... dims) {
        return leaf(name, new Leaf.Parameter(name, Shape.of(dims)));
    }

    /** Standard normal noise, drawn anew in each run; axis 0 is the row. */
    public Node normal(String name, int... dims) {
        return leaf(name, new Leaf.Draw(name, Leaf.Noise.NORMAL, rows(name, dims)));
    }

    /** Uniform noise in (0, 1), drawn anew in each run; axis 0 is the row. */
    public Node uniform(String name, int... dims) {
        return leaf(name, new Leaf.Draw(name, Leaf.Noise.UNIFORM, rows(name, dims)));
    }

    /** A scalar. */
    public Node constant(double number) {
        return constant(number, Shape.SCALAR);
    }

    /** One number in every element of a shape. */
    public Node constant(double number, Shape shape) {
        return apply(new Leaf.Constant(shape, new double[] {number}));
    }

    /** Fixed numbers in row-major order. */
    public Node constant(double[] values, int... dims) {
        return apply(new Leaf.Constant(Shape.of(dims), values));
    }

    /** Joins nodes along an axis. */
    public Node concat(int axis, List<Node> parts) {
        return parts.size() == 1 ? parts.get(0) : apply(new Concat(axis), parts.toArray(Node[]::new));
    }

    /** All nodes so far; inputs come before what uses them. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** How many nodes there are. */
    int size() {
        return nodes.size();
    }

    /** How many applications were simplified instead of becoming a node. */
    int folded() {
        return folded;
    }

    /** For how many applications there was an equal node. */
    int shared() {
        return shared;
    }

    /** Nodes that some nodes depend on, themselves included; inputs come before what uses them. */
    public static List<Node> live(Collection<Node> nodes) {
        Set<Node> seen = new HashSet<>();
        List<Node> stack = new ArrayList<>(nodes);
        while (!stack.isEmpty()) {
            Node node = stack.remove(stack.size() - 1);
            if (seen.add(node)) {
                stack.addAll(node.inputs());
            }
        }
        List<Node> ordered = new ArrayList<>(seen);
        ordered.sort(Comparator.comparingInt(Node::id));
        return ordered;
    }

    /** Which of some nodes use a node, in their order; a node that none uses is not there. */
    public static Map<Node, Set<Node>> consumers(List<Node> nodes) {
        Map<Node, Set<Node>> consumers = new HashMap<>();
        for (Node node : nodes) {
            for (Node input : node.inputs()) {
                consumers
                        .computeIfAbsent(input, unused -> new LinkedHashSet<>())
                        .add(node);
            }
        }
        return consumers;
    }

    Node apply(Primitive primitive, Node... inputs) {
        for (Node input : inputs) {
            requireOwn(input);
        }
        Node simpler = Folding.simplify(this, primitive, inputs);
        if (simpler != null) {
            folded++;
            return simpler;
        }
        Key key = new Key(primitive, Arrays.asList(inputs));
        Node known = interned.get(key);
        if (known != null) {
            shared++;
            return known;
        }
        Node node = new Node(this, nodes.size(), primitive, List.of(inputs), primitive.shape(key.inputs));
        nodes.add(node);
        interned.put(key, node);
        return node;
    }

    void requireOwn(Node node) {
        if (node.graph() != this) {
            throw new IllegalArgumentException("operands must belong to one graph: operand=" + node.describe());
        }
    }

    private Node leaf(String name, Leaf leaf) {
        Node known = named.get(name);
        if (known != null && !known.primitive().equals(leaf)) {
            throw new IllegalArgumentException(
                    "a name must stand for one leaf: name=" + name + ", has=" + known.primitive() + ", asked=" + leaf);
        }
        Node node = apply(leaf);
        named.put(name, node);
        return node;
    }

    private static Shape rows(String name, int... dims) {
        if (dims.length == 0) {
            throw new IllegalArgumentException("a draw needs a row axis: name=" + name);
        }
        return Shape.of(dims);
    }
}

package io.yume.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The graph that is compiled instead of the one that was written: of equal value, with shapes that suit fusion. It is a
 * copy, since the written one may be shared by other programs.
 *
 * <ul>
 *   <li>Element-wise nodes are computed without their axes of length 1, so that more of them have one shape.
 *   <li>Those that are used in slices, or summed over a short axis, are computed in parts ({@link Parts}).
 *   <li>Those that are only needed in another shape, by others of their kind, are computed in it ({@link Reshapes}).
 *   <li>A stopped gradient has done its work, and vanishes.
 * </ul>
 */
final class Rewriting {

    /** A part of a part needs another round, as in a slice of a gate of a step of an LSTM. */
    private static final int MOST_ROUNDS = 4;

    private final Graph target = new Graph();
    private final Map<Node, Node> copies = new HashMap<>();
    private final Map<Node, Map<Parts.Part, Node>> computed = new HashMap<>();
    private final Parts parts;
    private final Map<Node, Shape> reshaped;

    private Rewriting(List<Node> first, List<Node> live, Set<Node> outputs) {
        Map<Node, Set<Node>> consumers = Graph.consumers(live);
        parts = Parts.of(live, consumers, outputs);
        reshaped = Reshapes.of(live, consumers, outputs);
        first.forEach(this::copy);
        live.forEach(this::copy);
        outputs.forEach(this::copyOf);
    }

    /**
     * The node that is compiled for each output and each leaf; a leaf that became needless is in no compiled node.
     *
     * @param first outputs that are computed before the others: gradients, which need more of what the forward pass has at
     *     hand than the values that are only read do
     * @param outputs all outputs
     */
    static Map<Node, Node> of(Collection<Node> first, Collection<Node> outputs) {
        Map<Node, Node> all = new HashMap<>();
        for (Node node : Graph.live(outputs)) {
            if (node.primitive() instanceof Leaf || outputs.contains(node)) {
                all.put(node, node);
            }
        }
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<Node> roots = outputs.stream().map(all::get).distinct().toList();
            Rewriting rewriting = new Rewriting(
                    Graph.live(first.stream().map(all::get).toList()), Graph.live(roots), new HashSet<>(roots));
            all.replaceAll((written, now) -> rewriting.copies.getOrDefault(now, now));
            if (rewriting.parts.isEmpty() && rewriting.reshaped.isEmpty()) {
                break;
            }
        }
        return all;
    }

    /**
     * Views, and what is used in slices alone, are copied when they are needed, so that they are computed beside what needs
     * them and fuse with it.
     */
    private void copy(Node node) {
        if (copies.containsKey(node) || node.primitive().isView()) {
            return;
        }
        if (parts.of(node) == null) {
            copies.put(node, whole(node));
        } else if (parts.isWhole(node)) {
            computedParts(node);
        }
    }

    private List<Node> computedParts(Node node) {
        return parts.of(node).stream().map(part -> computedPart(node, part)).toList();
    }

    private Node computedPart(Node node, Parts.Part part) {
        Map<Parts.Part, Node> known = computed.computeIfAbsent(node, unused -> new HashMap<>());
        Node made = known.get(part);
        if (made == null) {
            made = elementwise(
                    node.primitive(),
                    node.inputs().stream().map(input -> part(input, part)).toList());
            known.put(part, made);
        }
        return made;
    }

    private Node whole(Node node) {
        Primitive primitive = node.primitive();
        if (primitive instanceof StopGradient) {
            return copyOf(node.inputs().get(0));
        }
        if (primitive instanceof Slice slice) {
            return part(node.inputs().get(0), new Parts.Part(slice.axis(), slice.begin(), slice.length()));
        }
        if (Parts.isShort(node)) {
            return joined((Reduce) primitive, node.inputs().get(0));
        }
        List<Node> inputs = node.inputs().stream().map(this::copyOf).toList();
        return primitive.isElementwise()
                ? elementwise(primitive, inputs, reshaped.getOrDefault(node, squeezed(node.shape())))
                : target.apply(primitive, inputs.toArray(Node[]::new));
    }

    private Node copyOf(Node node) {
        Node copy = copies.get(node);
        if (copy == null) {
            copy = node.primitive().isView() ? whole(node) : joinedParts(node);
            copies.put(node, copy);
        }
        return copy;
    }

    private Node joinedParts(Node node) {
        if (!parts.isWhole(node)) {
            throw new AssertionError("needed whole, but computed in parts only: " + node);
        }
        return target.concat(parts.of(node).get(0).axis(), computedParts(node));
    }

    /** A sum or maximum over a short axis, part by part. */
    private Node joined(Reduce reduce, Node input) {
        Primitive operation = reduce.kind() == Reduce.Kind.SUM ? Binary.ADD : Binary.MAX;
        Node total = null;
        for (Parts.Part part : Parts.each(input.shape(), reduce.axes().get(0))) {
            Node next = part(input, part);
            total = total == null ? next : elementwise(operation, List.of(total, next));
        }
        return total;
    }

    /** An element-wise node, computed without axes of length 1. */
    private Node elementwise(Primitive primitive, List<Node> inputs) {
        return elementwise(primitive, inputs, squeezed(inputs.get(0).shape()));
    }

    /** An element-wise node, computed in another shape of its size. */
    private Node elementwise(Primitive primitive, List<Node> inputs, Shape shape) {
        Node node = target.apply(
                primitive, inputs.stream().map(input -> input.reshape(shape)).toArray(Node[]::new));
        return node.reshape(inputs.get(0).shape());
    }

    /** Without axes of length 1. */
    static Shape squeezed(Shape shape) {
        return Shape.of(Arrays.stream(shape.dims()).filter(length -> length > 1).toArray());
    }

    /** A part of a written node, as a copy: computed where that is done in parts, else a slice. */
    private Node part(Node node, Parts.Part part) {
        List<Parts.Part> split = parts.of(node);
        if (split != null && split.contains(part)) {
            return computedPart(node, part);
        }
        Primitive primitive = node.primitive();
        if (primitive instanceof StopGradient) {
            return part(node.inputs().get(0), part);
        }
        if (primitive instanceof Reshape) {
            Node input = node.inputs().get(0);
            Parts.Part before = Parts.beforeReshape(input.shape(), node.shape(), part);
            if (before != null && parts.of(input) != null) {
                return part(input, before).reshape(part.of(node.shape()));
            }
        }
        if (primitive instanceof Broadcast) {
            return broadcastPart(node, part);
        }
        return copyOf(node).slice(part.axis(), part.begin(), part.length());
    }

    private Node broadcastPart(Node node, Parts.Part part) {
        Node input = node.inputs().get(0);
        int axis = part.axis() - (node.shape().rank() - input.shape().rank());
        boolean repeated = axis < 0 || input.shape().dim(axis) == 1;
        Node from = repeated ? copyOf(input) : part(input, new Parts.Part(axis, part.begin(), part.length()));
        return from.broadcastTo(part.of(node.shape()));
    }
}

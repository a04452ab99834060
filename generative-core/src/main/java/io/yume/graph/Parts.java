package io.yume.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which element-wise nodes are computed in parts along an axis, so that a value that is only used in slices (the gates of
 * an LSTM) or joined over a short axis (the Gaussians of a mixture) never reaches memory as a whole.
 */
final class Parts {

    /** Longer axes are joined faster by a reduction. */
    private static final int LONGEST = 8;

    /** Shorter rows cost more to address than fusion saves. */
    private static final int NARROWEST = 8;

    /** The elements {@code begin .. begin+length-1} of an axis. */
    record Part(int axis, int begin, int length) {

        /** The shape of this part of a shape. */
        Shape of(Shape whole) {
            return whole.with(axis, length);
        }

        boolean overlaps(Part other) {
            return axis != other.axis || (begin < other.begin + other.length && other.begin < begin + length);
        }
    }

    private final Set<Node> outputs;
    private final Map<Node, Set<Node>> consumers;
    private final Map<Node, List<Part>> split = new HashMap<>();
    private final Set<Node> complete = new HashSet<>();

    private Parts(Map<Node, Set<Node>> consumers, Set<Node> outputs) {
        this.consumers = consumers;
        this.outputs = outputs;
    }

    /** Finds them among live nodes, which come inputs first and have these consumers. */
    static Parts of(List<Node> live, Map<Node, Set<Node>> consumers, Set<Node> outputs) {
        Parts parts = new Parts(consumers, outputs);
        for (Node node : live) {
            if (isShort(node)) {
                parts.spread(node);
            }
        }
        for (int i = live.size() - 1; i >= 0; i--) {
            parts.sink(live.get(i));
        }
        return parts;
    }

    boolean isEmpty() {
        return split.isEmpty();
    }

    /** The parts in which a node is computed, in order; null if it is computed as a whole. */
    List<Part> of(Node node) {
        return split.get(node);
    }

    /** Whether the parts of a node make up the whole of it. */
    boolean isWhole(Node node) {
        return complete.contains(node);
    }

    /** The elements of an axis one by one. */
    static List<Part> each(Shape shape, int axis) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < shape.dim(axis); i++) {
            parts.add(new Part(axis, i, 1));
        }
        return parts;
    }

    /** Whether a node joins values over one short axis with rows below it. */
    static boolean isShort(Node node) {
        if (!(node.primitive() instanceof Reduce reduce) || reduce.axes().size() != 1) {
            return false;
        }
        Node input = node.inputs().get(0);
        int axis = reduce.axes().get(0);
        int length = input.shape().dim(axis);
        int inner = 1;
        for (int i = axis + 1; i < input.shape().rank(); i++) {
            inner *= input.shape().dim(i);
        }
        return length > 1 && length <= LONGEST && inner >= NARROWEST;
    }

    // ---- short axes: everything element-wise around is computed part by part

    private void spread(Node reduce) {
        Node input = reduce.inputs().get(0);
        int axis = ((Reduce) reduce.primitive()).axes().get(0);
        List<Node> nodes = new ArrayList<>();
        List<List<Part>> wanted = new ArrayList<>();
        nodes.add(input);
        wanted.add(each(input.shape(), axis));
        while (!nodes.isEmpty()) {
            Node node = nodes.remove(nodes.size() - 1);
            List<Part> parts = wanted.remove(wanted.size() - 1);
            if (node.primitive().isElementwise()) {
                if (split.putIfAbsent(node, parts) != null) {
                    continue;
                }
                complete.add(node);
                for (Node neighbour : neighbours(node)) {
                    nodes.add(neighbour);
                    wanted.add(parts);
                }
            } else if (node.primitive() instanceof Reshape) {
                Node from = node.inputs().get(0);
                List<Part> before = beforeReshape(from.shape(), node.shape(), parts);
                if (before != null && from.primitive().isElementwise()) {
                    nodes.add(from);
                    wanted.add(before);
                }
            }
        }
    }

    /** Inputs, and those who compute with a value element by element. */
    private List<Node> neighbours(Node node) {
        List<Node> found = new ArrayList<>(node.inputs());
        for (Node consumer : consumers.getOrDefault(node, Set.of())) {
            if (consumer.primitive().isElementwise()) {
                found.add(consumer);
            }
        }
        return found;
    }

    private static List<Part> beforeReshape(Shape from, Shape to, List<Part> parts) {
        List<Part> before = new ArrayList<>();
        for (Part part : parts) {
            Part translated = beforeReshape(from, to, part);
            if (translated == null) {
                return null;
            }
            before.add(translated);
        }
        return before;
    }

    /** The part of {@code from} that becomes a part of {@code to} by a reshape, if it is one along a single axis; else null. */
    static Part beforeReshape(Shape from, Shape to, Part part) {
        for (int axis = 0; axis < from.rank(); axis++) {
            Part before = beforeReshape(from, axis, to, part);
            if (before != null) {
                return before;
            }
        }
        return null;
    }

    /** The same along a given axis: elements are in row-major order, so all depends on what lies before and below. */
    static Part beforeReshape(Shape from, int axis, Shape to, Part part) {
        if (size(from, 0, axis) != size(to, 0, part.axis())) {
            return null;
        }
        int inner = size(from, axis + 1, from.rank());
        int begin = part.begin() * size(to, part.axis() + 1, to.rank());
        int length = part.length() * size(to, part.axis() + 1, to.rank());
        return begin % inner == 0 && length % inner == 0 ? new Part(axis, begin / inner, length / inner) : null;
    }

    private static int size(Shape shape, int first, int end) {
        return Arrays.stream(shape.dims(), first, end).reduce(1, (a, b) -> a * b);
    }

    // ---- slices: what is used in slices alone is computed in them

    private void sink(Node node) {
        if (!node.primitive().isElementwise() || split.containsKey(node) || outputs.contains(node)) {
            return;
        }
        Set<Part> used = new LinkedHashSet<>();
        for (Node consumer : consumers.getOrDefault(node, Set.of())) {
            if (consumer.primitive() instanceof Slice slice) {
                used.add(new Part(slice.axis(), slice.begin(), slice.length()));
            } else if (consumer.primitive().isElementwise() && split.containsKey(consumer)) {
                used.addAll(split.get(consumer));
            } else {
                return;
            }
        }
        List<Part> ordered = new ArrayList<>(used);
        ordered.sort(Comparator.comparingInt(Part::begin));
        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (ordered.get(i).overlaps(ordered.get(j))) {
                    return;
                }
            }
        }
        if (!ordered.isEmpty()) {
            split.put(node, ordered);
        }
    }
}

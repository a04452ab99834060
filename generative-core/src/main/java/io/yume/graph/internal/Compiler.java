package io.yume.graph.internal;

import io.yume.graph.Broadcast;
import io.yume.graph.Concat;
import io.yume.graph.Conv2d;
import io.yume.graph.ConvTranspose2d;
import io.yume.graph.ConvWeightGradient;
import io.yume.graph.Gather;
import io.yume.graph.Graph;
import io.yume.graph.Leaf;
import io.yume.graph.MatMul;
import io.yume.graph.Node;
import io.yume.graph.Pad;
import io.yume.graph.Permute;
import io.yume.graph.Primitive;
import io.yume.graph.Reduce;
import io.yume.graph.Reshape;
import io.yume.graph.ScatterAdd;
import io.yume.graph.Shape;
import io.yume.graph.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns live nodes into instructions. Shape operations become views; element-wise nodes of one shape are fused; the parts
 * of a concatenation and the gradients of parameters are written straight to where they belong; the two gradients of a
 * convolution are computed by one native op.
 */
final class Compiler {

    private final List<Node> live;
    private final Map<Node, Set<Node>> consumers;
    private final Set<Node> outputs;
    private final Map<Node, Ref> refs = new HashMap<>();
    private final Map<Node, List<Ref>> targets;
    private final Placement placement;
    private final Map<Node, Ref> packed = new HashMap<>();
    private final Map<Shape, Group> open = new LinkedHashMap<>();
    private final Set<Node> emitted = new HashSet<>();
    private final Convolutions convolutions;
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Instruction, List<Node>> origins = new IdentityHashMap<>();
    private final Map<Ref, float[]> filled = new LinkedHashMap<>();
    private final Set<Memory> pinned = new LinkedHashSet<>();
    private final Set<Part> joined = new HashSet<>();
    private Ref zero;
    private int noted;

    /** A part of a concatenation that is in its place. */
    private record Part(Node node, Memory memory, int offset) {}

    /**
     * @param outputs nodes whose values are read after a run
     * @param targets nodes whose values must end in given memory (gradients in the gradient vector), each in at least one
     *     place: it is computed in the first and copied to the others
     * @param parameters where parameters lie
     */
    Compiler(Collection<Node> outputs, Map<Node, List<Ref>> targets, Map<Node, Ref> parameters) {
        this.outputs = new LinkedHashSet<>(outputs);
        this.outputs.addAll(targets.keySet());
        this.targets = new HashMap<>(targets);
        refs.putAll(parameters);
        live = Graph.live(this.outputs);
        consumers = Graph.consumers(live);
        placement = new Placement(live, consumers, this.targets, refs);
        convolutions = new Convolutions(this, live, consumers);
    }

    Plan compile() {
        for (Node node : live) {
            visit(node);
            note(node);
        }
        for (Node output : outputs) {
            Ref ref = read(output);
            pin(ref);
            for (Ref target : targets.getOrDefault(output, List.of())) {
                copy(ref, target);
            }
            note(output);
        }
        return Plan.place(instructions, filled, pinned);
    }

    /** What has been emitted since the last call and does not say itself what it computes is for this node. */
    private void note(Node node) {
        while (noted < instructions.size()) {
            origins.putIfAbsent(instructions.get(noted++), List.of(node));
        }
    }

    /** Elements of all nodes that are compiled. */
    long elements() {
        return live.stream().mapToLong(node -> node.shape().size()).sum();
    }

    /** The nodes that each instruction computes; of a copy, the node that needs it. */
    Map<Instruction, List<Node>> origins() {
        return origins;
    }

    /** Where a node's value lies; after {@link #compile}. */
    Ref ref(Node node) {
        return refs.get(node);
    }

    private void pin(Ref ref) {
        if (!ref.memory().external()) {
            pinned.add(ref.memory());
        }
    }

    // ---- the walk

    private void visit(Node node) {
        Primitive primitive = node.primitive();
        if (primitive instanceof Leaf leaf) {
            leaf(node, leaf);
        } else if (primitive.isElementwise()) {
            join(node);
        } else if (primitive instanceof MatMul) {
            matmul(node);
        } else if (primitive instanceof Reduce reduce) {
            reduce(node, reduce);
        } else if (primitive instanceof Gather || primitive instanceof ScatterAdd) {
            Ref from = pack(node.inputs().get(0));
            Ref index = pack(node.inputs().get(1));
            instructions.add(new RowMoves(primitive instanceof ScatterAdd, from, index, destination(node)));
        } else if (primitive instanceof Conv2d
                || primitive instanceof ConvTranspose2d
                || primitive instanceof ConvWeightGradient) {
            convolutions.visit(node);
        } else if (!primitive.isView() && !(primitive instanceof Concat) && !(primitive instanceof Pad)) {
            throw new AssertionError(primitive);
        }
        // What is joined or padded is complete when somebody reads it: until then, kernels that compute parts may grow.
    }

    private void leaf(Node node, Leaf leaf) {
        if (leaf instanceof Leaf.Placeholder) {
            Ref ref = scratch(node.shape());
            pin(ref);
            refs.put(node, ref);
        } else if (leaf instanceof Leaf.Draw draw) {
            Ref ref = destination(node);
            instructions.add(Drawing.all(draw, ref));
        } else if (leaf instanceof Leaf.Parameter && !refs.containsKey(node)) {
            throw new IllegalArgumentException("every parameter must have a value: " + node.describe());
        }
        // A constant takes memory only if somebody must read it from there.
    }

    private void constant(Node node, Leaf.Constant constant) {
        Ref ref = scratch(node.shape());
        pin(ref);
        float[] values = new float[node.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) constant.value(i);
        }
        filled.put(ref, values);
        refs.put(node, ref);
    }

    private void join(Node node) {
        for (Node input : node.inputs()) {
            Group group = open.get(node.shape());
            if (!Group.isNumber(input) && (group == null || !group.contains(input))) {
                // May seal the group that this node would join: a member read through a view must be in memory first.
                read(input);
            }
        }
        Group group = open.get(node.shape());
        if (group != null && group.full()) {
            seal(group);
            group = null;
        }
        if (group == null) {
            group = new Group(node.shape());
            open.put(node.shape(), group);
        }
        group.add(node, this::read);
    }

    private void seal(Group group) {
        open.remove(group.shape());
        emitted.addAll(group.members());
        Elementwise kernel = group.kernel(
                member -> outputs.contains(member)
                        || refs.containsKey(member)
                        || consumers.getOrDefault(member, Set.of()).stream()
                                .anyMatch(consumer -> !group.contains(consumer)),
                this::destination);
        origins.put(kernel, List.copyOf(group.members()));
        instructions.add(kernel);
    }

    /** Where a node's value lies, computed by now. */
    private Ref read(Node node) {
        Primitive primitive = node.primitive();
        if (primitive.isElementwise() && !emitted.contains(node)) {
            seal(open.get(node.shape()));
        }
        if (primitive instanceof Concat concat && emitted.add(node)) {
            concat(node, concat);
        } else if (primitive instanceof Pad pad && emitted.add(node)) {
            pad(node, pad);
        }
        Ref known = refs.get(node);
        if (known != null) {
            return known;
        }
        if (primitive instanceof Leaf.Constant constant) {
            constant(node, constant);
            return refs.get(node);
        }
        if (!primitive.isView()) {
            throw new AssertionError("no value for " + node);
        }
        Ref ref = view(node, primitive);
        refs.put(node, ref);
        return ref;
    }

    private Ref view(Node node, Primitive primitive) {
        Node input = node.inputs().get(0);
        if (primitive instanceof Reshape reshape) {
            Ref view = read(input).reshape(reshape.target());
            return view == null ? pack(input).reshape(reshape.target()) : view;
        }
        Ref from = read(input);
        if (primitive instanceof Broadcast broadcast) {
            return from.broadcast(broadcast.target());
        }
        if (primitive instanceof Permute permute) {
            return from.permute(permute.axes());
        }
        if (primitive instanceof Slice slice) {
            return from.slice(slice.axis(), slice.begin(), slice.length());
        }
        return from;
    }

    /** The value of a node, side by side in row-major order; copied once if it is not. */
    Ref pack(Node node) {
        Ref ref = read(node);
        if (ref.contiguous()) {
            return Ref.contiguous(ref.memory(), ref.offset(), ref.shape());
        }
        return packed.computeIfAbsent(node, unused -> {
            Ref copy = scratch(node.shape());
            instructions.add(Elementwise.copy(ref, copy));
            return copy;
        });
    }

    /** Where a computed node goes: its given place, or fresh memory. */
    Ref destination(Node node) {
        return placement.destination(node);
    }

    // ---- nodes with kernels of their own

    private void matmul(Node node) {
        Node a = node.inputs().get(0);
        Node b = node.inputs().get(1);
        boolean flipA = transposed(a);
        boolean flipB = transposed(b) && consumers.get(b).size() == 1;
        Ref left = pack(flipA ? a.inputs().get(0) : a);
        Ref right = pack(flipB ? b.inputs().get(0) : b);
        instructions.addAll(Products.of(left, right, flipA, flipB, destination(node)));
    }

    private static boolean transposed(Node node) {
        return node.primitive() instanceof Permute permute && permute.isTranspose();
    }

    private void reduce(Node node, Reduce reduce) {
        Ref from = pack(node.inputs().get(0));
        // Runs of neighbouring axes, the innermost first.
        List<int[]> runs = new ArrayList<>();
        for (int i = reduce.axes().size() - 1; i >= 0; i--) {
            int axis = reduce.axes().get(i);
            int[] run = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (run != null && run[0] == axis + 1) {
                run[0] = axis;
            } else {
                runs.add(new int[] {axis, axis});
            }
        }
        for (int i = 0; i < runs.size(); i++) {
            Shape shape = from.shape();
            for (int axis = runs.get(i)[0]; axis <= runs.get(i)[1]; axis++) {
                shape = shape.with(axis, 1);
            }
            boolean last = i == runs.size() - 1;
            Ref to = last ? destination(node) : Ref.contiguous(new Memory(shape.size()), 0, shape);
            instructions.add(Reduction.over(reduce.kind(), from, runs.get(i)[0], runs.get(i)[1], to));
            from = to;
        }
    }

    private void concat(Node node, Concat concat) {
        Ref whole = destination(node);
        int at = 0;
        for (Node part : node.inputs()) {
            int length = part.shape().dim(concat.axis());
            Ref to = whole.slice(concat.axis(), at, length);
            // A run of another concatenation's parts shares its memory: what one has copied, the other finds.
            if (joined.add(new Part(part, to.memory(), to.offset()))) {
                copy(read(part), to);
            }
            at += length;
        }
    }

    /** Copies unless the value is in its place already. */
    private void copy(Ref from, Ref to) {
        boolean there = from.memory() == to.memory()
                && from.offset() == to.offset()
                && Arrays.equals(from.strides(), to.strides());
        if (!there) {
            instructions.add(Elementwise.copy(from, to));
        }
    }

    private void pad(Node node, Pad pad) {
        Node input = node.inputs().get(0);
        Ref whole = destination(node);
        int length = input.shape().dim(pad.axis());
        zero(whole, pad.axis(), 0, pad.before());
        copy(read(input), whole.slice(pad.axis(), pad.before(), length));
        zero(whole, pad.axis(), pad.before() + length, pad.after());
    }

    /** A zero in memory; not a node, since compiling must not change the graph, which other programs share. */
    private Ref zero() {
        if (zero == null) {
            zero = scratch(Shape.SCALAR);
            pin(zero);
            filled.put(zero, new float[1]);
        }
        return zero;
    }

    /** Zeros in a part of a view. */
    void zero(Ref whole, int axis, int begin, int length) {
        if (length > 0) {
            instructions.add(Elementwise.copy(
                    zero().broadcast(whole.shape().with(axis, length)), whole.slice(axis, begin, length)));
        }
    }

    static Ref scratch(Shape shape) {
        return Ref.contiguous(new Memory(shape.size()), 0, shape);
    }

    /** Whether somebody reads a node's value before another node is visited. */
    boolean readBefore(Node node, Node other) {
        return consumers.getOrDefault(node, Set.of()).stream().anyMatch(consumer -> consumer.id() < other.id());
    }

    void add(Instruction instruction, Node... computed) {
        if (computed.length > 0) {
            origins.put(instruction, List.of(computed));
        }
        instructions.add(instruction);
    }
}

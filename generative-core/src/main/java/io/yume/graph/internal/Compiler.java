package io.yume.graph.internal;

import io.yume.graph.Broadcast;
import io.yume.graph.Concat;
import io.yume.graph.Conv2d;
import io.yume.graph.ConvTranspose2d;
import io.yume.graph.ConvWeightGradient;
import io.yume.graph.Leaf;
import io.yume.graph.MatMul;
import io.yume.graph.Node;
import io.yume.graph.Pad;
import io.yume.graph.Permute;
import io.yume.graph.Primitive;
import io.yume.graph.Reduce;
import io.yume.graph.Reshape;
import io.yume.graph.Shape;
import io.yume.graph.Slice;
import io.yume.graph.StopGradient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
    private final Map<Node, Set<Node>> consumers = new HashMap<>();
    private final Set<Node> outputs;
    private final Map<Node, Ref> refs = new HashMap<>();
    private final Map<Node, List<Ref>> targets;
    private final Map<Node, Ref> places = new HashMap<>();
    private final Map<Node, Ref> packed = new HashMap<>();
    private final Map<Shape, Group> open = new LinkedHashMap<>();
    private final Set<Node> emitted = new HashSet<>();
    private final Map<Node, Node> pairs = new HashMap<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Ref, float[]> filled = new LinkedHashMap<>();
    private final Set<Memory> pinned = new LinkedHashSet<>();
    private Ref zero;

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
        live = live(this.outputs);
        for (Node node : live) {
            for (Node input : node.inputs()) {
                consumers
                        .computeIfAbsent(input, unused -> new LinkedHashSet<>())
                        .add(node);
            }
        }
        placeParts();
        pairConvolutions();
    }

    /** Nodes that an output depends on, inputs first. */
    static List<Node> live(Collection<Node> outputs) {
        Set<Node> seen = new HashSet<>();
        List<Node> stack = new ArrayList<>(outputs);
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

    Plan compile() {
        for (Node node : live) {
            visit(node);
        }
        for (Node output : outputs) {
            Ref ref = read(output);
            pin(ref);
            for (Ref target : targets.getOrDefault(output, List.of())) {
                copy(ref, target);
            }
        }
        return Plan.place(instructions, filled, pinned);
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

    // ---- before: who writes where

    /**
     * Gives each computed part of a concatenation a place inside the whole, and each reshaped gradient the place of its
     * parameter, so that nothing is copied afterwards.
     */
    private void placeParts() {
        // Outer concatenations come later in the graph, so walking backwards sees them before their parts.
        for (int i = live.size() - 1; i >= 0; i--) {
            Node node = live.get(i);
            if (node.primitive() instanceof Reshape && targets.containsKey(node)) {
                place(
                        node.inputs().get(0),
                        targets.get(node).get(0).reshape(node.inputs().get(0).shape()));
            } else if (node.primitive() instanceof Concat concat) {
                Ref whole = destination(node);
                int at = 0;
                for (Node part : node.inputs()) {
                    int length = part.shape().dim(concat.axis());
                    place(part, whole.slice(concat.axis(), at, length));
                    at += length;
                }
            }
        }
    }

    private void place(Node node, Ref at) {
        boolean anywhere = Group.isElementwise(node.primitive()) || node.primitive() instanceof Concat;
        if (computes(node) && (anywhere || at.contiguous()) && !targets.containsKey(node)) {
            places.putIfAbsent(node, at);
        }
    }

    private static boolean computes(Node node) {
        Primitive primitive = node.primitive();
        return Group.isElementwise(primitive)
                || primitive instanceof MatMul
                || primitive instanceof Reduce
                || primitive instanceof Concat
                || primitive instanceof ConvWeightGradient;
    }

    private void pairConvolutions() {
        for (Node node : live) {
            if (!(node.primitive() instanceof ConvWeightGradient weight)) {
                continue;
            }
            Node x = node.inputs().get(0);
            Node g = node.inputs().get(1);
            for (Node other : consumers.getOrDefault(g, Set.of())) {
                if (other.primitive() instanceof ConvTranspose2d transpose
                        && other.inputs().get(0) == g
                        && transpose.stride() == weight.stride()
                        && other.shape().equals(x.shape())
                        && sameKernel(node, other)
                        && x.id() < other.id()
                        && !pairs.containsKey(other)) {
                    pair(node, other);
                    break;
                }
            }
            for (Node other : consumers.getOrDefault(x, Set.of())) {
                if (!pairs.containsKey(node)
                        && other.primitive() instanceof Conv2d conv
                        && other.inputs().get(0) == x
                        && conv.stride() == weight.stride()
                        && other.shape().equals(g.shape())
                        && sameKernel(node, other)
                        && exact(weight, x.shape(), g.shape())
                        && g.id() < other.id()
                        && !pairs.containsKey(other)) {
                    pair(node, other);
                    break;
                }
            }
        }
    }

    /** Where the stride does not divide, kernels of several sizes give one output size. */
    private static boolean sameKernel(Node weight, Node other) {
        return other.inputs().get(1).shape().equals(weight.shape());
    }

    /** Whether the stride reaches the last row and column: native transposed ops know no other sizes. */
    private static boolean exact(ConvWeightGradient conv, Shape x, Shape g) {
        return (g.dim(2) - 1) * conv.stride() + conv.kernelHeight() == x.dim(2)
                && (g.dim(3) - 1) * conv.stride() + conv.kernelWidth() == x.dim(3);
    }

    private void pair(Node weight, Node other) {
        pairs.put(weight, other);
        pairs.put(other, weight);
    }

    // ---- the walk

    private void visit(Node node) {
        Primitive primitive = node.primitive();
        if (primitive instanceof Leaf leaf) {
            leaf(node, leaf);
        } else if (Group.isElementwise(primitive)) {
            join(node);
        } else if (primitive instanceof MatMul) {
            matmul(node);
        } else if (primitive instanceof Reduce reduce) {
            reduce(node, reduce);
        } else if (primitive instanceof Concat concat) {
            concat(node, concat);
        } else if (primitive instanceof Pad pad) {
            pad(node, pad);
        } else if (primitive instanceof Conv2d
                || primitive instanceof ConvTranspose2d
                || primitive instanceof ConvWeightGradient) {
            convolution(node);
        } else if (!isView(primitive)) {
            throw new AssertionError(primitive);
        }
    }

    private static boolean isView(Primitive primitive) {
        return primitive instanceof Reshape
                || primitive instanceof Broadcast
                || primitive instanceof Permute
                || primitive instanceof Slice
                || primitive instanceof StopGradient;
    }

    private void leaf(Node node, Leaf leaf) {
        if (leaf instanceof Leaf.Placeholder) {
            Ref ref = fresh(node);
            pin(ref);
            refs.put(node, ref);
        } else if (leaf instanceof Leaf.Draw draw) {
            Ref ref = destination(node);
            instructions.add(new Drawing(draw, ref));
        } else if (leaf instanceof Leaf.Parameter && !refs.containsKey(node)) {
            throw new IllegalArgumentException("every parameter must have a value: " + node.describe());
        }
        // A constant takes memory only if somebody must read it from there.
    }

    private void constant(Node node, Leaf.Constant constant) {
        Ref ref = fresh(node);
        pin(ref);
        float[] values = new float[node.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) constant.value(i);
        }
        filled.put(ref, values);
        refs.put(node, ref);
    }

    private void join(Node node) {
        Group group = open.get(node.shape());
        if (group != null && group.full()) {
            seal(group);
            group = null;
        }
        if (group != null) {
            // A member read through a view must be in memory first.
            for (Node input : node.inputs()) {
                if (!group.contains(input) && !Group.isNumber(input) && group.contains(root(input))) {
                    seal(group);
                    group = null;
                    break;
                }
            }
        }
        if (group == null) {
            group = new Group(node.shape());
            open.put(node.shape(), group);
        }
        Group target = group;
        target.add(node, this::read);
        // Reading a foreign input may have emitted a group that in turn needed this one: never, since groups only read
        // what is emitted when they grow.
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
        instructions.add(kernel);
    }

    /** The node whose memory a view shows. */
    private static Node root(Node node) {
        Node at = node;
        while (isView(at.primitive())) {
            at = at.inputs().get(0);
        }
        return at;
    }

    /** Where a node's value lies, computed by now. */
    private Ref read(Node node) {
        Primitive primitive = node.primitive();
        if (Group.isElementwise(primitive) && !emitted.contains(node)) {
            seal(open.get(node.shape()));
        }
        Ref known = refs.get(node);
        if (known != null) {
            return known;
        }
        if (primitive instanceof Leaf.Constant constant) {
            constant(node, constant);
            return refs.get(node);
        }
        if (!isView(primitive)) {
            throw new AssertionError("no value for " + node);
        }
        Ref ref = view(node, primitive);
        refs.put(node, ref);
        return ref;
    }

    private Ref view(Node node, Primitive primitive) {
        Node input = node.inputs().get(0);
        if (primitive instanceof Reshape reshape) {
            return pack(input).reshape(reshape.target());
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
    private Ref pack(Node node) {
        Ref ref = read(node);
        if (ref.contiguous()) {
            return Ref.contiguous(ref.memory(), ref.offset(), ref.shape());
        }
        return packed.computeIfAbsent(node, unused -> {
            Ref copy = fresh(node);
            instructions.add(Elementwise.copy(ref, copy));
            return copy;
        });
    }

    private static Ref fresh(Node node) {
        return Ref.contiguous(new Memory(node.shape().size()), 0, node.shape());
    }

    /** Where a computed node goes: its given place, or fresh memory. */
    private Ref destination(Node node) {
        Ref ref = refs.get(node);
        if (ref == null) {
            ref = targets.containsKey(node) ? targets.get(node).get(0) : places.getOrDefault(node, fresh(node));
            refs.put(node, ref);
        }
        return ref;
    }

    // ---- nodes with kernels of their own

    private void matmul(Node node) {
        Node a = node.inputs().get(0);
        Node b = node.inputs().get(1);
        boolean flipA = transposed(a);
        boolean flipB = transposed(b) && consumers.get(b).size() == 1;
        Ref left = pack(flipA ? a.inputs().get(0) : a);
        Ref right = pack(flipB ? b.inputs().get(0) : b);
        Ref to = destination(node);
        instructions.add(new NativeOp(
                "matmul",
                List.of(threeAxes(left), threeAxes(right)),
                List.of(threeAxes(to)),
                List.of(flipA ? 1L : 0L, flipB ? 1L : 0L, 0L)));
    }

    /** ND4J multiplies matrices and stacks of them; more leading axes are one. */
    private static Ref threeAxes(Ref ref) {
        Shape shape = ref.shape();
        if (shape.rank() <= 3) {
            return ref;
        }
        int rows = shape.dim(-2);
        int columns = shape.dim(-1);
        return ref.reshape(Shape.of(shape.size() / (rows * columns), rows, columns));
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
            copy(read(part), whole.slice(concat.axis(), at, length));
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
        instructions.add(Elementwise.copy(read(input), whole.slice(pad.axis(), pad.before(), length)));
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

    private void zero(Ref whole, int axis, int begin, int length) {
        if (length > 0) {
            instructions.add(Elementwise.copy(
                    zero().broadcast(whole.shape().with(axis, length)), whole.slice(axis, begin, length)));
        }
    }

    private void convolution(Node node) {
        Node partner = pairs.get(node);
        if (partner == null) {
            single(node);
        } else if (node.id() > partner.id()) {
            both(
                    node.primitive() instanceof ConvWeightGradient ? node : partner,
                    node.primitive() instanceof ConvWeightGradient ? partner : node);
        } else if (consumers.getOrDefault(node, Set.of()).stream().anyMatch(consumer -> consumer.id() < partner.id())) {
            // Somebody needs this one before the other can run.
            pairs.remove(node);
            pairs.remove(partner);
            single(node);
        }
    }

    private void single(Node node) {
        Node first = node.inputs().get(0);
        Node second = node.inputs().get(1);
        if (node.primitive() instanceof Conv2d conv) {
            instructions.add(new NativeOp(
                    "conv2d",
                    List.of(pack(first), pack(second)),
                    List.of(destination(node)),
                    arguments(second.shape(), conv.stride())));
        } else if (node.primitive() instanceof ConvTranspose2d conv) {
            transpose(node, conv, first, second);
        } else {
            ConvWeightGradient conv = (ConvWeightGradient) node.primitive();
            weightGradient(node, conv, first, second);
        }
    }

    /**
     * The native ops also compute the other gradient, which nobody needs here; the weights only lend their shape. The
     * transposed op is the cheaper one, but knows only sizes that the stride reaches.
     */
    private void weightGradient(Node node, ConvWeightGradient conv, Node x, Node g) {
        Ref weights = scratch(node.shape());
        boolean exact = exact(conv, x.shape(), g.shape());
        instructions.add(new NativeOp(
                exact ? "deconv2d_bp" : "conv2d_bp",
                exact ? List.of(pack(g), weights, pack(x)) : List.of(pack(x), weights, pack(g)),
                List.of(scratch(exact ? g.shape() : x.shape()), destination(node)),
                arguments(node.shape(), conv.stride())));
    }

    /** Both gradients of a convolution (or of a transposed one) by one native op. */
    private void both(Node weight, Node other) {
        Node x = weight.inputs().get(0);
        Node g = weight.inputs().get(1);
        int stride = ((ConvWeightGradient) weight.primitive()).stride();
        Node w = other.inputs().get(1);
        boolean ofConv = other.primitive() instanceof ConvTranspose2d;
        instructions.add(new NativeOp(
                ofConv ? "conv2d_bp" : "deconv2d_bp",
                ofConv ? List.of(pack(x), pack(w), pack(g)) : List.of(pack(g), pack(w), pack(x)),
                List.of(destination(other), destination(weight)),
                arguments(w.shape(), stride)));
    }

    /** The native op knows only sizes that the stride reaches; the rest is zero. */
    private void transpose(Node node, ConvTranspose2d conv, Node input, Node weights) {
        Shape from = input.shape();
        Shape w = weights.shape();
        int height = (from.dim(2) - 1) * conv.stride() + w.dim(2);
        int width = (from.dim(3) - 1) * conv.stride() + w.dim(3);
        boolean exact = height == conv.height() && width == conv.width();
        Ref whole = destination(node);
        Ref reached = exact
                ? whole
                : scratch(Shape.of(node.shape().dim(0), node.shape().dim(1), height, width));
        instructions.add(new NativeOp(
                "deconv2d", List.of(pack(input), pack(weights)), List.of(reached), arguments(w, conv.stride())));
        if (!exact) {
            zero(whole, 2, height, conv.height() - height);
            zero(whole.slice(2, 0, height), 3, width, conv.width() - width);
            instructions.add(Elementwise.copy(reached, whole.slice(2, 0, height).slice(3, 0, width)));
        }
    }

    private static Ref scratch(Shape shape) {
        return Ref.contiguous(new Memory(shape.size()), 0, shape);
    }

    /** Kernel, stride, padding, dilation, explicit padding, channels first, weights {@code [out, in, height, width]}. */
    private static List<Long> arguments(Shape weights, int stride) {
        return List.of(
                (long) weights.dim(2), (long) weights.dim(3), (long) stride, (long) stride, 0L, 0L, 1L, 1L, 0L, 0L, 1L);
    }
}

package io.yume.graph.internal;

import io.yume.graph.Conv2d;
import io.yume.graph.ConvTranspose2d;
import io.yume.graph.ConvWeightGradient;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lowering of convolutions; the two gradients of one are found beforehand and computed by one native op. */
final class Convolutions {

    private final Compiler compiler;
    private final Map<Node, Node> pairs = new HashMap<>();

    Convolutions(Compiler compiler, List<Node> live, Map<Node, Set<Node>> consumers) {
        this.compiler = compiler;
        pairUp(live, consumers);
    }

    private void pairUp(List<Node> live, Map<Node, Set<Node>> consumers) {
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

    /** Emits a convolution, or both of a pair when the second one is visited. */
    void visit(Node node) {
        Node partner = pairs.get(node);
        if (partner == null) {
            single(node);
        } else if (node.id() > partner.id()) {
            both(
                    node.primitive() instanceof ConvWeightGradient ? node : partner,
                    node.primitive() instanceof ConvWeightGradient ? partner : node);
        } else if (compiler.readBefore(node, partner)) {
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
            compiler.add(new NativeOp(
                    "conv2d",
                    List.of(compiler.pack(first), compiler.pack(second)),
                    List.of(compiler.destination(node)),
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
        Ref weights = Compiler.scratch(node.shape());
        boolean exact = exact(conv, x.shape(), g.shape());
        compiler.add(new NativeOp(
                exact ? "deconv2d_bp" : "conv2d_bp",
                exact
                        ? List.of(compiler.pack(g), weights, compiler.pack(x))
                        : List.of(compiler.pack(x), weights, compiler.pack(g)),
                List.of(Compiler.scratch(exact ? g.shape() : x.shape()), compiler.destination(node)),
                arguments(node.shape(), conv.stride())));
    }

    /** Both gradients of a convolution (or of a transposed one) by one native op. */
    private void both(Node weight, Node other) {
        Node x = weight.inputs().get(0);
        Node g = weight.inputs().get(1);
        int stride = ((ConvWeightGradient) weight.primitive()).stride();
        Node w = other.inputs().get(1);
        boolean ofConv = other.primitive() instanceof ConvTranspose2d;
        compiler.add(
                new NativeOp(
                        ofConv ? "conv2d_bp" : "deconv2d_bp",
                        ofConv
                                ? List.of(compiler.pack(x), compiler.pack(w), compiler.pack(g))
                                : List.of(compiler.pack(g), compiler.pack(w), compiler.pack(x)),
                        List.of(compiler.destination(other), compiler.destination(weight)),
                        arguments(w.shape(), stride)),
                other,
                weight);
    }

    /** The native op knows only sizes that the stride reaches; the rest is zero. */
    private void transpose(Node node, ConvTranspose2d conv, Node input, Node weights) {
        Shape from = input.shape();
        Shape w = weights.shape();
        int height = (from.dim(2) - 1) * conv.stride() + w.dim(2);
        int width = (from.dim(3) - 1) * conv.stride() + w.dim(3);
        boolean exact = height == conv.height() && width == conv.width();
        if (exact && SubPixels.suit(conv.stride(), w)) {
            SubPixels.emit(compiler, node, conv.stride());
            return;
        }
        Ref whole = compiler.destination(node);
        Ref reached = exact
                ? whole
                : Compiler.scratch(Shape.of(node.shape().dim(0), node.shape().dim(1), height, width));
        compiler.add(new NativeOp(
                "deconv2d",
                List.of(compiler.pack(input), compiler.pack(weights)),
                List.of(reached),
                arguments(w, conv.stride())));
        if (!exact) {
            compiler.zero(whole, 2, height, conv.height() - height);
            compiler.zero(whole.slice(2, 0, height), 3, width, conv.width() - width);
            compiler.add(Elementwise.copy(reached, whole.slice(2, 0, height).slice(3, 0, width)));
        }
    }

    /** Kernel, stride, padding, dilation, explicit padding, channels first, weights {@code [out, in, height, width]}. */
    private static List<Long> arguments(Shape weights, int stride) {
        return arguments(weights, stride, 0, 0);
    }

    static List<Long> arguments(Shape weights, int stride, int paddingHeight, int paddingWidth) {
        return List.of(
                (long) weights.dim(2),
                (long) weights.dim(3),
                (long) stride,
                (long) stride,
                (long) paddingHeight,
                (long) paddingWidth,
                1L,
                1L,
                0L,
                0L,
                1L);
    }
}

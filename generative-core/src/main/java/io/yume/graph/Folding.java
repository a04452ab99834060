package io.yume.graph;

import io.yume.graph.Leaf.Constant;
import java.util.Arrays;
import java.util.List;

/** Simplifies a node before it is made: constants are folded, and identities such as {@code x + 0} vanish. */
final class Folding {

    private Folding() {}

    /** The simpler node of equal value, or null. */
    static Node simplify(Graph graph, Primitive primitive, Node... inputs) {
        if (primitive instanceof Unary unary && uniform(inputs[0]) != null) {
            return graph.constant(Reference.apply(unary, number(inputs[0])), inputs[0].shape());
        }
        if (primitive instanceof Special special
                && inputs.length == special.arity()
                && Arrays.stream(inputs).allMatch(input -> uniform(input) != null)) {
            double[] numbers = Arrays.copyOf(
                    Arrays.stream(inputs).mapToDouble(Folding::number).toArray(), 3);
            return graph.constant(special.apply(numbers[0], numbers[1], numbers[2]), inputs[0].shape());
        }
        if (primitive instanceof Binary binary && inputs[0].shape().equals(inputs[1].shape())) {
            return binary(graph, binary, inputs[0], inputs[1]);
        }
        if (primitive instanceof Broadcast broadcast && uniform(inputs[0]) != null) {
            return graph.constant(number(inputs[0]), broadcast.target());
        }
        if (primitive instanceof Reshape reshape) {
            return reshape(graph, reshape, inputs[0]);
        }
        if (primitive instanceof Permute permute) {
            return permute(graph, permute, inputs[0]);
        }
        if (primitive instanceof Slice slice && uniform(inputs[0]) != null) {
            return graph.constant(number(inputs[0]), slice.shape(List.of(inputs)));
        }
        if (primitive instanceof Slice slice
                && inputs[0].primitive() instanceof Pad pad
                && slice.axis() == pad.axis()) {
            return sliceOfPad(graph, slice, pad, inputs[0]);
        }
        if (primitive instanceof Slice slice) {
            return JoinedParts.part(inputs[0], new Parts.Part(slice.axis(), slice.begin(), slice.length()));
        }
        if (isProduct(primitive) && (is(inputs[0], 0) || is(inputs[1], 0))) {
            // The zero state before the first step of a recurrence: the whole product is saved.
            return graph.constant(0, primitive.shape(List.of(inputs)));
        }
        if (primitive instanceof Pad && is(inputs[0], 0)) {
            return graph.constant(0, primitive.shape(List.of(inputs)));
        }
        if (primitive instanceof StopGradient
                && (inputs[0].primitive() instanceof Leaf || inputs[0].primitive() instanceof StopGradient)
                && !(inputs[0].primitive() instanceof Leaf.Parameter)) {
            return inputs[0];
        }
        return null;
    }

    /** What lies within the padded value or outside of it needs no padding. */
    private static Node sliceOfPad(Graph graph, Slice slice, Pad pad, Node padded) {
        Node inner = padded.inputs().get(0);
        Shape shape = slice.shape(List.of(padded));
        int begin = slice.begin() - pad.before();
        int end = begin + slice.length();
        int length = inner.shape().dim(pad.axis());
        if (begin >= 0 && end <= length) {
            return inner.slice(pad.axis(), begin, slice.length());
        }
        return end <= 0 || begin >= length ? graph.constant(0, shape) : null;
    }

    private static boolean isProduct(Primitive primitive) {
        return primitive instanceof MatMul
                || primitive instanceof Conv2d
                || primitive instanceof ConvTranspose2d
                || primitive instanceof ConvWeightGradient;
    }

    private static Node binary(Graph graph, Binary binary, Node left, Node right) {
        if (uniform(left) != null && uniform(right) != null) {
            return graph.constant(Reference.apply(binary, number(left), number(right)), left.shape());
        }
        return switch (binary) {
            case ADD -> is(right, 0) ? left : is(left, 0) ? right : null;
            case SUB -> is(right, 0) ? left : null;
            // Zero constants are structural (a branch without gradient), so they win even over an infinite operand.
            case MUL ->
                is(right, 1) || is(left, 0)
                        ? left
                        : is(left, 1) || is(right, 0) ? right : is(right, -1) ? left.neg() : null;
            case DIV -> is(right, 1) || is(left, 0) ? left : null;
            default -> null;
        };
    }

    private static Node reshape(Graph graph, Reshape reshape, Node input) {
        if (uniform(input) != null && input.shape().size() == reshape.target().size()) {
            return graph.constant(number(input), reshape.target());
        }
        // Two reshapes in a row are one.
        return input.primitive() instanceof Reshape ? input.inputs().get(0).reshape(reshape.target()) : null;
    }

    private static Node permute(Graph graph, Permute permute, Node input) {
        if (uniform(input) != null && input.shape().rank() == permute.axes().size()) {
            return graph.constant(number(input), permute.shape(List.of(input)));
        }
        if (input.primitive() instanceof Permute first
                && first.axes().size() == permute.axes().size()) {
            Integer[] both = permute.axes().stream().map(first.axes()::get).toArray(Integer[]::new);
            return input.inputs().get(0).permute(both);
        }
        for (int i = 0; i < permute.axes().size(); i++) {
            if (permute.axes().get(i) != i) {
                return null;
            }
        }
        return input.shape().rank() == permute.axes().size() ? input : null;
    }

    private static Constant uniform(Node node) {
        return node.primitive() instanceof Constant constant && constant.uniform() ? constant : null;
    }

    private static double number(Node node) {
        return ((Constant) node.primitive()).value(0);
    }

    private static boolean is(Node node, double number) {
        return node.primitive() instanceof Constant constant && constant.is(number);
    }
}

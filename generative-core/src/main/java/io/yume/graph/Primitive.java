package io.yume.graph;

import java.util.List;

/**
 * What a node computes. The set is closed; each member is a value that knows its shape rule and its gradient rule, and
 * the gradient is written in primitives, so that it can be differentiated again. How a primitive runs is the business of
 * the compiler and of the {@link Reference} interpreter.
 */
public sealed interface Primitive
        permits Leaf,
                Unary,
                Binary,
                Select,
                Special,
                StopGradient,
                Reshape,
                Broadcast,
                Permute,
                Slice,
                Pad,
                Concat,
                Reduce,
                Gather,
                ScatterAdd,
                MatMul,
                Conv2d,
                ConvTranspose2d,
                ConvWeightGradient {

    /**
     * The shape of the result.
     *
     * @throws IllegalArgumentException if the inputs do not fit, naming their shapes
     */
    Shape shape(List<Node> inputs);

    /**
     * The gradient with respect to each input, given the gradient with respect to the result; null where there is none
     * (a comparison, a stopped gradient).
     */
    List<Node> gradient(Node self, Node upstream);

    /** Whether each element of the result is computed from the same element of the inputs alone. */
    default boolean isElementwise() {
        return false;
    }

    /** Whether the result shows elements of its input, so that nothing needs to be computed. */
    default boolean isView() {
        return false;
    }
}

package io.yume.graph;

/** What it takes to compute a node by itself, as {@link StepDescription} counts it. */
final class NodeWork {

    private NodeWork() {}

    static StepKind kind(Primitive primitive) {
        if (primitive.isElementwise()) {
            return StepKind.ELEMENTWISE;
        }
        if (primitive instanceof MatMul) {
            return StepKind.MATMUL;
        }
        if (primitive instanceof Conv2d
                || primitive instanceof ConvTranspose2d
                || primitive instanceof ConvWeightGradient) {
            return StepKind.CONVOLUTION;
        }
        if (primitive instanceof Reduce || primitive instanceof ScatterAdd) {
            return StepKind.REDUCTION;
        }
        return primitive instanceof Leaf.Draw ? StepKind.DRAW : StepKind.COPY;
    }

    static long flops(Node node) {
        long size = node.shape().size();
        return switch (kind(node.primitive())) {
            case ELEMENTWISE -> size;
            case MATMUL -> 2 * size * input(node, 0).dim(-1);
            case CONVOLUTION -> convolution(node);
            case REDUCTION -> input(node, 0).size();
            case DRAW, COPY, OPTIMISER -> 0;
        };
    }

    /** Every element on the side of the output channels meets a whole filter: one product and one sum per weight. */
    private static long convolution(Node node) {
        if (node.primitive() instanceof Conv2d) {
            return 2L * node.shape().size() * filter(input(node, 1));
        }
        if (node.primitive() instanceof ConvTranspose2d) {
            return 2L * input(node, 0).size() * filter(input(node, 1));
        }
        return 2L * input(node, 1).size() * filter(node.shape());
    }

    private static long filter(Shape weights) {
        return weights.size() / weights.dim(0);
    }

    private static Shape input(Node node, int index) {
        return node.inputs().get(index).shape();
    }
}

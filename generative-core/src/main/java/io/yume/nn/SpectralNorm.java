package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Spectral normalisation (Miyato, Kataoka, Koyama and Yoshida, 2018): a layer's weights, as a matrix with a row for
 * each output, are divided by their largest singular value, so that a critic made of such layers changes no faster
 * than its input. The parameters are those of the layer.
 *
 * <p>The singular value comes from a number of power iterations from a fixed start, at every application. So, unlike
 * an estimate carried from step to step, it is a function of the weights alone, and the same in training and in
 * evaluation. It is never too large; its error shrinks by a factor of {@code (s2 / s1)^2} per iteration. No gradient
 * flows through the singular vectors, as in the paper.
 */
public final class SpectralNorm implements Network {

    private static final int ITERATIONS = 12;
    /** Keeps the norm of zero weights from being divided by. */
    private static final double TINY = 1e-12;

    private final Network layer;
    private final int axis;
    private final int iterations;

    private SpectralNorm(Network layer, int axis, int iterations) {
        this.layer = layer;
        this.axis = axis;
        this.iterations = Sizes.require("iterations", iterations);
    }

    /** A dense layer. */
    public static SpectralNorm of(Dense layer) {
        return new SpectralNorm(layer, 1, ITERATIONS);
    }

    /** A convolution. */
    public static SpectralNorm of(Conv layer) {
        return new SpectralNorm(layer, 0, ITERATIONS);
    }

    /** A transposed convolution. */
    public static SpectralNorm of(ConvTranspose layer) {
        return new SpectralNorm(layer, 1, ITERATIONS);
    }

    /**
     * With a number of power iterations other than 12.
     *
     * @throws IllegalArgumentException if there is none
     */
    public SpectralNorm iterations(int count) {
        return new SpectralNorm(layer, axis, count);
    }

    @Override
    public Map<String, Spec> specs() {
        return layer.specs();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return layer.apply(x, scope.changing("weight", this::divided));
    }

    private Node divided(Node weight) {
        return weight.dividedBy(largest(matrix(weight)).plus(TINY));
    }

    /** The weights as a matrix with one row per output. */
    private Node matrix(Node weight) {
        Shape shape = weight.shape();
        Node first = weight;
        if (axis != 0) {
            Integer[] axes = IntStream.range(0, shape.rank()).boxed().toArray(Integer[]::new);
            axes[0] = axis;
            axes[axis] = 0;
            first = weight.permute(axes);
        }
        return first.reshape(shape.dim(axis), shape.size() / shape.dim(axis));
    }

    /** The largest singular value, a scalar. */
    private Node largest(Node matrix) {
        Node fixed = matrix.stopGradient();
        int rows = matrix.shape().dim(0);
        double[] start = new SplittableRandom(rows).doubles(rows, -1, 1).toArray();
        Node left = unit(matrix.graph().constant(start, 1, rows));
        Node right = unit(left.matmul(fixed));
        for (int i = 0; i < iterations; i++) {
            left = unit(right.matmul(fixed.transpose()));
            right = unit(left.matmul(fixed));
        }
        return left.matmul(matrix).times(right).sum();
    }

    private static Node unit(Node vector) {
        return vector.dividedBy(vector.square().sum().sqrt().plus(TINY));
    }
}

package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * A transposed convolution with square kernels: {@code [rows, in, height, width]} gives {@code [rows, out, (height - 1) stride -
 * 2 padding + kernel, ...]}. Parameters: {@code weight [in, out, kernel, kernel]}, {@code bias [out, 1, 1]}.
 *
 * @param in channels of the input
 * @param out channels of the output
 * @param kernel side of the kernels
 * @param stride distance of the kernels
 * @param padding rows and columns cut off on each side
 * @param initial how the weights start
 * @param initialBias how the bias starts, or null for a layer without
 */
public record ConvTranspose(int in, int out, int kernel, int stride, int padding, Initial initial, Initial initialBias)
        implements Network {

    /** @throws IllegalArgumentException if a size is below 1 or the padding below 0 */
    public ConvTranspose {
        Sizes.require("in", in);
        Sizes.require("out", out);
        Sizes.require("kernel", kernel);
        Sizes.require("stride", stride);
        Sizes.requirePadding(padding);
    }

    /**
     * Without padding and with a bias of zeros. The weights start as those of Glorot and Bengio (2010); an output pixel sees
     * {@code kernel^2 / stride^2} taps of each channel.
     */
    public static ConvTranspose of(int in, int out, int kernel, int stride) {
        int taps = Math.max(1, kernel * kernel / (Sizes.require("stride", stride) * stride));
        return new ConvTranspose(in, out, kernel, stride, 0, Initial.glorot(in * taps, out * taps), Initial.zeros());
    }

    /** With rows and columns cut off. */
    public ConvTranspose padding(int other) {
        return new ConvTranspose(in, out, kernel, stride, other, initial, initialBias);
    }

    /** With weights that start otherwise. */
    public ConvTranspose starting(Initial other) {
        return new ConvTranspose(in, out, kernel, stride, padding, other, initialBias);
    }

    /** With a bias that starts otherwise. */
    public ConvTranspose biased(Initial other) {
        return new ConvTranspose(in, out, kernel, stride, padding, initial, other);
    }

    /** Without a bias. */
    public ConvTranspose unbiased() {
        return new ConvTranspose(in, out, kernel, stride, padding, initial, null);
    }

    private Shape weight() {
        return Shape.of(in, out, kernel, kernel);
    }

    @Override
    public Map<String, Spec> specs() {
        return Bias.specs(new Spec(weight(), initial), Shape.of(out, 1, 1), initialBias);
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Node weight = scope.parameter(x.graph(), "weight", weight());
        Node y = singlePixel(x) ? ofPixel(x, weight) : x.convTranspose2d(weight, stride, padding);
        return initialBias == null ? y : y.plus(scope.parameter(x.graph(), "bias", Shape.of(out, 1, 1)));
    }

    private boolean singlePixel(Node x) {
        Shape shape = x.shape();
        return padding == 0 && shape.rank() == 4 && shape.dim(1) == in && shape.dim(2) == 1 && shape.dim(3) == 1;
    }

    /** Of a single pixel it is a matrix product, and much faster as one. */
    private Node ofPixel(Node x, Node weight) {
        int rows = x.shape().dim(0);
        return x.reshape(rows, in)
                .matmul(weight.reshape(in, out * kernel * kernel))
                .reshape(rows, out, kernel, kernel);
    }
}

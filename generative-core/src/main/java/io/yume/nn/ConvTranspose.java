package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * A transposed convolution with square kernels: {@code [rows, in, height, width]} gives
 * {@code [rows, out, (height - 1) stride - 2 padding + kernel, ...]}. Parameters:
 * {@code weight [in, out, kernel, kernel]}, {@code bias [out, 1, 1]}.
 *
 * @param in channels of the input
 * @param out channels of the output
 * @param kernel side length of the kernels
 * @param stride step between positions of the kernel in the output
 * @param padding rows and columns cut off on each side
 * @param initial of the weights
 * @param initialBias of the bias, or null for a layer without a bias
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
     * Without padding and with a bias of zeros. Weights are initialised as by Glorot and Bengio (2010), where an
     * output pixel is reached by {@code kernel^2 / stride^2} taps of each channel.
     */
    public static ConvTranspose of(int in, int out, int kernel, int stride) {
        int taps = Math.max(1, kernel * kernel / (Sizes.require("stride", stride) * stride));
        return new ConvTranspose(in, out, kernel, stride, 0, Initial.glorot(in * taps, out * taps), Initial.zeros());
    }

    /** With rows and columns cut off. */
    public ConvTranspose padding(int other) {
        return new ConvTranspose(in, out, kernel, stride, other, initial, initialBias);
    }

    /** With other initial weights. */
    public ConvTranspose starting(Initial other) {
        return new ConvTranspose(in, out, kernel, stride, padding, other, initialBias);
    }

    /** With another initial bias. */
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

    /** For a single input pixel it is a matrix product, which is much faster. */
    private Node ofPixel(Node x, Node weight) {
        int rows = x.shape().dim(0);
        return x.reshape(rows, in)
                .matmul(weight.reshape(in, out * kernel * kernel))
                .reshape(rows, out, kernel, kernel);
    }
}

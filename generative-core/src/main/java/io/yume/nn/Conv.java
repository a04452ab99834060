package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * A convolution with square kernels: {@code [rows, in, height, width]} gives
 * {@code [rows, out, (height + 2 padding - kernel) / stride + 1, ...]}. Parameters:
 * {@code weight [out, in, kernel, kernel]}, {@code bias [out, 1, 1]}.
 *
 * @param in channels of the input
 * @param out channels of the output
 * @param kernel side length of the kernels
 * @param stride step between positions of the kernel
 * @param padding rows and columns of zeros on each side
 * @param initial of the weights
 * @param initialBias of the bias, or null for a layer without a bias
 */
public record Conv(int in, int out, int kernel, int stride, int padding, Initial initial, Initial initialBias)
        implements Network {

    /** @throws IllegalArgumentException if a size is below 1 or the padding below 0 */
    public Conv {
        Sizes.require("in", in);
        Sizes.require("out", out);
        Sizes.require("kernel", kernel);
        Sizes.require("stride", stride);
        Sizes.requirePadding(padding);
    }

    /** With stride 1, no padding, weights initialised as by Glorot and Bengio (2010), and a bias of zeros. */
    public static Conv of(int in, int out, int kernel) {
        int taps = kernel * kernel;
        return new Conv(in, out, kernel, 1, 0, Initial.glorot(in * taps, out * taps), Initial.zeros());
    }

    /** With another stride. */
    public Conv stride(int other) {
        return new Conv(in, out, kernel, other, padding, initial, initialBias);
    }

    /** With rows and columns of zeros around the input. */
    public Conv padding(int other) {
        return new Conv(in, out, kernel, stride, other, initial, initialBias);
    }

    /** With other initial weights. */
    public Conv starting(Initial other) {
        return new Conv(in, out, kernel, stride, padding, other, initialBias);
    }

    /** With another initial bias. */
    public Conv biased(Initial other) {
        return new Conv(in, out, kernel, stride, padding, initial, other);
    }

    /** Without a bias. */
    public Conv unbiased() {
        return new Conv(in, out, kernel, stride, padding, initial, null);
    }

    private Shape weight() {
        return Shape.of(out, in, kernel, kernel);
    }

    @Override
    public Map<String, Spec> specs() {
        return Bias.specs(new Spec(weight(), initial), Shape.of(out, 1, 1), initialBias);
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Node y = x.conv2d(scope.parameter(x.graph(), "weight", weight()), stride, padding);
        return initialBias == null ? y : y.plus(scope.parameter(x.graph(), "bias", Shape.of(out, 1, 1)));
    }
}

package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.Map;

/**
 * A layer in which some weights are fixed to zero, so that outputs depend on some inputs only: dense layers of an
 * autoregressive network (Germain, Gregor, Murray and Larochelle, 2015), and convolutions that see only earlier pixels
 * (van den Oord, Kalchbrenner and Kavukcuoglu, 2016). The parameters are those of the layer.
 */
public final class Masked implements Network {

    private final Network layer;
    private final Shape shape;
    private final double[] mask;

    private Masked(Network layer, Shape shape, double... mask) {
        this.layer = layer;
        this.shape = shape;
        this.mask = mask;
    }

    /**
     * A dense layer.
     *
     * @param mask whether an output depends on an input, {@code [in, out]}, row-major
     * @throws IllegalArgumentException if the mask has not one element for each weight
     */
    public static Masked of(Dense layer, boolean... mask) {
        if (mask.length != layer.in() * layer.out()) {
            throw new IllegalArgumentException("a mask must have an element for each weight: expected="
                    + layer.in() * layer.out() + ", actual=" + mask.length);
        }
        double[] ones = new double[mask.length];
        Arrays.setAll(ones, i -> mask[i] ? 1 : 0);
        return new Masked(layer, Shape.of(layer.in(), layer.out()), ones);
    }

    /**
     * A convolution that sees the rows above and, in its own row, the pixels to the left, in all channels: the first
     * layer of a PixelCNN (mask A). With a padding of half the kernel, an output pixel depends only on pixels before
     * it.
     *
     * @throws IllegalArgumentException if the kernel has no middle
     */
    public static Masked before(Conv layer) {
        return ofPixels(layer, false);
    }

    /**
     * The same including the middle pixel, for later layers (mask B).
     *
     * @throws IllegalArgumentException if the kernel has no middle
     */
    public static Masked upTo(Conv layer) {
        return ofPixels(layer, true);
    }

    private static Masked ofPixels(Conv layer, boolean middle) {
        int side = layer.kernel();
        if (side % 2 == 0) {
            throw new IllegalArgumentException("a masked kernel must have a middle: kernel=" + side);
        }
        double[] mask = new double[side * side];
        int centre = side * side / 2;
        Arrays.setAll(mask, i -> i < centre || (middle && i == centre) ? 1 : 0);
        return new Masked(layer, Shape.of(1, 1, side, side), mask);
    }

    @Override
    public Map<String, Spec> specs() {
        return layer.specs();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return layer.apply(
                x,
                scope.changing("weight", weight -> weight.times(weight.graph().constant(mask, shape.dims()))));
    }
}

package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Weight normalisation (Salimans and Kingma, 2016): a layer's weights are {@code gain * v / |v|}, with one gain and
 * one norm per output. {@code v} has the name {@code weight} and its initial values; {@code weight.gain} starts at the
 * expected norm of {@code v}, so that the layer starts as it would without normalisation.
 */
public final class WeightNorm implements Network {

    private static final String WEIGHT = "weight";
    private static final String GAIN = WEIGHT + ".gain";

    private final Network layer;
    private final int axis;

    private WeightNorm(Network layer, int axis) {
        this.layer = layer;
        this.axis = axis;
    }

    /** A dense layer. */
    public static WeightNorm of(Dense layer) {
        return new WeightNorm(layer, 1);
    }

    /** A convolution. */
    public static WeightNorm of(Conv layer) {
        return new WeightNorm(layer, 0);
    }

    /** A transposed convolution. */
    public static WeightNorm of(ConvTranspose layer) {
        return new WeightNorm(layer, 1);
    }

    @Override
    public Map<String, Spec> specs() {
        Map<String, Spec> own = layer.specs();
        Spec weight = own.get(WEIGHT);
        double norm = expectedNorm(weight);
        return new Specs()
                .addAll(own)
                .add(GAIN, new Spec(gain(weight.shape()), new Initial.Constant(norm)))
                .toMap();
    }

    /** One number per output, with the other axes of length 1. */
    private Shape gain(Shape weight) {
        int[] dims = IntStream.range(0, weight.rank())
                .map(i -> i == axis ? weight.dim(i) : 1)
                .toArray();
        return Shape.of(dims);
    }

    private double expectedNorm(Spec weight) {
        double count = (double) weight.shape().size() / weight.shape().dim(axis);
        Initial initial = weight.initial();
        if (initial instanceof Initial.Uniform uniform) {
            return uniform.bound() * Math.sqrt(count / 3);
        }
        if (initial instanceof Initial.Normal normal) {
            return normal.deviation() * Math.sqrt(count);
        }
        throw new IllegalArgumentException("normalised weights must start uniform or normal: initial=" + initial);
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return layer.apply(x, scope.changing(WEIGHT, v -> {
            Shape shape = v.shape();
            int[] others =
                    IntStream.range(0, shape.rank()).filter(i -> i != axis).toArray();
            Node gain = scope.parameter(x.graph(), GAIN, gain(shape));
            return v.times(gain.dividedBy(v.square().sum(others).sqrt()));
        }));
    }
}

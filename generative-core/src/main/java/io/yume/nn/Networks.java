package io.yume.nn;

import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/** Networks made of other networks; meant to be imported statically. */
public final class Networks {

    private Networks() {}

    /**
     * Networks applied one after the other. A part with a name keeps it; otherwise the names of its tensors start with
     * the part's index.
     */
    public static Network sequential(Network... parts) {
        return new Sequential(List.of(parts));
    }

    /**
     * Networks applied to one input, with their outputs joined along axis 1, such as the heads of a distribution's
     * parameters. A part with a name keeps it; otherwise the names of its tensors start with the part's index. Within
     * {@link #sequential}, heads keep their own names unless two tensors would collide; then they get an index.
     */
    public static Network heads(Network... parts) {
        return new Heads(List.of(parts));
    }

    /** Changes the shape of rows: {@code [rows, ...]} becomes {@code [rows, event...]}. */
    public static Network reshape(int... event) {
        return new Reshaped(Shape.of(event));
    }

    /** {@code x + f(x)} (He, Zhang, Ren and Sun, 2016); the parameters are those of {@code f}. */
    public static Network residual(Network network) {
        return new Residual(network);
    }

    /**
     * Dense layers {@code dense0, dense1, ...} with {@link Activation#RELU} between them: {@code mlp(784, 400, 10)}.
     */
    public static Network mlp(int... sizes) {
        return mlp(Activation.RELU, sizes);
    }

    /**
     * Dense layers {@code dense0, dense1, ...} with an activation between them, none after the last.
     *
     * @throws IllegalArgumentException if there are less than two sizes
     */
    public static Network mlp(Activation activation, int... sizes) {
        if (sizes.length < 2) {
            throw new IllegalArgumentException("layers need an input and an output size: sizes=" + sizes.length);
        }
        List<Network> parts = new ArrayList<>();
        for (int i = 0; i + 1 < sizes.length; i++) {
            if (i > 0) {
                parts.add(activation);
            }
            parts.add(Dense.of(sizes[i], sizes[i + 1]).named("dense" + i));
        }
        return new Sequential(parts);
    }
}

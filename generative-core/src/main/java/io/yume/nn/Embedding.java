package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.Map;

/**
 * One learned vector per symbol: whole numbers {@code [...]} in [0, symbols) give {@code [..., width]}. Parameter:
 * {@code weight [symbols, width]}. A variable that is a single number comes as {@code [rows, 1]} and gives
 * {@code [rows, 1, width]}. A number outside stops the run with an {@link IllegalArgumentException}.
 *
 * @param symbols how many there are, at most 2^24, up to which a float counts exactly
 * @param width length of a vector
 * @param initial of the vectors
 */
public record Embedding(int symbols, int width, Initial initial) implements Network {

    /** @throws IllegalArgumentException if a size is below 1 */
    public Embedding {
        Sizes.require("symbols", symbols);
        Sizes.require("width", width);
    }

    /** With standard normal initial vectors. */
    public static Embedding of(int symbols, int width) {
        return new Embedding(symbols, width, new Initial.Normal(1));
    }

    @Override
    public Map<String, Spec> specs() {
        return Map.of("weight", new Spec(Shape.of(symbols, width), initial));
    }

    @Override
    public Node apply(Node x, Scope scope) {
        int[] dims = Arrays.copyOf(x.shape().dims(), x.shape().rank() + 1);
        dims[dims.length - 1] = width;
        return scope.parameter(x.graph(), "weight", Shape.of(symbols, width))
                .gather(x.reshape(x.shape().size()))
                .reshape(dims);
    }
}

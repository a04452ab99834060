package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * A dense layer {@code x W + b} over the last axis: {@code [..., in]} gives {@code [..., out]}. Parameters:
 * {@code weight [in, out]}, {@code bias [out]}.
 *
 * @param in length of an input
 * @param out length of an output
 * @param initial of the weights
 * @param initialBias of the bias, or null for a layer without a bias
 */
public record Dense(int in, int out, Initial initial, Initial initialBias) implements Network {

    /** @throws IllegalArgumentException if a size is below 1 */
    public Dense {
        Sizes.require("in", in);
        Sizes.require("out", out);
    }

    /** With weights initialised as by Glorot and Bengio (2010), and a bias of zeros. */
    public static Dense of(int in, int out) {
        return new Dense(in, out, Initial.glorot(in, out), Initial.zeros());
    }

    /** With other initial weights. */
    public Dense starting(Initial other) {
        return new Dense(in, out, other, initialBias);
    }

    /** With another initial bias. */
    public Dense biased(Initial other) {
        return new Dense(in, out, initial, other);
    }

    /** Without a bias. */
    public Dense unbiased() {
        return new Dense(in, out, initial, null);
    }

    @Override
    public Map<String, Spec> specs() {
        return Bias.specs(new Spec(Shape.of(in, out), initial), Shape.of(out), initialBias);
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Shape shape = x.shape();
        if (shape.rank() < 2 || shape.dim(-1) != in) {
            throw new IllegalArgumentException("a dense layer's input must be [..., " + in + "]: " + x.describe());
        }
        Graph graph = x.graph();
        Node y = x.reshape(shape.size() / in, in).matmul(scope.parameter(graph, "weight", Shape.of(in, out)));
        if (initialBias != null) {
            y = y.plus(scope.parameter(graph, "bias", Shape.of(out)));
        }
        return y.reshape(shape.with(shape.rank() - 1, out));
    }
}

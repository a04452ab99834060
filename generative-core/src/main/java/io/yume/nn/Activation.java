package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An element-wise function between layers. */
public enum Activation implements Network {
    /** The value itself. */
    IDENTITY(x -> x),
    /** {@code max(x, 0)}. */
    RELU(Node::relu),
    /** {@code x} above 0, else {@code 0.01 x} (Maas, Hannun and Ng, 2013). */
    LEAKY_RELU(x -> x.max(x.times(0.01))),
    /** {@code x} above 0, else {@code exp(x) - 1} (Clevert, Unterthiner and Hochreiter, 2016). */
    ELU(x -> x.max(0).plus(x.min(0).exp().minus(1))),
    /** {@code x sigmoid(x)} (Elfwing, Uchibe and Doya, 2018). */
    SILU(x -> x.times(x.sigmoid())),
    /** {@code log(1 + exp(x))}. */
    SOFTPLUS(Node::softplus),
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID(Node::sigmoid),
    /** Hyperbolic tangent. */
    TANH(Node::tanh);

    private final UnaryOperator<Node> function;

    Activation(UnaryOperator<Node> function) {
        this.function = function;
    }

    @Override
    public Map<String, Spec> specs() {
        return Map.of();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return function.apply(x);
    }
}

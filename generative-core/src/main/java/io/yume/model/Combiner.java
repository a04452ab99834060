package io.yume.model;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Dense;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.Map;

/**
 * How the posterior of the deep Markov model (Krishnan, Shalit and Sontag, 2017) combines the code before with the
 * state of a recurrent network that has seen this step and all later ones: rows {@code [rows, codes + seen]} give mean
 * and free scale of the code, {@code [rows, 2 codes]}.
 *
 * <pre>
 * c = (tanh(z W + b) + h) / 2    mean = c V + d    scale = softplus(c U + e)
 * </pre>
 *
 * @param codes length of a code
 * @param seen length of h
 */
public record Combiner(int codes, int seen) implements Network {

    private Network past() {
        return Dense.of(codes, seen).named("past");
    }

    private Network out() {
        return Dense.of(seen, 2 * codes).named("out");
    }

    @Override
    public Map<String, Spec> specs() {
        return Specs.of(past(), out());
    }

    @Override
    public Node apply(Node x, Scope scope) {
        if (x.shape().rank() != 2 || x.shape().dim(1) != codes + seen) {
            throw new IllegalArgumentException(
                    "a combiner's input must be [rows, " + (codes + seen) + "]: " + x.describe());
        }
        Node past = past().apply(x.slice(1, 0, codes), scope).tanh();
        return out().apply(past.plus(x.slice(1, codes, seen)).times(0.5), scope);
    }
}

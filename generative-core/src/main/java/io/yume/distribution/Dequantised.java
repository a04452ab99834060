package io.yume.distribution;

import io.yume.graph.Node;
import java.util.List;

/**
 * Grey values of finitely many levels, {@code 0, 1/(levels-1), ..., 1}, turned into continuous values by uniform noise
 * within each level's interval (Uria, Murray and Larochelle, 2013), for densities of pixels:
 * {@code E_q(v|x)[log p(v) - log q(v|x)]} is a lower bound on the log-probability of x, written {@code elbo(p, q)}.
 */
public final class Dequantised {

    private Dequantised() {}

    /**
     * The distribution of {@code v = (x (levels - 1) + u) / levels} with u uniform in (0, 1).
     *
     * @param variable the name of v
     * @param from the name of x
     * @throws IllegalArgumentException if there are less than two levels
     */
    public static Factor of(String variable, String from, int levels) {
        if (levels < 2) {
            throw new IllegalArgumentException("levels must be >= 2: levels=" + levels);
        }
        Source source = new Source.Made(List.of(from), List.of(), false, (environment, factor) -> {
            Value x = environment.value(from);
            Node low = factor.attached(x.node()).times((levels - 1.0) / levels);
            return Uniform.ofWidth(low, low.like(1.0 / levels), x.event());
        });
        return Factor.of(new MadeFamily("Dequantised", true), variable, null, source);
    }
}

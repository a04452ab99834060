package io.yume.loss;

import io.yume.distribution.Draws;
import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/** A Markov chain that a model's density, or nearly that, is the limit of. */
public interface Chain {

    /**
     * The value after one more step, {@code [lead..., event...]}, where the lead axes are those of the scope: of the batch, and of samples
     * around it.
     *
     * @param logDensity the model's log-density, without its constant, at a value
     * @param x the value before
     * @param scope where the chain finds what it learned
     * @param draws fresh noise for this step
     */
    Node step(UnaryOperator<Node> logDensity, Node x, Shape event, Scope scope, Draws draws);

    /**
     * Langevin dynamics for continuous variables (Roberts and Tweedie, 1996): {@code x + size / 2 grad log p(x) + sqrt(size) e}, which is
     * exact for small steps. Nothing is rejected, so the density should go on over all numbers: where one has
     * bounds, a chain may leave them, and the contrastive divergence is then infinite.
     *
     * @throws IllegalArgumentException if the size is not above 0
     */
    static Chain langevin(double size) {
        if (!(size > 0)) {
            throw new IllegalArgumentException("size must be > 0: size=" + size);
        }
        return (logDensity, x, event, scope, draws) -> {
            Node slope = Gradients.of(logDensity.apply(x).sum(), List.of(x)).get(0);
            return x.plus(slope.times(size / 2)).plus(draws.normal("", event).times(Math.sqrt(size)));
        };
    }
}

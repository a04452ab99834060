package io.yume.loss;

import io.yume.distribution.Draws;
import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/** A Markov chain whose stationary distribution is a model's density, exactly or nearly so. */
public interface Chain {

    /**
     * The value after one more step, {@code [lead..., event...]}, where the lead axes are those of the scope: the
     * batch, and any samples around it.
     *
     * @param logDensity gives the model's log-density, up to its constant, at a value
     * @param x the value before
     * @param scope gives the chain its learned tensors
     * @param draws fresh noise for this step
     */
    Node step(UnaryOperator<Node> logDensity, Node x, Shape event, Scope scope, Draws draws);

    /**
     * Langevin dynamics for continuous variables (Roberts and Tweedie, 1996):
     * {@code x + size / 2 grad log p(x) + sqrt(size) e}, which is exact in the limit of small steps. No step is
     * rejected, so the density should be positive on all numbers: a chain may leave a bounded support, and the
     * contrastive divergence is then infinite.
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

package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.Map;

/**
 * Inverted dropout (Srivastava et al., 2014): in training each element is set to zero with some probability, and the
 * others are scaled so that the mean stays; in evaluation nothing happens. What is dropped depends on the row's
 * stream, the step and the layer's name: two layers in one network need different names, and each further use of one
 * layer needs an occasion of its own ({@link Scope#on}).
 *
 * @param rate the probability that an element is dropped
 */
public record Dropout(double rate) implements Network {

    /** @throws IllegalArgumentException if the rate is not in [0, 1) */
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a dropout rate must be in [0, 1): rate=" + rate);
        }
    }

    /** A layer with this rate. */
    public static Dropout of(double rate) {
        return new Dropout(rate);
    }

    @Override
    public Map<String, Spec> specs() {
        return Map.of();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        if (!scope.trains() || rate == 0) {
            return x;
        }
        Node kept = scope.uniform(x.graph(), "dropout", x.shape()).greater(rate);
        return x.times(kept.times(1 / (1 - rate)));
    }
}

package io.yume.distribution;

import io.yume.graph.Node;

/** How a free number becomes a scale, which must be above 0. */
public enum Positive {
    /** {@code log(1 + exp(free)) + 1e-6}: grows slowly, which keeps the first steps of a training tame. */
    SOFTPLUS {
        @Override
        Node scale(Node free) {
            return free.softplus().plus(SMALLEST);
        }

        @Override
        Node logScale(Node free) {
            return scale(free).log();
        }
    },
    /** {@code exp(free)}: the free number is the log-scale. */
    EXP {
        @Override
        Node scale(Node free) {
            return free.exp();
        }

        @Override
        Node logScale(Node free) {
            return free;
        }
    };

    /** Softplus of a very negative number is 0 in single precision, and its logarithm is not finite. */
    private static final double SMALLEST = 1e-6;

    abstract Node scale(Node free);

    abstract Node logScale(Node free);
}

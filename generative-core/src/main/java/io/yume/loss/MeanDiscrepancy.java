package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;

/**
 * The squared maximum mean discrepancy (Gretton et al., 2012), estimated without bias: no point is compared with
 * itself, so the estimate may be negative.
 */
record MeanDiscrepancy(Kernel kernel) implements SampleDistance.Measure {

    @Override
    public Node of(Node a, Node b, Objective term, Scope scope) {
        return within(a).plus(within(b)).minus(kernel.matrix(a, b).mean().times(2));
    }

    private Node within(Node points) {
        int n = points.shape().dim(0);
        double[] others = new double[n * n];
        for (int i = 0; i < others.length; i++) {
            others[i] = i / n == i % n ? 0 : 1.0 / ((double) n * (n - 1));
        }
        return kernel.matrix(points, points)
                .times(points.graph().constant(others, n, n))
                .sum();
    }

    @Override
    public String symbol(Notation notation) {
        return notation.choose("MMD^2", "\\operatorname{MMD}^2");
    }
}

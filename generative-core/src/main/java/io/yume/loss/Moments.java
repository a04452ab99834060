package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;

/** The squared differences of the means and, at order 2, of the covariances, summed over all their elements. */
record Moments(int order) implements SampleDistance.Measure {

    Moments {
        if (order != 1 && order != 2) {
            throw new IllegalArgumentException("moments are matched up to order 1 or 2: order=" + order);
        }
    }

    @Override
    public Node of(Node a, Node b, Objective term, Scope scope) {
        Node means = mean(a).minus(mean(b)).square().sum();
        return order == 1
                ? means
                : means.plus(covariance(a).minus(covariance(b)).square().sum());
    }

    private static Node mean(Node points) {
        return points.sum(new int[] {0}).dividedBy(points.shape().dim(0));
    }

    private static Node covariance(Node points) {
        Node centred = points.minus(mean(points));
        return centred.transpose().matmul(centred).dividedBy(points.shape().dim(0) - 1.0);
    }

    @Override
    public String symbol(Notation notation) {
        return notation.choose("moments_" + order, "\\operatorname{M}_{" + order + "}");
    }
}

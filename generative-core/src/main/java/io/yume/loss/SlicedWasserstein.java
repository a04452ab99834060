package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Node;
import io.yume.graph.Shape;

/**
 * The squared sliced Wasserstein distance of order 2 (Rabin et al., 2012): the squared differences of the sorted
 * projections, averaged over random directions.
 */
record SlicedWasserstein(int directions) implements SampleDistance.Measure {

    SlicedWasserstein {
        if (directions < 1) {
            throw new IllegalArgumentException("a sliced distance needs a direction: directions=" + directions);
        }
    }

    @Override
    public Node of(Node a, Node b, Objective term, Scope scope) {
        int batch = a.shape().dim(0);
        int size = a.shape().dim(1);
        // Each row of the batch has its own random stream, so each draws a share of the directions.
        int share = (directions + batch - 1) / batch;
        String name = scope.lowering().drawName(term, scope, term.print(Notation.text()));
        Node noise = scope.draws(name).normal("", Shape.of(share, size));
        Node all = noise.reshape(batch * share, size).slice(0, 0, directions);
        Node unit = all.dividedBy(all.square().sum(new int[] {1}).sqrt());
        Node difference = sorted(unit.matmul(a.transpose())).minus(sorted(unit.matmul(b.transpose())));
        return difference.square().mean();
    }

    /** Rows in ascending order: each element is moved to its rank. */
    private static Node sorted(Node rows) {
        int count = rows.shape().dim(0);
        int n = rows.shape().dim(1);
        Node fixed = rows.stopGradient();
        Node own = fixed.reshape(count, n, 1);
        Node other = fixed.reshape(count, 1, n);
        double[] earlier = new double[n * n];
        double[] places = new double[n];
        for (int i = 0; i < n; i++) {
            places[i] = i;
            for (int j = 0; j < i; j++) {
                earlier[i * n + j] = 1;
            }
        }
        Node ties = own.equalTo(other).times(rows.graph().constant(earlier, n, n));
        Node rank = own.greater(other).plus(ties).sum(new int[] {2}).reshape(count, 1, n);
        Node moves = rank.equalTo(rows.graph().constant(places, n, 1));
        return moves.times(rows.reshape(count, 1, n)).sum(new int[] {2}).reshape(count, n);
    }

    @Override
    public String symbol(Notation notation) {
        return notation.choose("SW_2^2", "\\operatorname{SW}_2^2");
    }
}

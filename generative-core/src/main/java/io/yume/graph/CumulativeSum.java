package io.yume.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Running sums along an axis, as a product with a triangle of ones. */
final class CumulativeSum {

    private CumulativeSum() {}

    static Node of(Node x, int axis) {
        Shape shape = x.shape();
        Checks.require(
                axis >= 0 && axis < shape.rank(), x.primitive(), "the axis must exist: axis=" + axis, List.of(x));
        int n = shape.dim(axis);
        double[] ones = new double[n * n];
        for (int from = 0; from < n; from++) {
            Arrays.fill(ones, from * n + from, (from + 1) * n, 1);
        }
        Integer[] swapped = IntStream.range(0, shape.rank()).boxed().toArray(Integer[]::new);
        swapped[axis] = shape.rank() - 1;
        swapped[shape.rank() - 1] = axis;
        Node rows = x.permute(swapped);
        return rows.reshape(shape.size() / n, n)
                .matmul(x.graph().constant(ones, n, n))
                .reshape(rows.shape())
                .permute(swapped);
    }
}

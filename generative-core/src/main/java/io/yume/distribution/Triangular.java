package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Lower-triangular matrices {@code [..., n, n]} in a graph, column by column: meant for n of at most some dozens. */
final class Triangular {

    private Triangular() {}

    /** Number of elements on and below the diagonal. */
    static int size(int n) {
        return n * (n + 1) / 2;
    }

    /** The n whose triangle has that many elements; 0 if there is none. */
    static int side(int size) {
        int n = (int) Math.round((Math.sqrt(8.0 * size + 1) - 1) / 2);
        return size(n) == size ? n : 0;
    }

    /** The matrix of the elements on and below the diagonal, row by row, {@code [..., n(n+1)/2]}. */
    static Node of(Node numbers, int n) {
        List<Node> rows = new ArrayList<>();
        int axis = numbers.shape().rank() - 1;
        for (int i = 0; i < n; i++) {
            Node row = numbers.slice(axis, size(i), i + 1).pad(axis, 0, n - 1 - i);
            rows.add(Axes.insert(row, -2));
        }
        return numbers.graph().concat(axis, rows);
    }

    /** The identity matrix, {@code [n, n]}. */
    static Node identity(Graph graph, int n) {
        double[] ones = new double[n * n];
        IntStream.range(0, n).forEach(i -> ones[i * n + i] = 1);
        return graph.constant(ones, n, n);
    }

    /** Ones on and below the diagonal, {@code [n, n]}. */
    private static Node lower(Graph graph, int n) {
        double[] ones = new double[n * n];
        IntStream.range(0, n).forEach(i -> Arrays.fill(ones, i * n, i * n + i + 1, 1));
        return graph.constant(ones, n, n);
    }

    /** The part on and below the diagonal. */
    static Node lowerPart(Node square) {
        return square.times(lower(square.graph(), square.shape().dim(-1)));
    }

    /** The elements on the diagonal, {@code [..., n]}. */
    static Node diagonal(Node square) {
        Node identity = identity(square.graph(), square.shape().dim(-1));
        return Axes.remove(square.times(identity).sum(new int[] {-1}), -1);
    }

    /** The solution x of {@code matrix x = right}, {@code [..., n]} like the right side, by forward substitution. */
    static Node solve(Node matrix, Node right) {
        int n = matrix.shape().dim(-1);
        Node left = right;
        List<Node> solution = new ArrayList<>();
        for (int j = 0; j < n; j++) {
            Node column = Axes.remove(matrix.slice(-1, j, 1), -1);
            Node x = left.slice(-1, j, 1).dividedBy(column.slice(-1, j, 1));
            solution.add(x);
            if (j + 1 < n) {
                left = left.minus(column.times(x));
            }
        }
        return right.graph().concat(solution.get(0).shape().rank() - 1, solution);
    }

    /** The Cholesky factor of a symmetric positive definite matrix, column by column. */
    static Node cholesky(Node matrix) {
        int n = matrix.shape().dim(-1);
        Node left = matrix;
        List<Node> columns = new ArrayList<>();
        for (int j = 0; j < n; j++) {
            Node pivot = left.slice(-1, j, 1).slice(-2, j, 1).sqrt();
            // Above the diagonal it is zero, up to rounding.
            Node column = left.slice(-1, j, 1).dividedBy(pivot);
            column = column.slice(-2, j, n - j).pad(column.shape().rank() - 2, j, 0);
            columns.add(column);
            if (j + 1 < n) {
                Node row = Axes.insert(Axes.remove(column, -1), -2);
                left = left.minus(column.times(row));
            }
        }
        return matrix.graph().concat(matrix.shape().rank() - 1, columns);
    }
}

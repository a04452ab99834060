package io.yume.flow;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A product with a learned square matrix: a dense layer for vectors, a 1x1 convolution for images (Kingma and
 * Dhariwal, 2018). The matrix is {@code P L U} and starts as a random rotation; P and the signs of U's diagonal stay
 * fixed, so it stays invertible. Learned are the differences of L, U and the logarithms of U's diagonal from their
 * start. P, the signs and that start are constant tensors, which are saved and restored with the learned ones.
 */
public final class InvertibleLinear implements Flow {

    /** The largest size of a triangular block that is inverted through its powers. */
    private static final int BLOCK = 8;

    private static final String LOWER = "lower";
    private static final String UPPER = "upper";
    private static final String LOG_DIAGONAL = "logDiagonal";
    private static final String START = "start.";
    private static final String PERMUTATION = START + "permutation";
    private static final String SIGNS = START + "signs";

    private final int length;
    private final Factorisation start;

    private InvertibleLinear(int length, Seed seed) {
        this.length = Rows.requireLength("length", 2, length);
        this.start = Factorisation.ofRotation(length, seed);
    }

    /**
     * Starts as a rotation drawn from a seed.
     *
     * @param length of a vector, or number of channels
     * @throws IllegalArgumentException if it is below 2
     */
    public static InvertibleLinear of(int length, Seed seed) {
        return new InvertibleLinear(length, seed);
    }

    @Override
    public Map<String, Spec> specs() {
        Shape square = Shape.of(length, length);
        Shape row = Shape.of(length);
        double[] sizes =
                Arrays.stream(start.diagonal()).map(x -> Math.log(Math.abs(x))).toArray();
        double[] signs = Arrays.stream(start.diagonal()).map(Math::signum).toArray();
        return new Specs()
                .add(LOWER, new Spec(square, Initial.zeros()))
                .add(UPPER, new Spec(square, Initial.zeros()))
                .add(LOG_DIAGONAL, new Spec(row, Initial.zeros()))
                .add(PERMUTATION, Rows.start(square, start.permutation()))
                .add(START + LOWER, Rows.start(square, start.lower()))
                .add(START + UPPER, Rows.start(square, start.upper()))
                .add(START + LOG_DIAGONAL, Rows.start(row, sizes))
                .add(SIGNS, Rows.start(row, signs))
                .toMap();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireFirst("an invertible product", length, event);
    }

    /**
     * The factors of the matrix: P, L and U without their diagonals, the diagonal of U, and the logarithm of its
     * absolute value.
     */
    private record Factors(Node permutation, Node lower, Node upper, Node diagonal, Node logDiagonal) {}

    private Factors factors(Graph graph, Scope scope) {
        Shape square = Shape.of(length, length);
        Shape row = Shape.of(length);
        Node lower = scope.parameter(graph, LOWER, square)
                .times(triangle(graph, true))
                .plus(scope.parameter(graph, START + LOWER, square));
        Node upper = scope.parameter(graph, UPPER, square)
                .times(triangle(graph, false))
                .plus(scope.parameter(graph, START + UPPER, square));
        Node logDiagonal =
                scope.parameter(graph, LOG_DIAGONAL, row).plus(scope.parameter(graph, START + LOG_DIAGONAL, row));
        Node diagonal = logDiagonal.exp().times(scope.parameter(graph, SIGNS, row));
        return new Factors(scope.parameter(graph, PERMUTATION, square), lower, upper, diagonal, logDiagonal);
    }

    /** Ones below or above the diagonal. */
    private Node triangle(Graph graph, boolean below) {
        double[] ones = new double[length * length];
        Arrays.setAll(ones, i -> (below ? i % length < i / length : i % length > i / length) ? 1 : 0);
        return graph.constant(ones, length, length);
    }

    private static Node identity(Graph graph, int n) {
        double[] ones = new double[n * n];
        Arrays.setAll(ones, i -> i / n == i % n ? 1 : 0);
        return graph.constant(ones, n, n);
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        output(Rows.event(x));
        Graph graph = x.graph();
        Factors factors = factors(graph, scope);
        Node identity = identity(graph, length);
        Node upper = factors.upper().plus(identity.times(factors.diagonal()));
        Node matrix =
                factors.permutation().matmul(factors.lower().plus(identity)).matmul(upper);
        return new Result(product(x, matrix), Rows.everyPixel(factors.logDiagonal(), x));
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        output(Rows.event(y));
        Factors factors = factors(y.graph(), scope);
        // U = (I + M) D, where M is U's part above the diagonal with columns divided by it.
        Node scaled = factors.upper().dividedBy(factors.diagonal());
        Node upper = unitInverse(scaled, false).dividedBy(factors.diagonal().reshape(length, 1));
        Node matrix = upper.matmul(unitInverse(factors.lower(), true))
                .matmul(factors.permutation().transpose());
        return new Result(
                product(y, matrix), Rows.everyPixel(factors.logDiagonal(), y).neg());
    }

    /**
     * The inverse of {@code I + M}, where M is strictly triangular, by halves: that of {@code [A 0; C D]} is
     * {@code [A' 0; -D' C A' D']}, where A' and D' are the inverses of A and D. The powers of all of M would be so
     * large that their sum loses its digits in single precision.
     */
    private static Node unitInverse(Node strict, boolean below) {
        int n = strict.shape().dim(0);
        if (n <= BLOCK) {
            return seriesInverse(strict);
        }
        int half = n / 2;
        Node first = unitInverse(block(strict, 0, half, 0, half), below);
        Node last = unitInverse(block(strict, half, n, half, n), below);
        Node right = below ? empty(strict, half, n - half) : corner(first, block(strict, 0, half, half, n), last);
        Node left = below ? corner(last, block(strict, half, n, 0, half), first) : empty(strict, n - half, half);
        Graph graph = strict.graph();
        Node top = graph.concat(1, List.of(first, right));
        return graph.concat(0, List.of(top, graph.concat(1, List.of(left, last))));
    }

    private static Node corner(Node before, Node middle, Node after) {
        return before.matmul(middle).matmul(after).neg();
    }

    private static Node empty(Node matrix, int height, int width) {
        return matrix.graph().constant(0, Shape.of(height, width));
    }

    private static Node block(Node matrix, int top, int bottom, int left, int right) {
        return matrix.slice(0, top, bottom - top).slice(1, left, right - left);
    }

    /** The same for a small block, whose powers soon vanish: {@code (I - M)(I + M^2)(I + M^4)...}. */
    private static Node seriesInverse(Node strict) {
        int n = strict.shape().dim(0);
        Node identity = identity(strict.graph(), n);
        Node inverse = identity.minus(strict);
        Node power = strict;
        for (int covered = 2; covered < n; covered *= 2) {
            power = power.matmul(power);
            inverse = inverse.matmul(identity.plus(power));
        }
        return inverse;
    }

    private Node product(Node rows, Node matrix) {
        return rows.shape().rank() == 2
                ? rows.matmul(matrix)
                : rows.conv2d(matrix.transpose().reshape(length, length, 1, 1), 1);
    }
}

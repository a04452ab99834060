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
import java.util.Map;

/**
 * A product with a learned square matrix: a dense layer for vectors, a 1x1 convolution for images (Kingma and Dhariwal, 2018). The matrix
 * is {@code P L U} and starts as a random rotation; P and the signs of U's diagonal stay fixed, so it stays invertible.
 */
public final class InvertibleLinear implements Flow {

    private static final String LOWER = "lower";
    private static final String UPPER = "upper";
    private static final String LOG_DIAGONAL = "logDiagonal";

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
        Spec square = new Spec(Shape.of(length, length), Initial.zeros());
        return new Specs()
                .add(LOWER, square)
                .add(UPPER, square)
                .add(LOG_DIAGONAL, new Spec(Shape.of(length), Initial.zeros()))
                .toMap();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireFirst("an invertible product", length, event);
    }

    /** The matrix's factors: L and U without their diagonals, the diagonal of U, and the logarithm of its size. */
    private record Factors(Node permutation, Node lower, Node upper, Node diagonal, Node logDiagonal) {}

    private Factors factors(Graph graph, Scope scope) {
        Node lower = scope.parameter(graph, LOWER, Shape.of(length, length))
                .times(triangle(graph, true))
                .plus(graph.constant(start.lower(), length, length));
        Node upper = scope.parameter(graph, UPPER, Shape.of(length, length))
                .times(triangle(graph, false))
                .plus(graph.constant(start.upper(), length, length));
        double[] sizes =
                Arrays.stream(start.diagonal()).map(x -> Math.log(Math.abs(x))).toArray();
        double[] signs = Arrays.stream(start.diagonal()).map(Math::signum).toArray();
        Node logDiagonal =
                scope.parameter(graph, LOG_DIAGONAL, Shape.of(length)).plus(graph.constant(sizes, length));
        Node diagonal = logDiagonal.exp().times(graph.constant(signs, length));
        return new Factors(graph.constant(start.permutation(), length, length), lower, upper, diagonal, logDiagonal);
    }

    /** Ones below or above the diagonal. */
    private Node triangle(Graph graph, boolean below) {
        double[] ones = new double[length * length];
        Arrays.setAll(ones, i -> (below ? i % length < i / length : i % length > i / length) ? 1 : 0);
        return graph.constant(ones, length, length);
    }

    private Node identity(Graph graph) {
        double[] ones = new double[length * length];
        Arrays.setAll(ones, i -> i / length == i % length ? 1 : 0);
        return graph.constant(ones, length, length);
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        output(Rows.event(x));
        Graph graph = x.graph();
        Factors factors = factors(graph, scope);
        Node identity = identity(graph);
        Node upper = factors.upper().plus(identity.times(factors.diagonal()));
        Node matrix =
                factors.permutation().matmul(factors.lower().plus(identity)).matmul(upper);
        return new Result(product(x, matrix), logDet(factors, x));
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        output(Rows.event(y));
        Factors factors = factors(y.graph(), scope);
        // U = (I + M) D, where M is U's part above the diagonal with columns divided by it.
        Node scaled = factors.upper().dividedBy(factors.diagonal());
        Node upper = unitInverse(scaled).dividedBy(factors.diagonal().reshape(length, 1));
        Node matrix = upper.matmul(unitInverse(factors.lower()))
                .matmul(factors.permutation().transpose());
        return new Result(product(y, matrix), logDet(factors, y).neg());
    }

    /**
     * The inverse of {@code I + M}, where M is strictly triangular, so that its powers end: {@code (I - M)(I + M^2)(I + M^4)...}.
     */
    private Node unitInverse(Node strict) {
        Node identity = identity(strict.graph());
        Node inverse = identity.minus(strict);
        Node power = strict;
        for (int covered = 2; covered < length; covered *= 2) {
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

    private Node logDet(Factors factors, Node rows) {
        int pixels = rows.shape().size() / (rows.shape().dim(0) * length);
        return Rows.same(factors.logDiagonal().sum().times(pixels), rows);
    }
}

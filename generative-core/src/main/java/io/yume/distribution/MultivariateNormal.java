package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/**
 * The normal distribution of a vector with a covariance: diagonal, given by a lower-triangular factor, or low-rank
 * plus diagonal ({@code W W' + diag(scale^2)}, as in factor analysis). The triangular form is solved column by column,
 * so it is for some dozens of dimensions; the cost of the low-rank form is linear in the dimensions.
 */
public final class MultivariateNormal implements Law {

    private final Node loc;
    private final Covariance covariance;
    private final Shape event;

    private MultivariateNormal(Node loc, Covariance covariance, Shape event) {
        this.loc = Axes.withEvent(loc, requireVector(event));
        this.covariance = covariance;
        this.event = event;
    }

    private static Shape requireVector(Shape event) {
        if (event.rank() != 1) {
            throw new IllegalArgumentException(
                    "a MultivariateNormal is of vectors: expected event=[n], actual=" + event);
        }
        return event;
    }

    /**
     * A law with independent elements.
     *
     * @param loc the mean, {@code [lead..., n]}
     * @param scale the standard deviations, {@code [lead..., n]}, above 0
     * @param event {@code [n]}
     */
    public static MultivariateNormal diagonal(Node loc, Node scale, Shape event) {
        return new MultivariateNormal(loc, new Covariance.Diagonal(Axes.withEvent(scale, event)), event);
    }

    /**
     * A law with the covariance {@code L L'}.
     *
     * @param loc the mean, {@code [lead..., n]}
     * @param factor L, {@code [lead..., n, n]}, with a diagonal above 0; what is above the diagonal is ignored
     * @param event {@code [n]}
     */
    public static MultivariateNormal triangular(Node loc, Node factor, Shape event) {
        Node square = Axes.withEvent(factor, Axes.join(requireVector(event), event));
        return new MultivariateNormal(loc, new Covariance.Cholesky(Triangular.lowerPart(square)), event);
    }

    /**
     * A law with the covariance {@code W W' + diag(scale^2)}.
     *
     * @param loc the mean, {@code [lead..., n]}
     * @param columns W, {@code [lead..., n, rank]}
     * @param scale {@code [lead..., n]}, above 0
     * @param event {@code [n]}
     */
    public static MultivariateNormal lowRank(Node loc, Node columns, Node scale, Shape event) {
        return new MultivariateNormal(
                loc, new Covariance.LowRank(columns, Axes.withEvent(scale, requireVector(event))), event);
    }

    /** A diagonal family; a network gives means and free scales. */
    public static Family diagonal() {
        return new MultivariateNormalFamily.Diagonal();
    }

    /**
     * A family with any covariance; a network gives the means and the triangular factor row by row, its diagonal as
     * free numbers.
     */
    public static Family triangular() {
        return new MultivariateNormalFamily.Triangle();
    }

    /**
     * A family with a low-rank covariance; a network gives means, the columns row by row, and free scales.
     *
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static Family lowRank(int rank) {
        return new MultivariateNormalFamily.LowRank(rank);
    }

    /** A variable with independent elements, of the parameters loc and scale. */
    public static Template ofDiagonal(String variable, int... event) {
        return new Template(diagonal(), variable, event);
    }

    /** A variable with any covariance, of the parameters loc and factor {@code [n, n]}. */
    public static Template ofTriangular(String variable, int... event) {
        return new Template(triangular(), variable, event);
    }

    /**
     * A variable with a low-rank plus diagonal covariance, of the parameters loc, columns {@code [n, rank]} and scale.
     */
    public static Template ofLowRank(String variable, int rank, int... event) {
        return new Template(lowRank(rank), variable, event);
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return Support.REAL;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    private double halfLogTwoPi() {
        return 0.5 * event.size() * Math.log(2 * Math.PI);
    }

    @Override
    public Node logProb(Node value) {
        return covariance
                .square(value.minus(loc))
                .times(-0.5)
                .minus(covariance.halfLogDeterminant())
                .minus(halfLogTwoPi());
    }

    @Override
    public Node sample(Draws draws) {
        return loc.plus(covariance.noise(draws));
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(loc);
    }

    @Override
    public Optional<Node> variance() {
        return Optional.of(covariance.diagonal());
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(loc);
    }

    @Override
    public Optional<Node> entropy() {
        return Optional.of(covariance.halfLogDeterminant().plus(0.5 * event.size() + halfLogTwoPi()));
    }

    /** For any form of the other, and for a {@link Normal}. */
    @Override
    public Optional<Node> kl(Law other) {
        if (other instanceof Normal p && p.event().equals(event)) {
            return kl(diagonal(p.loc(), p.scale(), event));
        }
        if (!(other instanceof MultivariateNormal p) || !p.event.equals(event)) {
            return Optional.empty();
        }
        // The trace of covariance times inverse covariance, as a sum of squares over the factors of the former.
        Node trace = Axes.sumLast(p.covariance.spread().square(covariance.factors()), 1);
        Node distance = p.covariance.square(loc.minus(p.loc));
        return Optional.of(trace.plus(distance)
                .minus(event.size())
                .times(0.5)
                .plus(p.covariance.halfLogDeterminant())
                .minus(covariance.halfLogDeterminant()));
    }
}

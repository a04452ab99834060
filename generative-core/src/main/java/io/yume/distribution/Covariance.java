package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/** The covariance matrix of a {@link MultivariateNormal} in n dimensions, in a form that is easy to invert. */
sealed interface Covariance {

    /** Half the logarithm of its determinant, {@code [lead...]}. */
    Node halfLogDeterminant();

    /** {@code r' covariance^-1 r}, {@code [lead...]}, for vectors r {@code [lead..., n]}. */
    Node square(Node r);

    /** The variances, {@code [lead..., n]}. */
    Node diagonal();

    /** Normal noise with this covariance, {@code [lead..., n]}. */
    Node noise(Draws draws);

    /** Vectors, as the rows of {@code [lead..., m, n]}, whose outer products add up to the covariance. */
    Node factors();

    /** The same with an axis of length 1 after the lead axes, for many vectors at each lead position. */
    Covariance spread();

    /** Independent elements with standard deviations {@code [lead..., n]}. */
    record Diagonal(Node scale) implements Covariance {

        @Override
        public Node halfLogDeterminant() {
            return Axes.sumLast(scale.log(), 1);
        }

        @Override
        public Node square(Node r) {
            return Axes.sumLast(r.dividedBy(scale).square(), 1);
        }

        @Override
        public Node diagonal() {
            return scale.square();
        }

        @Override
        public Node noise(Draws draws) {
            return scale.times(draws.normal("", Shape.of(scale.shape().dim(-1))));
        }

        @Override
        public Node factors() {
            return Axes.insert(scale, -2)
                    .times(Triangular.identity(scale.graph(), scale.shape().dim(-1)));
        }

        @Override
        public Covariance spread() {
            return new Diagonal(Axes.insert(scale, -2));
        }
    }

    /** {@code L L'} of a lower-triangular matrix {@code [lead..., n, n]} with positive diagonal. */
    record Cholesky(Node factor) implements Covariance {

        @Override
        public Node halfLogDeterminant() {
            return Axes.sumLast(Triangular.diagonal(factor).log(), 1);
        }

        @Override
        public Node square(Node r) {
            return Axes.sumLast(Triangular.solve(factor, r).square(), 1);
        }

        @Override
        public Node diagonal() {
            return Axes.sumLast(factor.square(), 1);
        }

        @Override
        public Node noise(Draws draws) {
            Node white = draws.normal("", Shape.of(factor.shape().dim(-1)));
            return Axes.sumLast(factor.times(Axes.insert(white, -2)), 1);
        }

        @Override
        public Node factors() {
            return factor.transpose();
        }

        @Override
        public Covariance spread() {
            return new Cholesky(Axes.insert(factor, -3));
        }
    }

    /** {@code W W' + diag(scale^2)} of a matrix {@code [lead..., n, rank]} with few columns, and scales {@code [lead..., n]}. */
    record LowRank(Node columns, Node scale) implements Covariance {

        /**
         * The Cholesky factor of {@code I + W' diag(scale^-2) W}, through which Woodbury's identity inverts the
         * covariance.
         */
        private Node inner() {
            Node white = columns.dividedBy(Axes.insert(scale, -1));
            Node products = Axes.insert(white, -1).times(Axes.insert(white, -2));
            Node gram = Axes.remove(products.sum(new int[] {-3}), -3);
            return Triangular.cholesky(
                    gram.plus(Triangular.identity(gram.graph(), gram.shape().dim(-1))));
        }

        @Override
        public Node halfLogDeterminant() {
            return Axes.sumLast(scale.log(), 1)
                    .plus(Axes.sumLast(Triangular.diagonal(inner()).log(), 1));
        }

        @Override
        public Node square(Node r) {
            Node white = r.dividedBy(scale);
            Node along = columns.dividedBy(Axes.insert(scale, -1)).times(Axes.insert(white, -1));
            Node projected = Axes.remove(along.sum(new int[] {-2}), -2);
            return Axes.sumLast(white.square(), 1)
                    .minus(Axes.sumLast(Triangular.solve(inner(), projected).square(), 1));
        }

        @Override
        public Node diagonal() {
            return Axes.sumLast(columns.square(), 1).plus(scale.square());
        }

        @Override
        public Node noise(Draws draws) {
            Node few = draws.normal("factors", Shape.of(columns.shape().dim(-1)));
            Node own = draws.normal("", Shape.of(scale.shape().dim(-1)));
            return Axes.sumLast(columns.times(Axes.insert(few, -2)), 1).plus(scale.times(own));
        }

        @Override
        public Node factors() {
            Node diagonal = new Diagonal(scale).factors();
            Node rows = columns.transpose();
            Shape lead = Axes.first(
                    Shape.broadcast(
                            Axes.first(diagonal.shape(), diagonal.shape().rank() - 2),
                            Axes.first(rows.shape(), rows.shape().rank() - 2)),
                    Math.max(diagonal.shape().rank(), rows.shape().rank()) - 2);
            return rows.graph()
                    .concat(
                            lead.rank(),
                            List.of(
                                    rows.broadcastTo(Axes.join(lead, Axes.last(rows.shape(), 2))),
                                    diagonal.broadcastTo(Axes.join(lead, Axes.last(diagonal.shape(), 2)))));
        }

        @Override
        public Covariance spread() {
            return new LowRank(Axes.insert(columns, -3), Axes.insert(scale, -2));
        }
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/**
 * What the families of {@link MultivariateNormal} have in common: a network gives one row of free numbers, which
 * begins with the means.
 */
abstract class MultivariateNormalFamily implements Family {

    private final String name;
    private final List<String> parameters;

    MultivariateNormalFamily(String name, String... parameters) {
        this.name = name;
        this.parameters = List.of(parameters);
    }

    /** Number of free numbers for n dimensions. */
    abstract int numbers(int n);

    /** A law from the means and the numbers after them, {@code [lead..., numbers(n) - n]}. */
    abstract Law law(Node loc, Node rest, Shape event);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<String> parameters() {
        return parameters;
    }

    @Override
    public final boolean pathwise() {
        return true;
    }

    @Override
    public final Shape free(Shape event) {
        if (event.rank() != 1) {
            throw new IllegalArgumentException("a " + name + " is of vectors: expected event=[n], actual=" + event);
        }
        return Shape.of(numbers(event.dim(0)));
    }

    @Override
    public final Shape event(Shape free) {
        if (free.rank() == 1) {
            for (int n = 1; numbers(n) <= free.dim(0); n++) {
                if (numbers(n) == free.dim(0)) {
                    return Shape.of(n);
                }
            }
        }
        throw new IllegalArgumentException(
                "a network must give the means and the covariance of a " + name + " in one row: its output=" + free);
    }

    @Override
    public final Law fromFree(Node free, Shape event) {
        int n = event.dim(0);
        return law(free.slice(-1, 0, n), free.slice(-1, n, numbers(n) - n), event);
    }

    @Override
    public final Shape common(List<Shape> parameters) {
        return parameters.get(0);
    }

    /** See {@link MultivariateNormal#diagonal()}. */
    static final class Diagonal extends MultivariateNormalFamily {

        Diagonal() {
            super("MultivariateNormal", "loc", "scale");
        }

        @Override
        public List<Support> domains() {
            return List.of(Support.REAL, Support.POSITIVE);
        }

        @Override
        int numbers(int n) {
            return 2 * n;
        }

        @Override
        Law law(Node loc, Node rest, Shape event) {
            return MultivariateNormal.diagonal(loc, Positive.SOFTPLUS.scale(rest), event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            return MultivariateNormal.diagonal(
                    parameters.get(0).over(event), parameters.get(1).over(event), event);
        }
    }

    /** See {@link MultivariateNormal#triangular()}. */
    static final class Triangle extends MultivariateNormalFamily {

        Triangle() {
            super("MultivariateNormal", "loc", "factor");
        }

        /** Also checks that the diagonal of the factor is above 0. */
        @Override
        public void requireLegal(List<Parameter> given) {
            super.requireLegal(given);
            if (given.get(1) instanceof Parameter.Constant factor
                    && factor.shape().rank() == 2) {
                int n = factor.shape().dim(1);
                for (int i = 0; i < Math.min(n, factor.shape().dim(0)); i++) {
                    double diagonal = factor.values().get(factor.values().size() == 1 ? 0 : i * n + i);
                    if (!(diagonal > 0)) {
                        throw Parameter.Constant.illegal(this, "factor", "must have a diagonal above 0", diagonal);
                    }
                }
            }
        }

        @Override
        int numbers(int n) {
            return n + Triangular.size(n);
        }

        @Override
        Law law(Node loc, Node rest, Shape event) {
            int n = event.dim(0);
            Node factor = Triangular.of(rest, n);
            Node identity = Triangular.identity(rest.graph(), n);
            Node diagonal = Positive.SOFTPLUS.scale(factor).times(identity);
            return MultivariateNormal.triangular(
                    loc, factor.times(identity.neg().plus(1)).plus(diagonal), event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            return MultivariateNormal.triangular(
                    parameters.get(0).over(event), parameters.get(1).over(Axes.join(event, event)), event);
        }
    }

    /** See {@link MultivariateNormal#lowRank(int)}. */
    static final class LowRank extends MultivariateNormalFamily {

        private final int rank;

        LowRank(int rank) {
            super("MultivariateNormal of rank " + rank, "loc", "columns", "scale");
            if (rank < 1) {
                throw new IllegalArgumentException("rank must be at least 1: rank=" + rank);
            }
            this.rank = rank;
        }

        @Override
        public List<Support> domains() {
            return List.of(Support.REAL, Support.REAL, Support.POSITIVE);
        }

        @Override
        int numbers(int n) {
            return n * (rank + 2);
        }

        @Override
        Law law(Node loc, Node rest, Shape event) {
            int n = event.dim(0);
            Shape lead = Axes.first(rest.shape(), rest.shape().rank() - 1);
            Node columns = rest.slice(-1, 0, n * rank).reshape(Axes.join(lead, Shape.of(n, rank)));
            return MultivariateNormal.lowRank(
                    loc, columns, Positive.SOFTPLUS.scale(rest.slice(-1, n * rank, n)), event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            Shape columns = Axes.join(event, Shape.of(rank));
            return MultivariateNormal.lowRank(
                    parameters.get(0).over(event),
                    parameters.get(1).over(columns),
                    parameters.get(2).over(event),
                    event);
        }
    }
}

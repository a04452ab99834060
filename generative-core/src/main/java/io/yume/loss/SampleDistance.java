package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.stream.Stream;

/** A distance between two sets of samples: one number for the batch. */
record SampleDistance(Samples left, Samples right, Measure measure) implements Objective {

    /** A distance between the rows of two matrices, as sets of points. */
    sealed interface Measure permits MeanDiscrepancy, SlicedWasserstein, Moments {

        /**
         * The distance.
         *
         * @param a {@code [n, size]}
         * @param b {@code [n, size]}
         * @param term in whose name noise is drawn
         */
        Node of(Node a, Node b, Objective term, Scope scope);

        /** The symbol in formulas. */
        String symbol(Notation notation);
    }

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Node a = left.rows(this, scope.at("left"));
            Node b = right.rows(this, scope.at("right"));
            if (a.shape().dim(0) < 2) {
                throw new IllegalArgumentException(
                        "samples are compared from two on: batch=" + a.shape().dim(0));
            }
            if (!a.shape().equals(b.shape())) {
                throw new IllegalArgumentException(
                        "samples must have one shape: left=" + a.shape() + ", right=" + b.shape());
            }
            scope.requireNotScored(this, a);
            scope.requireNotScored(this, b);
            return measure.of(a, b, this, scope);
        });
        scope.report(scope.name(this), value);
        return value;
    }

    @Override
    public String print(Notation notation) {
        return measure.symbol(notation) + notation.choose("[", "[") + left.print(notation)
                + notation.choose(" || ", " \\| ") + right.print(notation) + "]";
    }

    @Override
    public List<Objective> parts() {
        return List.of();
    }

    @Override
    public List<Distribution> distributions() {
        return Stream.of(left, right)
                .filter(side -> side.from() != null)
                .map(Samples::from)
                .toList();
    }

    @Override
    public List<Distribution> approximations() {
        return left.from() == null ? List.of() : List.of(left.from());
    }

    @Override
    public String toString() {
        return text();
    }
}

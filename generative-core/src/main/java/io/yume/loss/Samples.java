package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.Map;

/**
 * One side of a distance between samples: a variable of the data, or of a distribution that is drawn once for each
 * example of the batch. Such distances need no densities.
 */
public final class Samples {

    private final Distribution from;
    private final String variable;
    private final Sampling sampling;

    private Samples(Distribution from, String variable, Sampling sampling) {
        this.from = from;
        this.variable = variable;
        this.sampling = sampling;
    }

    /** The values of a variable in the batch. */
    public static Samples data(String variable) {
        return new Samples(null, variable, Sampling.ONCE);
    }

    /**
     * Draws of a variable. Other variables of the distribution are drawn, too, and replace those of the data of the
     * same names.
     *
     * @throws IllegalArgumentException if the distribution has no such variable
     */
    public static Samples of(Distribution distribution, String variable) {
        if (!distribution.variables().contains(variable)) {
            throw new IllegalArgumentException(
                    "samples are of a variable that is drawn: variable=" + variable + ", distribution=" + distribution);
        }
        return new Samples(distribution, variable, Sampling.ONCE);
    }

    /**
     * With another gradient estimator for a variable. It must pass the gradient through the draw, since a distance
     * between samples is no mean over them.
     *
     * @throws IllegalArgumentException if the distribution has no such variable, or the estimator does not pass the
     *     gradient through the draw
     */
    public Samples estimating(String drawn, Estimator estimator) {
        if (from == null
                || !(estimator instanceof Estimator.Pathwise
                        || estimator instanceof Estimator.StraightThrough
                        || estimator instanceof Estimator.GumbelSoftmax)) {
            throw new IllegalArgumentException(
                    "samples pass gradients through draws only: pathwise, straightThrough or gumbelSoftmax: variable="
                            + drawn);
        }
        return new Samples(from, variable, new Sampling(1, Map.of()).estimating(from, drawn, estimator));
    }

    Distribution from() {
        return from;
    }

    /** The values, one flat row per example. */
    Node rows(Objective term, Scope scope) {
        if (scope.lead().rank() != 1) {
            throw new IllegalArgumentException(
                    "samples are compared over a batch, outside of expectations: term=" + term);
        }
        Scope drawn = from == null
                ? scope
                : Ancestral.draw(term, from, sampling, scope.hiding(from.variables()))
                        .scope();
        Value value = scope.spread(drawn.value(variable));
        return value.node().reshape(scope.lead().dim(0), value.event().size());
    }

    String print(Notation notation) {
        if (from != null) {
            return from.print(notation);
        }
        return notation.choose("data(", "p_{\\text{data}}(") + notation.variable(variable) + ")";
    }
}

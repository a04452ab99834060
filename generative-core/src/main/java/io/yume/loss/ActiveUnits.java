package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/**
 * How many elements of a variable have a mean that varies over the batch: the active units of Burda, Grosse and
 * Salakhutdinov (2016).
 */
record ActiveUnits(Factor of, double threshold) implements Objective {

    @Override
    public Node lower(Scope scope) {
        return scope.within(this, () -> {
            if (scope.lead().rank() != 1) {
                throw new IllegalArgumentException("active units are counted over the batch, outside of expectations");
            }
            Law law = of.law(scope);
            Node mean = law.mean()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "active units are told by a mean, which this family has not: variable=" + of.variable()
                                    + ", family=" + of.family().name()));
            // A mean that depends on no data has no batch axis, or one of length 1.
            Shape full = Axes.join(scope.lead(), law.event());
            Node all = Axes.padTo(full.rank(), mean).broadcastTo(full);
            scope.requireNotScored(this, mean);
            int batch = full.dim(0);
            Node centred = all.minus(all.sum(new int[] {0}).dividedBy(batch));
            Node variance = centred.square().sum(new int[] {0}).dividedBy(batch);
            return variance.greater(threshold).sum();
        });
    }

    @Override
    public String print(Notation notation) {
        return notation.choose("active(", "\\operatorname{active}(") + of.print(notation) + ")";
    }

    @Override
    public List<Objective> parts() {
        return List.of();
    }

    @Override
    public List<Distribution> distributions() {
        return List.of(of);
    }

    @Override
    public String toString() {
        return text();
    }
}

package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.Arrays;
import java.util.List;

/** The log-probability of one number, which every element of the variable has. */
record FixedLogProb(Factor of, double value) implements Objective {

    @Override
    public Node lower(Scope scope) {
        Node logProb = scope.within(this, () -> {
            Law law = scope.law(of);
            requireLegal(law);
            return law.boundedLogProb(scope.graph().constant(value, law.event()));
        });
        scope.report(scope.name(this), logProb);
        return logProb;
    }

    /** Beyond bounds a density is 0, but formulas of masses, and of vectors that must sum, are of nothing there. */
    private void requireLegal(Law law) {
        if (law.isDiscrete() || !law.support().totals().isEmpty()) {
            float[] values = new float[law.event().size()];
            Arrays.fill(values, (float) value);
            law.support().require(of.variable(), values);
        }
    }

    @Override
    public String print(Notation notation) {
        return notation.choose("log ", "\\log ") + of.print(notation, value);
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

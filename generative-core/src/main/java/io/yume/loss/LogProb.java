package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Marginal;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The log-probability of the values that the variables have. */
record LogProb(Distribution of) implements Objective {

    @Override
    public Node lower(Scope scope) {
        return of instanceof Marginal marginal ? summed(marginal, scope) : joint(scope);
    }

    private Node joint(Scope scope) {
        Node total = null;
        for (Factor factor : of.factors()) {
            LogProb term = new LogProb(factor);
            Node value = scope.within(term, () -> single(factor, scope));
            scope.report(scope.name(term), value);
            total = total == null ? value : total.plus(value);
        }
        return total;
    }

    private static Node single(Factor factor, Scope scope) {
        Law law = scope.law(factor);
        Value value = scope.value(factor.variable());
        requireShape(factor, law, value);
        scope.dataOf(factor.variable()).ifPresent(data -> scope.lowering().support(data, law.support()));
        return law.logProb(value.node());
    }

    static void requireShape(Factor factor, Law law, Value value) {
        if (!value.event().equals(law.event())) {
            throw new IllegalArgumentException("a variable must have the shape of its distribution: variable="
                    + factor.variable() + ", expected=" + law.event() + ", actual=" + value.event());
        }
    }

    /** The hidden variables are enumerated, and the joint probability is summed over all of them. */
    private Node summed(Marginal marginal, Scope scope) {
        Node total = scope.within(this, () -> {
            Map<String, Estimator> all = new LinkedHashMap<>();
            marginal.hidden().forEach(name -> all.put(name, Estimator.enumeration()));
            List<Factor> hidden = marginal.factors().stream()
                    .filter(factor -> marginal.hidden().contains(factor.variable()))
                    .toList();
            Ancestral values = Ancestral.draw(this, hidden, new Sampling(1, all), scope);
            Scope inner = values.scope();
            Node joint = null;
            for (Factor factor : marginal.factors()) {
                Node part = single(factor, inner);
                joint = joint == null ? part : joint.plus(part);
            }
            Node sum = inner.padded(joint);
            while (sum.shape().rank() > scope.lead().rank()) {
                sum = Axes.dropFirst(sum.logSumExp(0));
            }
            return sum;
        });
        scope.report(scope.name(this), total);
        return total;
    }

    @Override
    public String print(Notation notation) {
        return notation.choose("log ", "\\log ") + of.print(notation);
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

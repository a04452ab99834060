package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Marginal;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log-probability of the values that the distribution's variables have in the scope. */
record LogProb(Distribution of) implements Objective {

    @Override
    public Node lower(Scope scope) {
        return of instanceof Marginal marginal && !marginal.hidden().isEmpty()
                ? without(marginal, scope)
                : joint(scope);
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
        if (scope.isFromData(factor.variable())) {
            scope.support(factor.variable(), law.support());
            return scope.unmasked(factor.variable(), law.support(), law.logProb(value.node()));
        }
        return law.boundedLogProb(value.node());
    }

    static void requireShape(Factor factor, Law law, Value value) {
        if (!value.event().equals(law.event())) {
            throw new IllegalArgumentException("a variable must have the shape of its distribution: variable="
                    + factor.variable() + ", expected=" + law.event() + ", actual=" + value.event());
        }
    }

    /**
     * The log-density of a marginal: the sum over all values of the hidden variables or, with a proposal, an estimate
     * by weighted draws.
     */
    private Node without(Marginal marginal, Scope scope) {
        Marginal.Proposal proposal = marginal.proposal().orElse(null);
        Node total = scope.within(this, () -> {
            Scope inside = scope.hiding(marginal.hidden());
            Ancestral values = proposal == null
                    ? Ancestral.begin(this, enumerated(marginal), inside)
                    : Ancestral.draw(this, proposal.q(), new Sampling(proposal.samples(), Map.of()), inside);
            List<Factor> hidden = marginal.hiddenFactors();
            hidden.stream()
                    .filter(factor -> proposal == null || factor.isFunction())
                    .forEach(values::add);
            Scope inner = values.scope();
            Node joint = null;
            for (Factor factor : marginal.factors()) {
                if (!(factor.isFunction() && hidden.contains(factor))) {
                    Node part = single(factor, inner);
                    joint = joint == null ? part : joint.plus(part);
                }
            }
            if (proposal != null) {
                Measures.requireOne(proposal.q(), hidden.stream(), inner);
                joint = joint.minus(new LogProb(proposal.q()).lower(inner.reporting((name, node) -> {})))
                        .minus(Math.log(proposal.samples()));
            }
            Node sum = inner.padded(joint);
            while (sum.shape().rank() > scope.lead().rank()) {
                sum = Axes.dropFirst(sum.logSumExp(0));
            }
            return sum;
        });
        String name = scope.name(this);
        scope.report(
                proposal == null
                        ? name
                        : name + " (" + proposal.samples() + " draws of "
                                + proposal.q().print(scope.lowering().notation()) + ")",
                total);
        return total;
    }

    private static Sampling enumerated(Marginal marginal) {
        Sampling all = Sampling.ONCE;
        for (Factor factor : marginal.hiddenFactors()) {
            if (!factor.isFunction()) {
                all = all.with(factor.variable(), Estimator.enumeration());
            }
        }
        return all;
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
        return proposal().isEmpty() ? List.of(of) : List.of(of, proposal().get());
    }

    @Override
    public List<Distribution> approximations() {
        return proposal().stream().toList();
    }

    private Optional<Distribution> proposal() {
        return of instanceof Marginal marginal ? marginal.proposal().map(Marginal.Proposal::q) : Optional.empty();
    }

    @Override
    public String toString() {
        return text();
    }
}

package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.Optional;

/**
 * The entropy of a distribution: in closed form where it has one, else a mean over draws, which the report says; of a joint distribution by
 * the chain rule.
 */
public final class Entropy implements Objective {

    private final Distribution q;
    private final Sampling sampling;
    /** Its parts where it is of a joint distribution, else null. */
    private final ChainRule chain;
    /** What it is a mean of where it has no closed form: one object, so that it is one draw wherever it stands; null beside parts. */
    private final Expectation mean;

    Entropy(Distribution q, Sampling sampling) {
        this.q = q;
        this.sampling = sampling;
        chain = q instanceof Factor || !ChainRule.appliesTo(q) ? null : ChainRule.entropy(q, sampling);
        mean = chain != null ? null : Expectation.ofLaws(q, new LogProb(q).neg(), sampling);
    }

    /** With several samples per example where it needs draws. */
    public Entropy samples(int count) {
        return new Entropy(q, sampling.samples(count));
    }

    /** With another way for gradients to pass a variable where it needs draws. */
    public Entropy estimating(String variable, Estimator estimator) {
        return new Entropy(q, sampling.estimating(q, variable, estimator));
    }

    @Override
    public Node lower(Scope scope) {
        if (chain != null) {
            return chain.lower(this, scope);
        }
        Optional<Node> closed = q instanceof Factor factor
                ? scope.within(this, () -> factor.law(scope).entropy())
                : Optional.empty();
        return ClosedForm.orMean(this, closed, mean, "H", scope);
    }

    @Override
    public String print(Notation notation) {
        return notation.choose("H[", "\\mathbb{H}[") + q.print(notation) + "]";
    }

    @Override
    public List<Objective> parts() {
        return List.of();
    }

    @Override
    public List<Distribution> distributions() {
        return List.of(q);
    }

    @Override
    public List<Distribution> approximations() {
        return List.of(q);
    }

    @Override
    public String toString() {
        return text();
    }
}

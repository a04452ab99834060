package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.Optional;

/**
 * The entropy of a distribution: in closed form where it has one, else a mean over draws, which the report says; for a
 * joint distribution by the chain rule.
 */
public final class Entropy implements Objective {

    private final Distribution q;
    private final Sampling sampling;
    /** Its terms by the chain rule, or null for a single factor or where variables are hidden. */
    private final ChainRule chain;
    /**
     * The mean over draws that is used without a closed form, or null beside a chain. One object, so that its draws
     * are the same wherever this term stands.
     */
    private final Expectation mean;

    Entropy(Distribution q, Sampling sampling) {
        this.q = q;
        this.sampling = sampling;
        chain = q instanceof Factor || !ChainRule.appliesTo(q) ? null : ChainRule.entropy(q, sampling);
        mean = chain != null ? null : Expectation.ofLaws(q, new LogProb(q).neg(), sampling);
    }

    /** With several samples per example, where it has to be drawn. */
    public Entropy samples(int count) {
        return new Entropy(q, sampling.samples(count));
    }

    /** With another gradient estimator for a variable, where it has to be drawn. */
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

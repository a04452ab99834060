package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.Optional;

/**
 * The cross-entropy {@code -E_q[log p]}: in closed form where the entropy and the divergence have one, else a mean
 * over draws; for joint distributions by the chain rule.
 */
public final class CrossEntropy implements Objective {

    private final Distribution q;
    private final Distribution p;
    private final Sampling sampling;
    /** Its terms by the chain rule, or null where both are single factors or variables are hidden. */
    private final ChainRule chain;
    /**
     * The mean over draws that is used without a closed form, or null beside a chain. One object, so that its draws
     * are the same wherever this term stands.
     */
    private final Expectation mean;

    CrossEntropy(Distribution q, Distribution p, Sampling sampling) {
        this.q = q;
        this.p = p;
        this.sampling = sampling;
        boolean single = q instanceof Factor && p instanceof Factor;
        chain = single || !ChainRule.appliesTo(q, p) ? null : ChainRule.crossEntropy(q, p, sampling);
        mean = chain != null ? null : Expectation.ofLaws(q, new LogProb(p).neg(), sampling);
    }

    /** With several samples per example, where it has to be drawn. */
    public CrossEntropy samples(int count) {
        return new CrossEntropy(q, p, sampling.samples(count));
    }

    /** With another gradient estimator for a variable, where it has to be drawn. */
    public CrossEntropy estimating(String variable, Estimator estimator) {
        return new CrossEntropy(q, p, sampling.estimating(q, variable, estimator));
    }

    @Override
    public Node lower(Scope scope) {
        if (chain != null) {
            return chain.lower(this, scope);
        }
        return ClosedForm.orMean(this, closed(scope), mean, "CE", scope);
    }

    private Optional<Node> closed(Scope scope) {
        if (!(q instanceof Factor left
                && p instanceof Factor right
                && left.variable().equals(right.variable()))) {
            return Optional.empty();
        }
        return scope.within(this, () -> {
            Law own = left.law(scope);
            Law other = right.law(scope);
            KullbackLeibler.requireOneShape(left.variable(), own, other);
            return own.kl(other).flatMap(kl -> own.entropy().map(kl::plus));
        });
    }

    @Override
    public String print(Notation notation) {
        return notation.choose("H[", "\\mathbb{H}[") + q.print(notation) + ", " + p.print(notation) + "]";
    }

    @Override
    public List<Objective> parts() {
        return List.of();
    }

    @Override
    public List<Distribution> distributions() {
        return List.of(q, p);
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

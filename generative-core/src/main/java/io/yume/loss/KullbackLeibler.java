package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The divergence of one distribution from another. Joint distributions are split by the chain rule; terms with a
 * closed form use it, and the others are means over draws, which the report says.
 */
public final class KullbackLeibler implements Objective {

    private final Distribution q;
    private final Distribution p;
    private final Sampling sampling;
    /** Its terms by the chain rule, or null if both are single factors or variables are hidden. */
    private final ChainRule chain;
    /**
     * The mean over draws that is used without a closed form, or null beside a chain. One object, so that its draws
     * are the same wherever this term stands.
     */
    private final Expectation mean;

    KullbackLeibler(Distribution q, Distribution p, Sampling sampling) {
        this.q = q;
        this.p = p;
        this.sampling = sampling;
        if (!new HashSet<>(q.variables()).equals(new HashSet<>(p.variables()))) {
            throw new IllegalArgumentException("a divergence is between distributions of the same variables: left="
                    + q.variables() + ", right=" + p.variables() + ", term=" + this);
        }
        boolean single = q instanceof Factor && p instanceof Factor;
        chain = single || !ChainRule.appliesTo(q, p) ? null : ChainRule.divergence(q, p, sampling);
        mean = chain != null ? null : Expectation.ofLaws(q, new LogProb(q).minus(new LogProb(p)), sampling);
    }

    /** With several samples per example, where it has to be drawn. */
    public KullbackLeibler samples(int count) {
        return new KullbackLeibler(q, p, sampling.samples(count));
    }

    /** With another gradient estimator for a variable, where it has to be drawn. */
    public KullbackLeibler estimating(String variable, Estimator estimator) {
        return new KullbackLeibler(q, p, sampling.estimating(q, variable, estimator));
    }

    @Override
    public Node lower(Scope scope) {
        if (chain != null) {
            return chain.lower(this, scope);
        }
        return q instanceof Factor left && p instanceof Factor right
                ? single(left, right, scope)
                : closedOrDrawn(Optional.empty(), scope);
    }

    private Node single(Factor left, Factor right, Scope scope) {
        Optional<Node> closed = scope.within(this, () -> {
            Law own = left.law(scope);
            Law other = right.law(scope);
            requireOneShape(left.variable(), own, other);
            Measures.requireOne(left.variable(), own, other);
            return own.kl(other);
        });
        return closedOrDrawn(closed, scope);
    }

    private Node closedOrDrawn(Optional<Node> closed, Scope scope) {
        return ClosedForm.orMean(this, closed, mean, "KL", scope);
    }

    static void requireOneShape(String variable, Law left, Law right) {
        if (!left.event().equals(right.event())) {
            throw new IllegalArgumentException("both sides must have one shape: variable=" + variable + ", left="
                    + left.event() + ", right=" + right.event());
        }
    }

    @Override
    public String print(Notation notation) {
        return notation.isLatex()
                ? "D_{KL}[" + q.print(notation) + " \\| " + p.print(notation) + "]"
                : "KL[" + q.print(notation) + " || " + p.print(notation) + "]";
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

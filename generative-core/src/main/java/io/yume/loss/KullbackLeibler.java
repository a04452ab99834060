package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The divergence of one distribution from another. Joint distributions that factorise in one order are taken apart by the chain rule;
 * what has a closed form uses it, and the rest is a mean over draws, which the report says.
 */
public final class KullbackLeibler implements Objective {

    /** Two conditionals of one variable. */
    private record Pair(Factor q, Factor p) {}

    private final Distribution q;
    private final Distribution p;
    private final Sampling sampling;

    KullbackLeibler(Distribution q, Distribution p, Sampling sampling) {
        this.q = q;
        this.p = p;
        this.sampling = sampling;
        if (!new HashSet<>(q.variables()).equals(new HashSet<>(p.variables()))) {
            throw new IllegalArgumentException("a divergence is between distributions of the same variables: left="
                    + q.variables() + ", right=" + p.variables() + ", term=" + this);
        }
    }

    /** With several samples per example where it needs draws. */
    public KullbackLeibler samples(int count) {
        return new KullbackLeibler(q, p, sampling.samples(count));
    }

    /** With another way for gradients to pass a variable where it needs draws. */
    public KullbackLeibler estimating(String variable, Estimator estimator) {
        return new KullbackLeibler(q, p, sampling.estimating(q, variable, estimator));
    }

    @Override
    public Node lower(Scope scope) {
        if (q instanceof Factor left && p instanceof Factor right) {
            return single(left, right, scope);
        }
        Optional<List<Pair>> pairs = pairs();
        if (pairs.isEmpty()) {
            return closedOrDrawn(Optional.empty(), scope);
        }
        Node value = scope.within(this, () -> chained(pairs.get(), scope));
        scope.report(scope.name(this), value);
        return value;
    }

    private Node single(Factor left, Factor right, Scope scope) {
        Optional<Node> closed = scope.within(this, () -> {
            Law own = left.law(scope);
            Law other = right.law(scope);
            if (!own.event().equals(other.event())) {
                throw new IllegalArgumentException("both sides must have one shape: variable=" + left.variable()
                        + ", left=" + own.event() + ", right=" + other.event());
            }
            return own.kl(other);
        });
        return closedOrDrawn(closed, scope);
    }

    private Node closedOrDrawn(Optional<Node> closed, Scope scope) {
        Objective mean = new Expectation(q, new LogProb(q).minus(new LogProb(p)), sampling);
        return ClosedForm.orMean(this, closed, mean, "KL", scope);
    }

    /** The conditionals of both sides, variable by variable, if the chain rule applies. */
    private Optional<List<Pair>> pairs() {
        List<Pair> pairs = new ArrayList<>();
        Set<String> before = new HashSet<>();
        for (Factor left : q.factors()) {
            Factor right = p.factors().stream()
                    .filter(factor -> factor.variable().equals(left.variable()))
                    .findFirst()
                    .orElse(null);
            if (right == null || right.given().stream().anyMatch(name -> isDrawn(name) && !before.contains(name))) {
                return Optional.empty();
            }
            pairs.add(new Pair(left, right));
            before.add(left.variable());
        }
        return q.factors().size() == p.factors().size() ? Optional.of(pairs) : Optional.empty();
    }

    private boolean isDrawn(String name) {
        return q.variables().contains(name);
    }

    private Node chained(List<Pair> pairs, Scope scope) {
        Set<String> needed = new HashSet<>();
        pairs.forEach(pair -> {
            needed.addAll(pair.q().given());
            needed.addAll(pair.p().given());
        });
        // What is needed to draw what is needed: later variables first.
        List<Factor> drawn = new ArrayList<>();
        for (int i = pairs.size() - 1; i >= 0; i--) {
            Factor factor = pairs.get(i).q();
            if (needed.contains(factor.variable())) {
                drawn.add(0, factor);
            }
        }
        Node total = null;
        Objective inside = null;
        for (Pair pair : pairs) {
            Objective one = new KullbackLeibler(pair.q(), pair.p(), sampling.only(pair.q()));
            if (pair.q().given().stream().anyMatch(this::isDrawn)
                    || pair.p().given().stream().anyMatch(this::isDrawn)) {
                inside = inside == null ? one : inside.plus(one);
            } else {
                Node alone = one.lower(scope);
                total = total == null ? alone : total.plus(alone);
            }
        }
        if (inside == null) {
            return total;
        }
        Joint ancestors = Joint.of(drawn.toArray(Factor[]::new));
        Node mean = new Expectation(ancestors, inside, sampling.only(ancestors)).lower(scope.at("KL"));
        return total == null ? mean : total.plus(mean);
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

package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Divergences, entropies and cross-entropies of joint distributions, factor by factor: each term in its mean over what it depends on,
 * which is drawn once for all of them. A term is in closed form where it has one.
 */
final class ChainRule {

    private final Objective whole;
    private final Distribution q;
    private final Sampling sampling;
    private final Set<String> drawn;
    private final Set<String> needed = new HashSet<>();
    private final List<Objective> alone = new ArrayList<>();
    private Objective inside;

    private ChainRule(Objective whole, Distribution q, Sampling sampling) {
        this.whole = whole;
        this.q = q;
        this.sampling = sampling;
        this.drawn = Set.copyOf(q.variables());
    }

    /** Whether all variables of some distributions are visible, so that their factors say everything. */
    static boolean appliesTo(Distribution... all) {
        for (Distribution one : all) {
            if (!one.hidden().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** {@code KL[q || p]}; where p draws a variable before one on which q lets it depend, by q's entropy and log p. */
    static Node divergence(Objective whole, Distribution q, Distribution p, Sampling sampling, Scope scope) {
        ChainRule chain = new ChainRule(whole, q, sampling);
        for (Factor left : q.factors()) {
            Factor right = chain.factorOf(p, left.variable());
            if (chain.before(left).containsAll(chain.among(right.given()))) {
                chain.add(new KullbackLeibler(left, right, sampling.only(left)), left.given(), right.given());
            } else {
                chain.add(new Entropy(left, sampling.only(left)).neg(), left.given());
                chain.add(new LogProb(right).neg(), right.given(), right.variables());
            }
        }
        return chain.lower("KL", scope);
    }

    /** {@code H[q]}. */
    static Node entropy(Objective whole, Distribution q, Sampling sampling, Scope scope) {
        ChainRule chain = new ChainRule(whole, q, sampling);
        q.factors().forEach(factor -> chain.add(new Entropy(factor, sampling.only(factor)), factor.given()));
        return chain.lower("H", scope);
    }

    /** {@code H[q, p]}. */
    static Node crossEntropy(Objective whole, Distribution q, Distribution p, Sampling sampling, Scope scope) {
        ChainRule chain = new ChainRule(whole, q, sampling);
        for (Factor right : p.factors()) {
            Factor left = chain.drawn.contains(right.variable()) ? chain.factorOf(q, right.variable()) : null;
            if (left != null && chain.before(left).containsAll(chain.among(right.given()))) {
                chain.add(new CrossEntropy(left, right, sampling.only(left)), left.given(), right.given());
            } else {
                chain.add(new LogProb(right).neg(), right.given(), right.variables());
            }
        }
        return chain.lower("CE", scope);
    }

    private Factor factorOf(Distribution distribution, String variable) {
        return distribution.factors().stream()
                .filter(factor -> factor.variable().equals(variable))
                .findFirst()
                .orElseThrow();
    }

    private Set<String> among(List<String> names) {
        Set<String> some = new HashSet<>(names);
        some.retainAll(drawn);
        return some;
    }

    private Set<String> before(Factor factor) {
        return Set.copyOf(q.variables().subList(0, q.variables().indexOf(factor.variable())));
    }

    @SafeVarargs
    private void add(Objective term, List<String>... given) {
        Set<String> needs = new HashSet<>();
        for (List<String> names : given) {
            needs.addAll(among(names));
        }
        if (needs.isEmpty()) {
            alone.add(term);
            return;
        }
        needed.addAll(needs);
        Set<String> others = new HashSet<>(drawn);
        others.removeAll(needs);
        Objective one = new Apart(term, others);
        inside = inside == null ? one : inside.plus(one);
    }

    private Node lower(String place, Scope scope) {
        List<Label> marked = new ArrayList<>();
        Node value = scope.within(
                whole,
                () -> sum(place, scope.reporting((label, node) -> {
                    if (ClosedForm.isDrawn(label)) {
                        marked.add(label);
                    }
                    scope.report(label, node);
                })));
        boolean closed = marked.isEmpty()
                && ancestors().stream()
                        .allMatch(factor ->
                                sampling.estimators().get(factor.variable()) instanceof Estimator.Enumeration);
        ClosedForm.report(whole, value, closed, scope);
        return value;
    }

    private Node sum(String place, Scope scope) {
        Node total = null;
        for (Objective term : alone) {
            Node value = term.lower(scope);
            total = total == null ? value : total.plus(value);
        }
        if (inside == null) {
            return total;
        }
        Joint ancestors = Joint.of(ancestors().toArray(Factor[]::new));
        Node mean = new Expectation(ancestors, inside, sampling.only(ancestors)).lower(scope.at(place));
        return total == null ? mean : total.plus(mean);
    }

    /** What terms depend on, and what is needed to draw it. */
    private List<Factor> ancestors() {
        Set<String> wanted = new HashSet<>(needed);
        List<Factor> factors = new ArrayList<>();
        for (int i = q.factors().size() - 1; i >= 0; i--) {
            Factor factor = q.factors().get(i);
            if (wanted.contains(factor.variable())) {
                wanted.addAll(factor.given());
                factors.add(0, factor);
            }
        }
        return factors;
    }

    /** A term that does not see draws on which it does not depend, and so may draw such variables itself. */
    private record Apart(Objective of, Set<String> others) implements Objective {

        @Override
        public Node lower(Scope scope) {
            return of.lower(scope.hiding(others));
        }

        @Override
        public String print(Notation notation) {
            return of.print(notation);
        }

        @Override
        public List<Objective> parts() {
            return List.of(of);
        }

        @Override
        public String toString() {
            return text();
        }
    }
}

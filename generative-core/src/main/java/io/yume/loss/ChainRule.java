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
 * Divergences, entropies and cross-entropies of joint distributions, factor by factor: each term is averaged over the
 * variables that it depends on, which are drawn once for all terms. A term is in closed form where it has one.
 */
final class ChainRule {

    private final String place;
    private final List<Objective> alone;
    /** The mean of the terms that depend on drawn variables, or null if none does; the others are {@link #alone}. */
    private final Expectation mean;
    /** Whether all variables that terms depend on are enumerated, so that nothing is drawn. */
    private final boolean enumerated;

    /** @param place keeps the draws of a divergence, an entropy and so on apart from each other */
    private ChainRule(String place, Terms terms) {
        this.place = place;
        this.alone = List.copyOf(terms.alone);
        List<Factor> ancestors = terms.ancestors();
        this.mean = ancestors.isEmpty() ? null : terms.mean(Joint.of(ancestors.toArray(Factor[]::new)));
        this.enumerated = ancestors.stream()
                .allMatch(
                        factor -> terms.sampling.estimators().get(factor.variable()) instanceof Estimator.Enumeration);
    }

    /** Whether no distribution has hidden variables, so that each is the product of its factors. */
    static boolean appliesTo(Distribution... all) {
        for (Distribution one : all) {
            if (!one.hidden().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@code KL[q || p]}, factor by factor. Where p orders two variables the other way round than q, that factor is
     * split into {@code -H[q]} and {@code -E[log p]}.
     */
    static ChainRule divergence(Distribution q, Distribution p, Sampling sampling) {
        Terms terms = new Terms(q, sampling);
        for (Factor left : q.factors()) {
            Factor right = factorOf(p, left.variable());
            if (terms.before(left).containsAll(terms.among(right.given()))) {
                terms.add(new KullbackLeibler(left, right, sampling.only(left)), left.given(), right.given());
            } else {
                terms.add(new Entropy(left, sampling.only(left)).neg(), left.given());
                terms.add(new LogProb(right).neg(), right.given(), right.variables());
            }
        }
        return new ChainRule("KL", terms);
    }

    /** {@code H[q]}. */
    static ChainRule entropy(Distribution q, Sampling sampling) {
        Terms terms = new Terms(q, sampling);
        q.factors().forEach(factor -> terms.add(new Entropy(factor, sampling.only(factor)), factor.given()));
        return new ChainRule("H", terms);
    }

    /** {@code H[q, p]}. */
    static ChainRule crossEntropy(Distribution q, Distribution p, Sampling sampling) {
        Terms terms = new Terms(q, sampling);
        for (Factor right : p.factors()) {
            Factor left = terms.drawn.contains(right.variable()) ? factorOf(q, right.variable()) : null;
            if (left != null && terms.before(left).containsAll(terms.among(right.given()))) {
                terms.add(new CrossEntropy(left, right, sampling.only(left)), left.given(), right.given());
            } else {
                terms.add(new LogProb(right).neg(), right.given(), right.variables());
            }
        }
        return new ChainRule("CE", terms);
    }

    private static Factor factorOf(Distribution distribution, String variable) {
        return distribution.factors().stream()
                .filter(factor -> factor.variable().equals(variable))
                .findFirst()
                .orElseThrow();
    }

    /** The value of a term, which is reported. */
    Node lower(Objective whole, Scope scope) {
        List<Label> marked = new ArrayList<>();
        Node value = scope.within(
                whole,
                () -> sum(scope.reporting((label, node) -> {
                    if (ClosedForm.isDrawn(label)) {
                        marked.add(label);
                    }
                    scope.report(label, node);
                })));
        ClosedForm.report(whole, value, marked.isEmpty() && enumerated, scope);
        return value;
    }

    private Node sum(Scope scope) {
        Node total = null;
        for (Objective term : alone) {
            Node value = term.lower(scope);
            total = total == null ? value : total.plus(value);
        }
        if (mean == null) {
            return total;
        }
        Node rest = mean.lower(scope.at(place));
        return total == null ? rest : total.plus(rest);
    }

    /**
     * A term that does not see the draws it does not depend on, so that it may draw variables of those names itself.
     */
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

    /** Collects the terms of a joint distribution's factors. */
    private static final class Terms {

        private final Distribution q;
        private final Sampling sampling;
        private final Set<String> drawn;
        private final Set<String> needed = new HashSet<>();
        private final List<Objective> alone = new ArrayList<>();
        private Objective inside;

        Terms(Distribution q, Sampling sampling) {
            this.q = q;
            this.sampling = sampling;
            this.drawn = Set.copyOf(q.variables());
        }

        Set<String> among(List<String> names) {
            Set<String> some = new HashSet<>(names);
            some.retainAll(drawn);
            return some;
        }

        Set<String> before(Factor factor) {
            return Set.copyOf(q.variables().subList(0, q.variables().indexOf(factor.variable())));
        }

        @SafeVarargs
        final void add(Objective term, List<String>... given) {
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

        Expectation mean(Joint ancestors) {
            return Expectation.ofLaws(ancestors, inside, sampling.only(ancestors));
        }

        /** The factors of the variables that terms depend on, and of all that these depend on in turn. */
        List<Factor> ancestors() {
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
    }
}

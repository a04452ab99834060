package io.yume.distribution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A joint distribution with some variables hidden. Samples drop the hidden variables; log p sums over their values or,
 * if there are too many, estimates the sum with a {@linkplain #proposing proposal}. Hidden variables that nothing
 * depends on are removed; deterministic ones are computed.
 */
public final class Marginal implements Distribution {

    /**
     * The proposal of importance sampling over the hidden variables.
     *
     * @param q a distribution of all hidden variables that are not deterministic
     * @param samples draws for each example
     */
    public record Proposal(Distribution q, int samples) {}

    private final Distribution whole;
    private final Set<String> hidden;
    private final Proposal proposal;

    private Marginal(Distribution whole, Set<String> hidden, Proposal proposal) {
        this.whole = whole;
        this.hidden = Set.copyOf(hidden);
        this.proposal = proposal;
    }

    /** A distribution without some of its variables; those that it hides already stay hidden. */
    static Marginal of(Distribution distribution, Set<String> without) {
        if (!distribution.variables().containsAll(without)
                || without.size() == distribution.variables().size()) {
            throw new IllegalArgumentException("some, not all, of its variables can be summed out: asked="
                    + new TreeSet<>(without) + ", variables=" + distribution.variables());
        }
        Set<String> hidden = new HashSet<>(without);
        if (distribution instanceof Marginal inner) {
            hidden.addAll(inner.hidden);
            Marginal outer = pruned(inner.whole, hidden);
            return inner.proposal == null ? outer : outer.proposedAs(inner);
        }
        return pruned(distribution, hidden);
    }

    /**
     * With the proposal of the inner marginal that this was made from; it must still fit the variables that are hidden
     * now.
     */
    private Marginal proposedAs(Marginal inner) {
        Proposal before = inner.proposal;
        if (drawn().isEmpty()) {
            return this;
        }
        boolean seesWhatIsGone = before.q().given().stream()
                .anyMatch(
                        name -> inner.variables().contains(name) && !variables().contains(name));
        if (seesWhatIsGone || !drawn().equals(Set.copyOf(before.q().variables()))) {
            throw new IllegalArgumentException(
                    "a proposal is of the hidden variables, given others: marginalise first, "
                            + "propose then: proposal=" + before.q() + ", hidden=" + hidden() + ", in=" + this);
        }
        return proposing(before.q(), before.samples());
    }

    /** The hidden variables that are not deterministic. */
    private Set<String> drawn() {
        return hiddenFactors().stream()
                .filter(factor -> !factor.isFunction())
                .map(Factor::variable)
                .collect(Collectors.toSet());
    }

    private static Marginal pruned(Distribution whole, Set<String> hidden) {
        List<Factor> left = new ArrayList<>(whole.factors());
        // Backwards, so that a variable is removed, too, if only removed ones depend on it.
        for (int i = left.size() - 1; i >= 0; i--) {
            String variable = left.get(i).variable();
            if (hidden.contains(variable)
                    && left.stream().noneMatch(factor -> factor.given().contains(variable))) {
                left.remove(i);
            }
        }
        Set<String> needed = left.stream().map(Factor::variable).collect(Collectors.toSet());
        Distribution smaller =
                whole instanceof Joint joint && left.size() < joint.factors().size() ? joint.only(needed) : whole;
        return new Marginal(smaller, hidden.stream().filter(needed::contains).collect(Collectors.toSet()), null);
    }

    /**
     * The same with a log-probability that is estimated from below by importance sampling (Burda, Grosse and
     * Salakhutdinov, 2016), for hidden variables that have too many values to sum over. Gradients are pathwise;
     * {@code iwae} offers other estimators.
     *
     * @param q a distribution of the hidden variables
     * @param samples draws for each example
     * @throws IllegalArgumentException if the proposal is not of the hidden variables, or there is no sample
     */
    public Marginal proposing(Distribution q, int samples) {
        Set<String> drawn = drawn();
        if (!drawn.equals(Set.copyOf(q.variables()))) {
            throw new IllegalArgumentException("a proposal is of the hidden variables: proposal=" + q.variables()
                    + ", hidden=" + new TreeSet<>(drawn) + ", in=" + this);
        }
        if (samples < 1) {
            throw new IllegalArgumentException("importance sampling needs a sample: samples=" + samples);
        }
        return new Marginal(whole, hidden, new Proposal(q, samples));
    }

    /** The joint distribution of all variables, hidden ones included. */
    public Distribution whole() {
        return whole;
    }

    /** The proposal for the hidden variables; without one, their values are summed over. */
    public Optional<Proposal> proposal() {
        return Optional.ofNullable(proposal);
    }

    @Override
    public List<String> hidden() {
        return whole.variables().stream().filter(hidden::contains).toList();
    }

    /** The conditionals of hidden variables, each after those that it depends on. */
    public List<Factor> hiddenFactors() {
        return factors().stream()
                .filter(factor -> hidden.contains(factor.variable()))
                .toList();
    }

    @Override
    public List<String> variables() {
        return whole.variables().stream().filter(name -> !hidden.contains(name)).toList();
    }

    @Override
    public List<String> given() {
        return whole.given();
    }

    @Override
    public List<Factor> factors() {
        return whole.factors();
    }

    private Marginal map(
            UnaryOperator<Distribution> change, UnaryOperator<Distribution> ofProposal, Set<String> names) {
        return new Marginal(
                change.apply(whole),
                names,
                proposal == null ? null : new Proposal(ofProposal.apply(proposal.q()), proposal.samples()));
    }

    /** @throws IllegalArgumentException also if the new name is that of a hidden variable */
    @Override
    public Marginal rename(String from, String to) {
        if (hidden.contains(to) && !from.equals(to)) {
            throw new IllegalArgumentException("a variable cannot take the name of one that is summed out: from=" + from
                    + ", to=" + to + ", hidden=" + hidden());
        }
        Set<String> renamed =
                hidden.stream().map(name -> name.equals(from) ? to : name).collect(Collectors.toSet());
        return map(
                all -> all.rename(from, to),
                q -> q.variables().contains(from) || q.given().contains(from) ? q.rename(from, to) : q,
                renamed);
    }

    @Override
    public Marginal condition(String variable, double... value) {
        return (Marginal) Distribution.super.condition(variable, value);
    }

    @Override
    public Marginal condition(String variable, double[] value, int... shape) {
        return map(
                all -> all.condition(variable, value, shape),
                q -> q.given().contains(variable) ? q.condition(variable, value, shape) : q,
                hidden);
    }

    @Override
    public Marginal detached() {
        return map(Distribution::detached, Distribution::detached, hidden);
    }

    @Override
    public String print(Notation notation) {
        if (hidden.isEmpty()) {
            return whole.print(notation);
        }
        String over = notation.variables(hidden());
        String sign = proposal == null
                ? notation.choose("sum_" + over + " ", "\\sum_{" + over + "}")
                : notation.choose("int_" + over + " ", "\\int_{" + over + "}");
        return sign + whole.print(notation);
    }

    @Override
    public String toString() {
        return print(Notation.text());
    }
}

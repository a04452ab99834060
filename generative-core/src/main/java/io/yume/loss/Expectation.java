package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The mean of an objective over draws of a distribution. Each variable is drawn once per sample, and that draw is used
 * wherever the objective names it. Every expectation object has draws of its own; two that are equal share theirs.
 */
public final class Expectation implements Objective {

    private final Distribution q;
    private final Objective of;
    private final Sampling sampling;
    /**
     * In an expectation over fantasies (draws that replace the data), the distributions that formulas call q; null in
     * other expectations.
     */
    private final List<Distribution> fantasy;

    Expectation(Distribution q, Objective of, Sampling sampling) {
        this(q, of, sampling, null);
    }

    private Expectation(Distribution q, Objective of, Sampling sampling, List<Distribution> fantasy) {
        this.q = q;
        this.of = of;
        this.sampling = sampling;
        this.fantasy = fantasy;
    }

    /** With draws that replace variables of the data of the same names. */
    static Expectation fantasy(Distribution p, Objective of, Distribution... approximations) {
        return new Expectation(p, of, Sampling.ONCE, List.of(approximations));
    }

    /** For a function of laws alone: values that its variables already have in the scope are hidden. */
    static Expectation ofLaws(Distribution q, Objective of, Sampling sampling) {
        return new Expectation(q, of, sampling, List.of(q));
    }

    /**
     * With several samples per example; they have a lead axis of their own.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Expectation samples(int count) {
        return new Expectation(q, of, sampling.samples(count), fantasy);
    }

    /**
     * With another gradient estimator for a variable.
     *
     * @throws IllegalArgumentException if the distribution has no such variable
     */
    public Expectation estimating(String variable, Estimator estimator) {
        return new Expectation(q, of, sampling.estimating(q, variable, estimator), fantasy);
    }

    /**
     * With a name for the noise that a variable is drawn from. By default the name is made of the formula; a chosen
     * one keeps the draws, and with them every bit, when the formula is written otherwise.
     *
     * @throws IllegalArgumentException if the distribution has no such variable
     */
    public Expectation noise(String variable, String name) {
        return new Expectation(q, of, sampling.noise(q.variables(), variable, name), fantasy);
    }

    @Override
    public Node lower(Scope scope) {
        Set<String> reported = new HashSet<>();
        Node value = scope.within(this, () -> {
            Ancestral draws = Ancestral.draw(this, q, sampling, fantasy == null ? scope : scope.hiding(q.variables()));
            Scope inner = draws.scope().reporting((label, node) -> {
                Label whole = label.within(text -> around(scope.lowering().notation(), text));
                reported.add(whole.text());
                scope.report(whole, draws.average(node));
            });
            Measures.requireOneIfRatio(q, of, draws.scope());
            return draws.expectation(of, inner);
        });
        // If the only term inside prints the same, it has been reported already, with this value and without
        // score-function gradients.
        if (!reported.contains(scope.name(this))) {
            scope.report(scope.name(this), value);
        }
        return value;
    }

    private String around(Notation notation, String inside) {
        return notation.choose("E_", "\\mathbb{E}_{") + q.print(notation) + notation.choose("[", "}[") + inside + "]";
    }

    @Override
    public String print(Notation notation) {
        return around(notation, of.print(notation));
    }

    @Override
    public List<Objective> parts() {
        return List.of(of);
    }

    @Override
    public List<Distribution> distributions() {
        return List.of(q);
    }

    @Override
    public List<Distribution> approximations() {
        return fantasy == null ? List.of(q) : fantasy;
    }

    @Override
    public String toString() {
        return text();
    }
}

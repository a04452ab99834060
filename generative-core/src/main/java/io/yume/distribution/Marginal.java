package io.yume.distribution;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A distribution without some of its variables. Draws are those of the whole; a log-probability sums over the hidden
 * variables, which must be finite.
 */
public final class Marginal implements Distribution {

    private final Distribution whole;
    private final Set<String> hidden;

    Marginal(Distribution whole, Set<String> hidden) {
        this.whole = whole;
        this.hidden = Set.copyOf(hidden);
        if (!whole.variables().containsAll(hidden)
                || hidden.size() == whole.variables().size()) {
            throw new IllegalArgumentException("some, not all, of its variables can be summed out: asked="
                    + new TreeSet<>(hidden) + ", variables=" + whole.variables());
        }
    }

    /** The distribution of all variables. */
    public Distribution whole() {
        return whole;
    }

    /** The variables that are summed out, in the order in which they can be drawn. */
    public List<String> hidden() {
        return whole.variables().stream().filter(hidden::contains).toList();
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

    @Override
    public Marginal rename(String from, String to) {
        Set<String> renamed =
                hidden.stream().map(name -> name.equals(from) ? to : name).collect(Collectors.toSet());
        return new Marginal(whole.rename(from, to), renamed);
    }

    @Override
    public Marginal condition(String variable, double... value) {
        return new Marginal(whole.condition(variable, value), hidden);
    }

    @Override
    public Marginal detached() {
        return new Marginal(whole.detached(), hidden);
    }

    @Override
    public String print(Notation notation) {
        String over = notation.variables(hidden());
        return notation.choose("sum_" + over + " ", "\\sum_{" + over + "}") + whole.print(notation);
    }

    @Override
    public String toString() {
        return print(Notation.text());
    }
}

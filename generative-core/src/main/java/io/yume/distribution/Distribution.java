package io.yume.distribution;

import java.util.List;
import java.util.Set;

/**
 * A distribution of named variables, given named variables: {@code p(x, z | y)}. Immutable. Values find their places by name.
 */
public sealed interface Distribution permits Factor, Joint, Marginal {

    /** The variables that it is a distribution of, in the order in which they can be drawn. */
    List<String> variables();

    /** The variables on which it depends. */
    List<String> given();

    /** Its conditionals, in the order in which they can be drawn; those of hidden variables are among them. */
    List<Factor> factors();

    /** Variables that were summed out, though factors depend on them, in the order in which they can be drawn. */
    default List<String> hidden() {
        return List.of();
    }

    /** The same distribution under other names of variables. */
    Distribution rename(String from, String to);

    /**
     * The same distribution with a given variable fixed to a single number, or to a vector of several. A parameter repeats a single number
     * over its event; a network sees it as a row of one.
     *
     * @throws IllegalArgumentException if it is not given the variable
     */
    default Distribution condition(String variable, double... value) {
        return value.length == 1 ? condition(variable, value, new int[0]) : condition(variable, value, value.length);
    }

    /**
     * The same distribution with a given variable fixed to a value of any shape, row-major; one number fills the shape.
     *
     * @throws IllegalArgumentException if it is not given the variable, or there are neither as many numbers as the shape has nor one
     */
    Distribution condition(String variable, double[] value, int... shape);

    /**
     * The same distribution whose parameters get no gradient: neither what it learned nor what it is given is trained
     * through them. A gradient through its own value remains.
     */
    Distribution detached();

    /** As in formulas, factorised. */
    String print(Notation notation);

    /**
     * The joint distribution.
     *
     * @throws IllegalArgumentException if both have a variable of one name, or depend on each other
     */
    default Joint times(Distribution other) {
        return Joint.of(this, other);
    }

    /**
     * Without some of its variables, which are summed out, or integrated by importance sampling: see {@link Marginal#proposing}.
     *
     * @throws IllegalArgumentException if it has no variable of a name, or nothing else is left
     */
    default Marginal marginalise(String... variables) {
        return Marginal.of(this, Set.of(variables));
    }

    /** The joint distribution and its factors, such as {@code p(x,z) = p(x|z)p(z)}. */
    default String equation(Notation notation) {
        List<String> letters =
                factors().stream().map(notation::letter).distinct().toList();
        String whole = notation.call(letters.size() == 1 ? letters.get(0) : "p", variables(), given());
        String factorised = print(notation);
        return whole.equals(factorised) ? whole : whole + " = " + factorised;
    }

    /** As a graph of its variables, to be drawn. */
    default ModelGraph graph() {
        return ModelGraph.of(this);
    }

    /** As in LaTeX. */
    default String latex() {
        return print(Notation.latex());
    }
}

package io.yume.distribution;

import java.util.List;
import java.util.Set;

/**
 * A distribution of named variables, given other named variables: {@code p(x, z | y)}. Immutable. Values are matched
 * to variables by name.
 */
public sealed interface Distribution permits Factor, Joint, Marginal {

    /** The variables that it is a distribution of, each after those that it depends on. */
    List<String> variables();

    /** The variables that it is given: it depends on their values, but is no distribution of them. */
    List<String> given();

    /** Its conditionals, each after those that it depends on; those of hidden variables are included. */
    List<Factor> factors();

    /** The variables that were summed out, but on which factors depend, each after those that it depends on. */
    default List<String> hidden() {
        return List.of();
    }

    /**
     * The same distribution, with the same learned tensors, where a variable has another name.
     *
     * @param from a variable that it is a distribution of, or that it is given
     * @param to its new name
     * @throws IllegalArgumentException if there is no such variable, or two variables of one factor, or the variables
     *     of two factors, would have one name
     */
    Distribution rename(String from, String to);

    /**
     * The same distribution with a given variable fixed to a single number, or to a vector of several. Where a
     * parameter is that variable, a single number is repeated over its event; a network sees it as a row of one
     * number.
     *
     * @throws IllegalArgumentException if it is not given the variable
     */
    default Distribution condition(String variable, double... value) {
        return value.length == 1 ? condition(variable, value, new int[0]) : condition(variable, value, value.length);
    }

    /**
     * The same distribution with a given variable fixed to a value of any shape, row-major; a single number fills the
     * shape.
     *
     * @throws IllegalArgumentException if it is not given the variable, or the number of values is neither 1 nor that
     *     of the shape
     */
    Distribution condition(String variable, double[] value, int... shape);

    /**
     * The same distribution whose parameters get no gradient: through them neither its learned tensors nor the
     * variables that it is given are trained. The gradient with respect to the value whose log-density is taken
     * remains.
     */
    Distribution detached();

    /** The formula, as a product of factors. */
    String print(Notation notation);

    /**
     * The joint distribution.
     *
     * @throws IllegalArgumentException if both have a variable of one name, or each depends on the other
     */
    default Joint times(Distribution other) {
        return Joint.of(this, other);
    }

    /**
     * Without some of its variables, which are summed out or, with {@link Marginal#proposing}, integrated by
     * importance sampling.
     *
     * @throws IllegalArgumentException if it has no variable of such a name, or no variable would remain
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

    /** The graph of its variables, to be drawn. */
    default ModelGraph graph() {
        return ModelGraph.of(this);
    }

    /** The formula as LaTeX. */
    default String latex() {
        return print(Notation.latex());
    }
}

package io.yume.distribution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A product of conditionals: a directed graphical model. */
public final class Joint implements Distribution {

    private final List<Factor> written;
    private final List<Factor> ordered;

    private Joint(List<Factor> written) {
        this.written = written;
        this.ordered = order(written);
    }

    /**
     * The product of some distributions.
     *
     * @throws IllegalArgumentException if two have a variable of one name, they depend on each other in a cycle, or
     *     one has variables that were summed out
     */
    public static Joint of(Distribution... parts) {
        for (Distribution part : parts) {
            if (part instanceof Marginal) {
                throw new IllegalArgumentException("sum out variables after the product, not before: part=" + part);
            }
        }
        return new Joint(Stream.of(parts)
                .flatMap(part -> part instanceof Joint joint ? joint.written.stream() : part.factors().stream())
                .toList());
    }

    private static List<Factor> order(List<Factor> written) {
        Set<String> variables = new HashSet<>();
        for (Factor factor : written) {
            if (!variables.add(factor.variable())) {
                throw new IllegalArgumentException("a name must be used once: variable=" + factor.variable() + ", in="
                        + written.stream().map(Factor::toString).collect(Collectors.joining("")));
            }
        }
        List<Factor> left = new ArrayList<>(written);
        List<Factor> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            Set<String> open = left.stream().map(Factor::variable).collect(Collectors.toSet());
            Factor next = left.stream()
                    .filter(factor -> factor.given().stream().noneMatch(open::contains))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("factors must not depend on each other in a circle: " + left));
            left.remove(next);
            ordered.add(next);
        }
        return List.copyOf(ordered);
    }

    /** The product of the factors of some variables alone. */
    Joint only(Set<String> variables) {
        return new Joint(written.stream()
                .filter(factor -> variables.contains(factor.variable()))
                .toList());
    }

    private Joint map(UnaryOperator<Factor> change) {
        return new Joint(written.stream().map(change).toList());
    }

    @Override
    public List<String> variables() {
        return ordered.stream().map(Factor::variable).toList();
    }

    @Override
    public List<String> given() {
        return written.stream()
                .flatMap(factor -> factor.given().stream())
                .distinct()
                .filter(name -> !variables().contains(name))
                .toList();
    }

    @Override
    public List<Factor> factors() {
        return ordered;
    }

    @Override
    public Joint rename(String from, String to) {
        if (!variables().contains(from) && !given().contains(from)) {
            throw new IllegalArgumentException("there is no variable to rename: name=" + from + ", in=" + this);
        }
        return map(factor ->
                factor.variable().equals(from) || factor.given().contains(from) ? factor.rename(from, to) : factor);
    }

    @Override
    public Joint condition(String variable, double... value) {
        return (Joint) Distribution.super.condition(variable, value);
    }

    @Override
    public Joint condition(String variable, double[] value, int... shape) {
        if (!given().contains(variable)) {
            throw new IllegalArgumentException(
                    "only what is given can be fixed: variable=" + variable + ", given=" + given() + ", in=" + this);
        }
        return map(factor -> factor.given().contains(variable) ? factor.condition(variable, value, shape) : factor);
    }

    @Override
    public Joint detached() {
        return map(Factor::detached);
    }

    @Override
    public String print(Notation notation) {
        return written.stream().map(factor -> factor.print(notation)).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return print(Notation.text());
    }
}

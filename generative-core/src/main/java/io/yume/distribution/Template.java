package io.yume.distribution;

import io.yume.graph.Shape;
import io.yume.nn.Network;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A family and the name of its variable; the source of the parameters is still to be chosen. Immutable. */
public final class Template {

    private final Family family;
    private final String variable;
    private final Shape event;
    private final List<String> given;

    /**
     * A template; families have shorter factories, such as {@link Normal#of}.
     *
     * @param event the shape of one value, or nothing to take it from the parameters
     */
    public Template(Family family, String variable, int... event) {
        this(family, variable, event.length == 0 ? null : Shape.of(event), List.of());
    }

    private Template(Family family, String variable, Shape event, List<String> given) {
        this.family = family;
        this.variable = variable;
        this.event = event;
        this.given = given;
    }

    /** Conditional on variables, which are joined into one row in this order for the network of {@link #by}. */
    public Template given(String... variables) {
        return new Template(
                family,
                variable,
                event,
                Stream.concat(given.stream(), Stream.of(variables)).toList());
    }

    /**
     * With parameters that a network computes.
     *
     * @throws IllegalArgumentException if nothing is given
     */
    public Factor by(Network network) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException(
                    "a network needs a variable to be applied to: use given(...): variable=" + variable);
        }
        family.requireFree();
        return Factor.of(family, variable, event, new Source.Free(network, given));
    }

    /**
     * With learned parameters that depend on no variable; their free numbers start at 0.
     *
     * @throws IllegalArgumentException if something is given, or the shape of the event was left open
     */
    public Factor learned() {
        requireNothingGiven();
        if (event == null) {
            throw new IllegalArgumentException("learned parameters need the shape of the event: variable=" + variable);
        }
        return Factor.of(family, variable, event, new Source.Learned(family.free(event)));
    }

    /**
     * With one source for each parameter in its usual form, in the family's order.
     *
     * @throws IllegalArgumentException if there is not one for each parameter, two learned ones have one name, a
     *     constant is illegal, or {@link #given} was called
     */
    public Factor with(Parameter... parameters) {
        requireNothingGiven();
        if (parameters.length != family.parameters().size()) {
            throw new IllegalArgumentException("a " + family.name() + " has the parameters " + family.parameters()
                    + ": given=" + parameters.length);
        }
        Set<String> names = new HashSet<>();
        for (Parameter parameter : parameters) {
            if (parameter instanceof Parameter.Learned learned && !names.add(learned.name())) {
                throw new IllegalArgumentException(
                        "a name must be used once: learned=" + learned.name() + ", variable=" + variable);
            }
        }
        family.requireLegal(List.of(parameters));
        return Factor.of(family, variable, event, new Source.Usual(List.of(parameters)));
    }

    private void requireNothingGiven() {
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    "what is given goes to the network of by(...), but there is none: variable=" + variable + ", given="
                            + given);
        }
    }
}

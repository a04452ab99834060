package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Collections;
import java.util.List;

/** A parametric family: makes a {@link Law} from the output of a network, or from parameters in their usual form. */
public interface Family {

    /** Its usual name. */
    String name();

    /** The names of its parameters in their usual form, in order. */
    List<String> parameters();

    /** The domain of each parameter, in that order; any finite number unless a family says otherwise. */
    default List<Support> domains() {
        return Collections.nCopies(parameters().size(), Support.REAL);
    }

    /**
     * Checks those parameters in their usual form that are constants, before there is data.
     *
     * @param given one per name
     * @throws IllegalArgumentException if one is illegal; the message names the family, the parameter, the rule and
     *     the number
     */
    default void requireLegal(List<Parameter> given) {
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) instanceof Parameter.Constant constant) {
                constant.requireIn(domains().get(i), this, parameters().get(i));
            }
        }
    }

    /**
     * Checks that the free output of a network cannot be mistaken for a parameter in its usual form.
     *
     * @throws IllegalArgumentException if it could
     */
    default void requireFree() {}

    /** Whether its laws are {@linkplain Law#pathwise pathwise}. */
    boolean pathwise();

    /**
     * The shape of the free (unconstrained) numbers that encode the parameters of an event: what a network must give
     * for one row.
     *
     * @throws IllegalArgumentException if the family has no events of this shape
     */
    Shape free(Shape event);

    /** Whether free numbers of a shape encode the parameters of an event. */
    default boolean fits(Shape free, Shape event) {
        return free(event).equals(free);
    }

    /**
     * The event whose parameters are encoded by free numbers of a shape; the inverse of {@link #free}.
     *
     * @throws IllegalArgumentException if there is none
     */
    Shape event(Shape free);

    /**
     * A law from free numbers, which may have any finite value.
     *
     * @param free {@code [lead..., free...]}
     * @param event the shape of one value
     */
    Law fromFree(Node free, Shape event);

    /**
     * A law from parameters in their usual form, which must be legal.
     *
     * @param parameters one per name; {@link Value#over} spreads each over an event
     * @param event the shape of one value
     */
    Law fromParameters(List<Value> parameters, Shape event);

    /** The event that parameters of some shapes belong to: for most families, what these broadcast to. */
    default Shape common(List<Shape> parameters) {
        return parameters.stream().reduce(Shape.SCALAR, Shape::broadcast);
    }
}

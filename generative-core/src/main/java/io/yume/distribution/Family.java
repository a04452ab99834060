package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Collections;
import java.util.List;

/** A parametric family: makes a {@link Law} from what a network gives, or from parameters in their usual form. */
public interface Family {

    /** Its usual name. */
    String name();

    /** The names of its parameters in their usual form, in order. */
    List<String> parameters();

    /** Where each of them must lie, in that order; finite numbers unless a family says otherwise. */
    default List<Support> domains() {
        return Collections.nCopies(parameters().size(), Support.REAL);
    }

    /**
     * Checks what is known of parameters in their usual form before there is data: those that are constants.
     *
     * @param given one per name
     * @throws IllegalArgumentException if one is illegal, naming the family, the parameter, the rule and the number
     */
    default void requireLegal(List<Parameter> given) {
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) instanceof Parameter.Constant constant) {
                constant.requireIn(domains().get(i), this, parameters().get(i));
            }
        }
    }

    /** Whether its laws are {@linkplain Law#pathwise pathwise}. */
    boolean pathwise();

    /**
     * The shape of the free numbers that stand for the parameters of an event: what a network must give for one row.
     *
     * @throws IllegalArgumentException if the family has no events of this shape
     */
    Shape free(Shape event);

    /** Whether free numbers of a shape stand for an event. */
    default boolean fits(Shape free, Shape event) {
        return free(event).equals(free);
    }

    /**
     * The event that free numbers of a shape stand for; the inverse of {@link #free}.
     *
     * @throws IllegalArgumentException if there is none
     */
    Shape event(Shape free);

    /**
     * A law from free numbers: all are legal.
     *
     * @param free {@code [lead..., free...]}
     */
    Law fromFree(Node free, Shape event);

    /**
     * A law from parameters in their usual form, which must be legal.
     *
     * @param parameters one per name; {@link Value#over} spreads each over an event
     * @param event the shape of one value
     */
    Law fromParameters(List<Value> parameters, Shape event);

    /** The event for which parameters of some shapes stand: what they broadcast to, for most families. */
    default Shape common(List<Shape> parameters) {
        return parameters.stream().reduce(Shape.SCALAR, Shape::broadcast);
    }
}

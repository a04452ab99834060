package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A family with one parameter of the shape of the event, which is made from one free number per element.
 *
 * @param parameter the name of the parameter
 * @param domain the legal values of the parameter
 * @param pathwise whether its laws are pathwise
 * @param ofFree makes a law from free numbers and the event
 * @param ofUsual makes a law from the parameter, broadcast to the event, and the event
 */
record SingleFamily(
        String name,
        String parameter,
        Support domain,
        boolean pathwise,
        BiFunction<Node, Shape, Law> ofFree,
        BiFunction<Node, Shape, Law> ofUsual)
        implements Family {

    /** A family whose parameter is the free number itself. */
    SingleFamily(String name, String parameter, Support domain, boolean pathwise, BiFunction<Node, Shape, Law> law) {
        this(name, parameter, domain, pathwise, law, law);
    }

    @Override
    public List<String> parameters() {
        return List.of(parameter);
    }

    @Override
    public List<Support> domains() {
        return List.of(domain);
    }

    @Override
    public Shape free(Shape event) {
        return event;
    }

    @Override
    public Shape event(Shape free) {
        return free;
    }

    @Override
    public Law fromFree(Node free, Shape event) {
        return ofFree.apply(free, event);
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        return ofUsual.apply(parameters.get(0).over(event), event);
    }
}

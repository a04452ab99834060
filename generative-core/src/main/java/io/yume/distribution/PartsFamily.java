package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A family with several parameters of the shape of the event, which a network gives side by side.
 *
 * @param parts its parameters, in order
 * @param pathwise whether its laws are pathwise
 * @param law makes a law from its parameters, broadcast to the event, and the event
 */
record PartsFamily(String name, List<Part> parts, boolean pathwise, BiFunction<List<Node>, Shape, Law> law)
        implements Family {

    /**
     * A parameter.
     *
     * @param domain the legal values
     * @param link makes a legal value from a free number
     */
    record Part(String name, Support domain, UnaryOperator<Node> link) {

        /** A parameter of any finite value. */
        static Part real(String name) {
            return new Part(name, Support.REAL, UnaryOperator.identity());
        }

        /** A parameter above 0: the softplus of a free number. */
        static Part positive(String name) {
            return new Part(name, Support.POSITIVE, Positive.SOFTPLUS::scale);
        }
    }

    @Override
    public List<String> parameters() {
        return parts.stream().map(Part::name).toList();
    }

    @Override
    public List<Support> domains() {
        return parts.stream().map(Part::domain).toList();
    }

    @Override
    public Shape free(Shape event) {
        return Parts.join(event, parts.size());
    }

    @Override
    public Shape event(Shape free) {
        return Parts.split(free, parts.size(), name);
    }

    @Override
    public Law fromFree(Node free, Shape event) {
        List<Node> usual = IntStream.range(0, parts.size())
                .mapToObj(i -> parts.get(i).link().apply(Parts.part(free, event, parts.size(), i)))
                .toList();
        return law.apply(usual, event);
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        return law.apply(
                parameters.stream().map(parameter -> parameter.over(event)).toList(), event);
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/** A family that delegates to another one, but for what it overrides. */
interface FamilyAround extends Family {

    /** The one that it delegates to. */
    Family inner();

    @Override
    default String name() {
        return inner().name();
    }

    @Override
    default List<String> parameters() {
        return inner().parameters();
    }

    @Override
    default List<Support> domains() {
        return inner().domains();
    }

    @Override
    default void requireLegal(List<Parameter> given) {
        inner().requireLegal(given);
    }

    @Override
    default boolean pathwise() {
        return inner().pathwise();
    }

    @Override
    default Shape free(Shape event) {
        return inner().free(event);
    }

    @Override
    default boolean fits(Shape free, Shape event) {
        return inner().fits(free, event);
    }

    @Override
    default Shape event(Shape free) {
        return inner().event(free);
    }

    @Override
    default Law fromFree(Node free, Shape event) {
        return inner().fromFree(free, event);
    }

    @Override
    default Shape common(List<Shape> parameters) {
        return inner().common(parameters);
    }
}

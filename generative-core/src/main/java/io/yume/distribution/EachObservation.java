package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An environment where a variable holds several observations, along the first axis of its event: here that axis is the
 * outermost lead axis, so that each observation is a value of its own.
 *
 * @param leadRank the number of lead axes without this one
 */
record EachObservation(Environment outside, String variable, int leadRank) implements EnvironmentAround {

    /** With the number of lead axes that the values of some variables have. */
    static EachObservation of(Environment outside, String variable, List<String> given) {
        int rank = Stream.concat(given.stream(), Stream.of(variable))
                .mapToInt(name -> outside.value(name).lead().rank())
                .max()
                .orElseThrow();
        return new EachObservation(outside, variable, rank);
    }

    @Override
    public Value value(String name) {
        return name.equals(variable) ? each(outside.value(name)) : outside.value(name);
    }

    /**
     * Moves the axis of the observations to the front: {@code [lead..., observations, event...]} becomes
     * {@code [observations, lead..., event...]}.
     */
    Value each(Value all) {
        if (all.eventRank() == 0) {
            throw new IllegalArgumentException(
                    "observations need an axis: variable=" + variable + ", event=" + Shape.SCALAR);
        }
        Node full = Axes.padTo(leadRank + all.eventRank(), all.node());
        Integer[] axes = IntStream.range(0, full.shape().rank())
                .mapToObj(axis -> axis == 0 ? leadRank : axis <= leadRank ? axis - 1 : axis)
                .toArray(Integer[]::new);
        return new Value(full.permute(axes), all.eventRank() - 1);
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A density known up to a constant factor: a target for variational inference, or an energy. Bounds made with it lack
 * the logarithm of that factor. It has no sampler.
 */
public final class Unnormalised implements Law {

    private final UnaryOperator<Node> logDensity;
    private final Shape event;

    private Unnormalised(UnaryOperator<Node> logDensity, Shape event) {
        this.logDensity = logDensity;
        this.event = event;
    }

    /**
     * A variable with a fixed log-density.
     *
     * @param logDensity maps values {@code [lead..., event...]} to {@code [lead...]}
     */
    public static Factor of(String variable, UnaryOperator<Node> logDensity, int... event) {
        Shape shape = Shape.of(event);
        Source source = new Source.Made(
                List.of(), List.of(), false, (environment, factor) -> new Unnormalised(logDensity, shape));
        return Factor.of(new MadeFamily("Unnormalised", false), variable, shape, source);
    }

    /**
     * A variable whose log-density is the output of a network, one number for each row in which the value and the
     * given variables are joined.
     *
     * @param event the shape of one value
     * @throws IllegalArgumentException when its law is made, if it is detached or the network does not give one number
     */
    public static Factor by(Network network, String variable, Shape event, String... given) {
        List<String> others = List.of(given);
        List<String> inputs =
                Stream.concat(Stream.of(variable), others.stream()).toList();
        Source source =
                new Source.Made(others, List.of(network), !network.specs().isEmpty(), (environment, factor) -> {
                    if (factor.stopped()) {
                        throw new IllegalArgumentException(
                                "a log-density by a network cannot be detached, since its value goes through it: factor="
                                        + factor);
                    }
                    UnaryOperator<Node> logDensity = value -> {
                        Environment with = new With(environment, variable, new Value(value, event.rank()));
                        Value out = Source.apply(with, network, factor.label(), inputs);
                        if (out.event().size() != 1) {
                            throw new IllegalArgumentException(
                                    "a log-density must be one number for each row: output=" + out.event());
                        }
                        return Axes.sumLast(out.node(), out.eventRank());
                    };
                    return new Unnormalised(logDensity, event);
                });
        return Factor.of(new MadeFamily("Unnormalised", false), variable, event, source);
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return Support.REAL;
    }

    @Override
    public boolean pathwise() {
        return false;
    }

    @Override
    public Node logProb(Node value) {
        return logDensity.apply(value);
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public Node sample(Draws draws) {
        throw new UnsupportedOperationException(
                "a density that is known up to a factor has no sampler: event=" + event);
    }

    /** An environment in which one more variable has a value. */
    private record With(Environment outside, String variable, Value own) implements EnvironmentAround {

        @Override
        public Value value(String name) {
            return name.equals(variable) ? own : outside.value(name);
        }
    }
}

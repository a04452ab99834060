package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.Optional;

/** A variable that is a function of others. It has no density. */
public final class Deterministic implements Law {

    private final Node value;
    private final Shape event;

    /** The law of one value, {@code [lead..., event...]}. */
    public Deterministic(Node value, Shape event) {
        this.value = value;
        this.event = event;
    }

    /** A variable that is the output of a network. */
    public static Template of(String variable, int... event) {
        return new Template(new Members(), variable, event);
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return Support.REAL;
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public Node logProb(Node other) {
        throw new UnsupportedOperationException("a deterministic variable has no density");
    }

    @Override
    public Node sample(Draws draws) {
        return value;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(value);
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(value);
    }

    private record Members() implements Family {

        @Override
        public String name() {
            return "Deterministic";
        }

        @Override
        public List<String> parameters() {
            return List.of("value");
        }

        @Override
        public boolean pathwise() {
            return true;
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
            return new Deterministic(free, event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            return new Deterministic(parameters.get(0).over(event), event);
        }
    }
}

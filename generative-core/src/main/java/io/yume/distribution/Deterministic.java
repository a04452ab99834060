package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/** A variable that is a function of others. It has no density. */
public final class Deterministic implements Law {

    static final Family FAMILY = new SingleFamily("Deterministic", "value", Support.REAL, true, Deterministic::new);

    private final Node value;
    private final Shape event;

    /** The law of one value, {@code [lead..., event...]}. */
    public Deterministic(Node value, Shape event) {
        this.value = value;
        this.event = event;
    }

    /** A variable that is the output of a network. */
    public static Template of(String variable, int... event) {
        return new Template(FAMILY, variable, event);
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
    public Optional<Node> variance() {
        return Optional.of(value.zeros());
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(value);
    }
}

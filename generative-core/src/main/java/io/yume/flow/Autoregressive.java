package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Activation;
import io.yume.nn.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Each element of a vector is scaled and shifted by amounts that depend on the elements before it; a masked network
 * gives all of these amounts at once. One direction takes one pass of the network. The other one goes element by
 * element: it takes as many passes as there are elements, all of them in the graph, so it is for vectors of some
 * dozens of elements at most.
 *
 * <p>A masked autoregressive flow ({@link #masked}; Papamakarios, Pavlakou and Murray, 2017) has fast densities:
 * {@code x = m + u exp(s)}, where m and s depend on the elements of x before, and s is bounded softly to [-3, 3]. An
 * inverse autoregressive flow ({@link #inverse(int, int...)}; Kingma et al., 2016) has fast draws, and fast densities
 * of its own draws: {@code y = g x + (1 - g) m}, where m and a gate g in (0, 1) depend on the elements of x before.
 */
public final class Autoregressive implements Flow {

    /** Added to the free number of a gate: sigmoid(1.5) = 0.82, so the flow starts near the identity. */
    private static final double OPEN = 1.5;

    private final MaskedNetwork network;
    private final boolean fastForward;

    private Autoregressive(MaskedNetwork network, boolean fastForward) {
        this.network = network;
        this.fastForward = fastForward;
    }

    /**
     * A masked autoregressive flow (MAF); starts as the identity.
     *
     * @param length of a vector
     * @param hidden lengths of the network's hidden layers
     * @throws IllegalArgumentException if there are less than two elements, or a hidden layer is empty
     */
    public static Autoregressive masked(int length, int... hidden) {
        return new Autoregressive(network(length, hidden), false);
    }

    /**
     * An inverse autoregressive flow (IAF).
     *
     * @param length of a vector
     * @param hidden lengths of the network's hidden layers
     * @throws IllegalArgumentException as {@link #masked}
     */
    public static Autoregressive inverse(int length, int... hidden) {
        return new Autoregressive(network(length, hidden), true);
    }

    private static MaskedNetwork network(int length, int... hidden) {
        if (length < 2) {
            throw new IllegalArgumentException(
                    "an autoregressive flow must have length >= 2, an element before another: length=" + length);
        }
        IntStream.of(hidden).forEach(size -> Rows.requireLength("hidden", 1, size));
        return new MaskedNetwork(length, Arrays.stream(hidden).boxed().toList(), 2, 0, Activation.RELU);
    }

    /** With another activation between its network's layers. */
    public Autoregressive with(Activation activation) {
        MaskedNetwork other = new MaskedNetwork(network.length(), network.hidden(), 2, network.context(), activation);
        return new Autoregressive(other, fastForward);
    }

    /** The same with a context of some length. */
    public Autoregressive given(int length) {
        Rows.requireLength("context", 0, length);
        MaskedNetwork other = new MaskedNetwork(network.length(), network.hidden(), 2, length, network.activation());
        return new Autoregressive(other, fastForward);
    }

    @Override
    public Map<String, Spec> specs() {
        return network.specs();
    }

    @Override
    public int context() {
        return network.context();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireVector("an autoregressive flow", network.length(), event);
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        output(Rows.event(x));
        return fastForward ? atOnce(x, context, scope) : oneByOne(x, context, scope);
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        output(Rows.event(y));
        return fastForward ? oneByOne(y, context, scope) : atOnce(y, context, scope);
    }

    /** The fast direction as {@code times * value + plus}. */
    private record Move(Node logTimes, Node times, Node plus) {}

    private Move move(Node values, Node context, Scope scope) {
        List<Node> out = network.apply(values, context, scope);
        if (fastForward) {
            Node free = out.get(1).plus(OPEN);
            Node gate = free.sigmoid();
            return new Move(
                    free.neg().softplus().neg(),
                    gate,
                    out.get(0).times(gate.neg().plus(1)));
        }
        Node logTimes = Rows.logScale(out.get(1)).neg();
        Node times = logTimes.exp();
        return new Move(logTimes, times, out.get(0).times(times).neg());
    }

    private Result atOnce(Node values, Node context, Scope scope) {
        Move move = move(values, context, scope);
        return new Result(values.times(move.times()).plus(move.plus()), Rows.sum(move.logTimes()));
    }

    /** Each pass makes one more element correct, since it depends only on those before it. */
    private Result oneByOne(Node values, Node context, Scope scope) {
        Node result = values.zeros();
        Move move = null;
        for (int i = 0; i < network.length(); i++) {
            move = move(result, context, scope);
            result = values.minus(move.plus()).dividedBy(move.times());
        }
        return new Result(result, Rows.sum(move.logTimes()).neg());
    }
}

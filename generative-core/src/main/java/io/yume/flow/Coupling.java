package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.Map;

/**
 * Some elements stay and determine how the others change: {@code y = x + t} (NICE; Dinh, Krueger and Bengio, 2015), or
 * {@code y = x exp(s) + t} (RealNVP; Dinh, Sohl-Dickstein and Bengio, 2017), where a network gives s and t from the
 * elements that stay. s is bounded softly to [-3, 3]. The network sees all elements, with zeros for those that change,
 * then the context, if any, as further elements or channels.
 *
 * @param mask the elements that stay
 * @param network gives t; for an affine coupling s and t, side by side along the first axis
 * @param affine whether there is an s
 * @param context the length of the context
 */
public record Coupling(Mask mask, Network network, boolean affine, int context) implements Flow {

    private static final String NETWORK = "network";

    /** @throws IllegalArgumentException if the length of the context is below 0 */
    public Coupling {
        Rows.requireLength("context", 0, context);
    }

    /** Shifts and scales. */
    public static Coupling affine(Mask mask, Network network) {
        return new Coupling(mask, network, true, 0);
    }

    /** Shifts alone, so volumes are preserved. */
    public static Coupling additive(Mask mask, Network network) {
        return new Coupling(mask, network, false, 0);
    }

    /** The same with a context of some length. */
    public Coupling given(int length) {
        return new Coupling(mask, network, affine, length);
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs().add(NETWORK, network.specs()).toMap();
    }

    @Override
    public Shape output(Shape event) {
        mask.values(event);
        return event;
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        Move move = move(x, context, scope);
        if (move.logScale() == null) {
            return new Result(x.plus(move.shift()), unmoved(x));
        }
        Node value = x.times(move.logScale().exp()).plus(move.shift());
        return new Result(value, Rows.sum(move.logScale()));
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        Move move = move(y, context, scope);
        if (move.logScale() == null) {
            return new Result(y.minus(move.shift()), unmoved(y));
        }
        Node value = y.minus(move.shift()).times(move.logScale().neg().exp());
        return new Result(value, Rows.sum(move.logScale()).neg());
    }

    private static Node unmoved(Node rows) {
        return Rows.same(rows.graph().constant(0), rows);
    }

    private record Move(Node shift, Node logScale) {}

    /**
     * The log-scale and shift of each element, both zero for those that stay; equal in both directions, since they
     * depend only on elements that stay.
     */
    private Move move(Node rows, Node context, Scope scope) {
        Shape event = Rows.event(rows);
        double[] kept = mask.values(event);
        Node stays = rows.graph().constant(kept, event.dims());
        Node changes = stays.neg().plus(1);
        Node out = network.apply(Rows.join(rows.times(stays), context), scope.within(NETWORK));
        int length = event.dim(0);
        Shape expected = rows.shape().with(1, affine ? 2 * length : length);
        if (!out.shape().equals(expected)) {
            throw new IllegalArgumentException("the network of a coupling must give "
                    + (affine ? "two numbers" : "one number") + " for each element: expected=" + expected + ", actual="
                    + out.shape());
        }
        if (!affine) {
            return new Move(out.times(changes), null);
        }
        Node logScale = Rows.logScale(out.slice(1, 0, length)).times(changes);
        return new Move(out.slice(1, length, length).times(changes), logScale);
    }
}

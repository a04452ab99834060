package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.List;
import java.util.Map;

/**
 * Takes the first half of a vector, or of an image's channels, through a flow; the rest stays. Composed with further
 * flows it is the multi-scale architecture (Dinh, Sohl-Dickstein and Bengio, 2017): in
 * {@code compose(Split.of(squeezed(coarse...)), fine...)}, the second half of what the fine flows give goes directly
 * to the base.
 *
 * @param flow for the first half, whose shape it keeps
 */
public record Split(Flow flow) implements Flow {

    private static final String PART = "part";

    /** Flows for the first half, from the base to the data. */
    public static Split of(Flow... flows) {
        return new Split(flows.length == 1 ? flows[0] : Flows.compose(flows));
    }

    private static int half(Shape event) {
        return (event.dim(0) + 1) / 2;
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs().add(PART, flow.specs()).toMap();
    }

    @Override
    public Shape output(Shape event) {
        if (event.rank() == 0 || event.dim(0) < 2) {
            throw new IllegalArgumentException("what is split must have two elements or channels: event=" + event);
        }
        Shape first = event.with(0, half(event));
        Shape out = flow.output(first);
        if (!out.equals(first)) {
            throw new IllegalArgumentException(
                    "the flow of a half must keep its shape: expected=" + first + ", actual=" + out);
        }
        return event;
    }

    @Override
    public int context() {
        return flow.context();
    }

    @Override
    public boolean invertible() {
        return flow.invertible();
    }

    @Override
    public boolean keepsValues() {
        return flow.keepsValues();
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        Shape event = output(Rows.event(x));
        Node first = x.slice(1, 0, half(event));
        return joined(flow.forward(first, context, scope.within(PART)), x);
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        Shape event = output(Rows.event(y));
        Node first = y.slice(1, 0, half(event));
        return joined(flow.inverse(first, context, scope.within(PART)), y);
    }

    private static Result joined(Result first, Node all) {
        int half = first.value().shape().dim(1);
        Node rest = all.slice(1, half, all.shape().dim(1) - half);
        return new Result(all.graph().concat(1, List.of(first.value(), rest)), first.logDet());
    }
}

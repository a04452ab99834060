package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Map;

/** A flow in the other direction. */
record Inverted(Flow flow) implements Flow {

    Inverted {
        if (!flow.invertible()) {
            throw new IllegalArgumentException("a flow without an inverse cannot be inverted: flow=" + flow);
        }
    }

    @Override
    public Map<String, Spec> specs() {
        return flow.specs();
    }

    @Override
    public Shape output(Shape event) {
        return flow.input(event);
    }

    @Override
    public Shape input(Shape event) {
        return flow.output(event);
    }

    @Override
    public int context() {
        return flow.context();
    }

    @Override
    public boolean keepsValues() {
        return flow.keepsValues();
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        return flow.inverse(x, context, scope);
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        return flow.forward(y, context, scope);
    }

    @Override
    public Flow inverted() {
        return flow;
    }
}

package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.Map;

/** A flow with a name, which is put before the names of its tensors. */
record NamedFlow(String name, Flow flow) implements Flow {

    NamedFlow {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a part must have a name: name=''");
        }
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs().add(name, flow.specs()).toMap();
    }

    @Override
    public Shape output(Shape event) {
        return flow.output(event);
    }

    @Override
    public Shape input(Shape event) {
        return flow.input(event);
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
    public boolean reaches(double element) {
        return flow.reaches(element);
    }

    @Override
    public boolean keepsValues() {
        return flow.keepsValues();
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        return flow.forward(x, context, scope.within(name));
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        return flow.inverse(y, context, scope.within(name));
    }
}

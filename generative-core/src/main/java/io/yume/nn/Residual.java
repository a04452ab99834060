package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.Map;

/** {@code x + f(x)} (He, Zhang, Ren and Sun, 2016); the parameters are those of {@code f}. */
record Residual(Network network) implements Network {

    @Override
    public Map<String, Spec> specs() {
        return network.specs();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Node change = network.apply(x, scope);
        if (!change.shape().equals(x.shape())) {
            throw new IllegalArgumentException("a residual's network must keep the shape: input=" + x.describe()
                    + ", output=" + change.describe());
        }
        return x.plus(change);
    }
}

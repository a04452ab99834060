package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.List;
import java.util.Map;

/** Networks applied to one input; their outputs are joined along axis 1. */
record Heads(List<Network> parts) implements Network {

    Heads {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("heads need a network: parts=[]");
        }
    }

    @Override
    public Map<String, Spec> specs() {
        return Specs.of(Named.orIndexed(parts).toArray(Network[]::new));
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return x.graph()
                .concat(
                        1,
                        Named.orIndexed(parts).stream()
                                .map(part -> part.apply(x, scope))
                                .toList());
    }
}

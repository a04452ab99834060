package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Networks applied to one input, with their outputs side by side along axis 1. */
record Heads(List<Network> parts) implements Network {

    Heads {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("heads need a network: parts=[]");
        }
    }

    @Override
    public Map<String, Spec> specs() {
        Specs specs = new Specs();
        for (int i = 0; i < parts.size(); i++) {
            specs.addAll(Named.orIndexed(parts.get(i), i).specs());
        }
        return specs.toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        List<Node> outputs = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            outputs.add(Named.orIndexed(parts.get(i), i).apply(x, scope));
        }
        return x.graph().concat(1, outputs);
    }
}

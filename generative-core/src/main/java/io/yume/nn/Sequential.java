package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Networks applied one after the other. A part that was given a name keeps it; the names of the others' parameters start
 * with the part's index.
 */
record Sequential(List<Network> parts) implements Network {

    Sequential {
        parts = List.copyOf(parts);
    }

    @Override
    public Map<String, Spec> specs() {
        Specs specs = new Specs();
        for (int i = 0; i < parts.size(); i++) {
            specs.addAll(part(i).specs());
        }
        return specs.toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Node y = x;
        for (int i = 0; i < parts.size(); i++) {
            y = part(i).apply(y, scope);
        }
        return y;
    }

    @Override
    public Network then(Network next) {
        return new Sequential(Stream.concat(parts.stream(), Stream.of(next)).toList());
    }

    private Network part(int index) {
        return Named.orIndexed(parts.get(index), index);
    }
}

package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Networks applied one after the other. A part that was given a name keeps it; the names of the others' parameters start
 * with the part's index; those of heads do where they need it to differ from others.
 */
record Sequential(List<Network> parts) implements Network {

    Sequential {
        parts = List.copyOf(parts);
    }

    @Override
    public Map<String, Spec> specs() {
        return Specs.of(Named.orIndexed(parts).toArray(Network[]::new));
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Node y = x;
        for (Network part : Named.orIndexed(parts)) {
            y = part.apply(y, scope);
        }
        return y;
    }

    @Override
    public Network then(Network next) {
        return new Sequential(Stream.concat(parts.stream(), Stream.of(next)).toList());
    }
}

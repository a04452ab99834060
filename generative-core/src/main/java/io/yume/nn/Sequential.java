package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Networks applied one after the other. A part with a name keeps it; otherwise the names of its tensors start with the
 * part's index. Heads keep their own names unless two tensors would collide; then they get an index.
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

package io.yume.nn.guest;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network whose tensors have given initial numbers. */
record Given(Network network, Map<String, float[]> numbers) implements Network {

    Given {
        if (!network.specs().keySet().equals(numbers.keySet())) {
            throw new IllegalArgumentException("every tensor needs its numbers: expected="
                    + network.specs().keySet() + ", actual=" + numbers.keySet());
        }
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    @Override
    public Map<String, Spec> specs() {
        Map<String, Spec> specs = new LinkedHashMap<>();
        network.specs()
                .forEach((name, spec) -> specs.put(name, new Spec(spec.shape(), Initial.values(numbers.get(name)))));
        return specs;
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return network.apply(x, scope);
    }
}

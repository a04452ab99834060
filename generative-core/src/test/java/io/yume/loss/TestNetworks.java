package io.yume.loss;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small networks for tests. */
public final class TestNetworks {

    private TestNetworks() {}

    /** Dense layers with rectified units between them; the last one is linear. */
    public static Network mlp(int... sizes) {
        return new Mlp(sizes);
    }

    /** One dense layer. */
    public static Network linear(int in, int out) {
        return new Mlp(new int[] {in, out});
    }

    private record Mlp(int[] sizes) implements Network {

        @Override
        public Map<String, Spec> specs() {
            Map<String, Spec> specs = new LinkedHashMap<>();
            for (int i = 1; i < sizes.length; i++) {
                int in = sizes[i - 1];
                specs.put(i + ".weight", new Spec(Shape.of(in, sizes[i]), Initial.glorot(in, sizes[i])));
                specs.put(i + ".bias", new Spec(Shape.of(sizes[i]), Initial.zeros()));
            }
            return specs;
        }

        @Override
        public Node apply(Node x, Scope scope) {
            Node y = x;
            for (int i = 1; i < sizes.length; i++) {
                y = y.matmul(scope.parameter(x.graph(), i + ".weight", Shape.of(sizes[i - 1], sizes[i])))
                        .plus(scope.parameter(x.graph(), i + ".bias", Shape.of(sizes[i])));
                y = i + 1 < sizes.length ? y.relu() : y;
            }
            return y;
        }
    }
}

package io.yume.flow;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.Map;

/**
 * The parameters of a flow: learned numbers, plus a linear function of the context if there is one.
 *
 * @param count how many
 * @param context length of the context
 * @param deviation of their random initial values
 */
record Numbers(int count, int context, double deviation) {

    private static final String FREE = "free";
    private static final String WEIGHT = "weight";

    Map<String, Spec> specs() {
        Specs specs = new Specs().add(FREE, new Spec(Shape.of(count), new Initial.Normal(deviation)));
        if (context > 0) {
            specs.add(WEIGHT, new Spec(Shape.of(context, count), new Initial.Normal(deviation)));
        }
        return specs.toMap();
    }

    /** {@code [rows or 1, count]}. */
    Node of(Graph graph, Node given, Scope scope) {
        Node free = scope.parameter(graph, FREE, Shape.of(count)).reshape(1, count);
        return context == 0
                ? free
                : given.matmul(scope.parameter(graph, WEIGHT, Shape.of(context, count)))
                        .plus(free);
    }
}

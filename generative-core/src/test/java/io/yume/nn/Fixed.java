package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Networks that learn nothing. */
public final class Fixed {

    private Fixed() {}

    /** A function of what it is given. */
    public static Network function(UnaryOperator<Node> of) {
        return new Network() {
            @Override
            public Map<String, Spec> specs() {
                return Map.of();
            }

            @Override
            public Node apply(Node x, Scope scope) {
                return of.apply(x);
            }
        };
    }

    /** A product with a matrix, row-major. */
    public static Network product(double[] matrix, int rows, int columns) {
        return function(x -> x.matmul(x.graph().constant(matrix, rows, columns)));
    }
}

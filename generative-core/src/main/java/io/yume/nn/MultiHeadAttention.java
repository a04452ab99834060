package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * Self-attention with several heads (Vaswani et al., 2017) along sequences: {@code [rows, steps, features]} gives the
 * same shape. In each head, the output of a step is a mean of the values of all steps, weighted by how well their keys
 * match the step's query:
 *
 * <pre>
 * q, k, v = x W + b    head = softmax(q k' / sqrt(d)) v    out = heads V + c
 * </pre>
 *
 * Queries, keys and values lie side by side in {@code input.weight [features, 3 features]} and {@code input.bias},
 * each head after head; {@code output.weight [features, features]} and {@code output.bias} join the heads. The layer
 * does not know a step's position in the sequence: add that to the features.
 *
 * @param features length of a step's vector
 * @param heads how many, of {@code d = features / heads} numbers each
 * @param causal whether a step sees no later one
 */
public record MultiHeadAttention(int features, int heads, boolean causal) implements Network {

    /** Added to the scores of steps that must not be seen: the exponential of the sum is 0. */
    private static final double HIDDEN = -1e9;

    private static final int PARTS = 3;

    /** @throws IllegalArgumentException if a size is below 1, or the features do not divide into the heads */
    public MultiHeadAttention {
        Sizes.require("features", features);
        Sizes.require("heads", heads);
        if (features % heads != 0) {
            throw new IllegalArgumentException(
                    "features must divide into the heads: features=" + features + ", heads=" + heads);
        }
    }

    /** Each step attends to all steps. */
    public static MultiHeadAttention of(int features, int heads) {
        return new MultiHeadAttention(features, heads, false);
    }

    /** Each step attends to itself and earlier steps only. */
    public MultiHeadAttention ofThePast() {
        return new MultiHeadAttention(features, heads, true);
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs()
                .add("input.weight", new Spec(Shape.of(features, PARTS * features), Initial.glorot(features, features)))
                .add("input.bias", new Spec(Shape.of(PARTS * features), Initial.zeros()))
                .add("output.weight", new Spec(Shape.of(features, features), Initial.glorot(features, features)))
                .add("output.bias", new Spec(Shape.of(features), Initial.zeros()))
                .toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Shape shape = x.shape();
        if (shape.rank() != 3 || shape.dim(2) != features) {
            throw new IllegalArgumentException(
                    "the input of attention must be [rows, steps, " + features + "]: " + x.describe());
        }
        Graph graph = x.graph();
        int rows = shape.dim(0);
        int steps = shape.dim(1);
        int each = features / heads;
        Node projected = x.reshape(rows * steps, features)
                .matmul(scope.parameter(graph, "input.weight", Shape.of(features, PARTS * features)))
                .plus(scope.parameter(graph, "input.bias", Shape.of(PARTS * features)));
        Node parts = projected.reshape(rows, steps, PARTS, heads, each).permute(2, 0, 3, 1, 4);
        Node query = part(parts, 0);
        Node key = part(parts, 1);
        Node value = part(parts, 2);
        Node scores = query.matmul(key.transpose()).times(1 / Math.sqrt(each));
        if (causal) {
            scores = scores.plus(graph.constant(later(steps), 1, steps, steps));
        }
        Node weights = scores.softmax(-1);
        Node joined = weights.matmul(value)
                .reshape(rows, heads, steps, each)
                .permute(0, 2, 1, 3)
                .reshape(rows * steps, features);
        return joined.matmul(scope.parameter(graph, "output.weight", Shape.of(features, features)))
                .plus(scope.parameter(graph, "output.bias", Shape.of(features)))
                .reshape(shape);
    }

    /** Queries, keys or values, {@code [rows * heads, steps, each]}. */
    private static Node part(Node parts, int index) {
        int[] dims = parts.shape().dims();
        return parts.slice(0, index, 1).reshape(dims[1] * dims[2], dims[3], dims[4]);
    }

    private static double[] later(int steps) {
        double[] mask = new double[steps * steps];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % steps > i / steps ? HIDDEN : 0;
        }
        return mask;
    }
}

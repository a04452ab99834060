package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016): the last axes of each row are shifted to mean 0 and scaled to
 * variance 1, then multiplied by {@code gain} and shifted by {@code bias}, both of the normalised shape.
 *
 * @param shape the last axes
 * @param epsilon added to the variance
 */
public record LayerNorm(Shape shape, double epsilon) implements Network {

    /** @throws IllegalArgumentException if there is no axis, or epsilon is not above 0 */
    public LayerNorm {
        if (shape.rank() == 0) {
            throw new IllegalArgumentException("a normalised shape needs an axis: shape=" + shape);
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be > 0: epsilon=" + epsilon);
        }
    }

    /** Over the last axes, with an epsilon of 1e-5. */
    public static LayerNorm of(int... dims) {
        return new LayerNorm(Shape.of(dims), 1e-5);
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs()
                .add("gain", new Spec(shape, new Initial.Constant(1)))
                .add("bias", new Spec(shape, Initial.zeros()))
                .toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        int lead = x.shape().rank() - shape.rank();
        int[] axes = IntStream.range(Math.max(lead, 0), x.shape().rank()).toArray();
        boolean fits = lead >= 0
                && Shape.of(IntStream.of(axes).map(x.shape()::dim).toArray()).equals(shape);
        if (!fits) {
            throw new IllegalArgumentException(
                    "the last axes must be the normalised shape: expected=" + shape + ", actual=" + x.describe());
        }
        Graph graph = x.graph();
        Node centred = x.minus(x.sum(axes).dividedBy(shape.size()));
        Node variance = centred.square().sum(axes).dividedBy(shape.size());
        return centred.times(variance.plus(epsilon).sqrt().reciprocal())
                .times(scope.parameter(graph, "gain", shape))
                .plus(scope.parameter(graph, "bias", shape));
    }
}

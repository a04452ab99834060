package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): each feature, axis 1 of {@code [rows, features]} or
 * {@code [rows, channels, height, width]}, is shifted to mean 0 and scaled to variance 1, then multiplied by
 * {@code gain} and shifted by {@code bias}.
 *
 * <p>In training, means and variances are the batch's, through which gradients flow; two tensors, {@code running.mean}
 * and {@code running.variance} (the unbiased one), follow them instead of a gradient. In evaluation these are used, so
 * that an example's output does not depend on other examples. They are saved and restored with the learned tensors.
 *
 * @param moments of the features, and how they are kept
 */
public record BatchNorm(BatchMoments moments) implements Network {

    /**
     * With running moments that keep 0.9 of their old value at each step, and an epsilon of 1e-5.
     *
     * @param features length of axis 1
     * @throws IllegalArgumentException if it is below 1
     */
    public static BatchNorm of(int features) {
        return new BatchNorm(BatchMoments.of(features));
    }

    /**
     * With another share of the running moments' old value that is kept at each step.
     *
     * @throws IllegalArgumentException if it is not in [0, 1)
     */
    public BatchNorm keeping(double share) {
        return new BatchNorm(moments.keeping(share));
    }

    private Shape shape() {
        return Shape.of(moments.features());
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs()
                .add("gain", new Spec(shape(), new Initial.Constant(1)))
                .add("bias", new Spec(shape(), Initial.zeros()))
                .addAll(moments.specs())
                .toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Graph graph = x.graph();
        BatchMoments.Moments taken = moments.of(x, scope);
        Shape along = taken.mean().shape();
        return x.minus(taken.mean())
                .times(taken.variance().sqrt().reciprocal())
                .times(scope.parameter(graph, "gain", shape()).reshape(along))
                .plus(scope.parameter(graph, "bias", shape()).reshape(along));
    }
}

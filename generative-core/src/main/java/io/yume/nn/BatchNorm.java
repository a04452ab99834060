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
 * @param features length of axis 1
 * @param keep how much of the running moments is kept at each step
 * @param epsilon added to the variance
 */
public record BatchNorm(int features, double keep, double epsilon) implements Network {

    /** @throws IllegalArgumentException if there is no feature, keep is not in [0, 1), or epsilon is not above 0 */
    public BatchNorm {
        new BatchMoments(features, keep, epsilon);
    }

    /** With running moments that keep 0.9 of their old value at each step, and an epsilon of 1e-5. */
    public static BatchNorm of(int features) {
        return of(BatchMoments.of(features));
    }

    /** With another share of the running moments' old value that is kept at each step. */
    public BatchNorm keeping(double share) {
        return of(moments().keeping(share));
    }

    private static BatchNorm of(BatchMoments moments) {
        return new BatchNorm(moments.features(), moments.keep(), moments.epsilon());
    }

    private BatchMoments moments() {
        return new BatchMoments(features, keep, epsilon);
    }

    private Shape shape() {
        return Shape.of(features);
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs()
                .add("gain", new Spec(shape(), new Initial.Constant(1)))
                .add("bias", new Spec(shape(), Initial.zeros()))
                .addAll(moments().specs())
                .toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Graph graph = x.graph();
        BatchMoments.Moments moments = moments().of(x, scope);
        Shape along = moments.mean().shape();
        return x.minus(moments.mean())
                .times(moments.variance().sqrt().reciprocal())
                .times(scope.parameter(graph, "gain", shape()).reshape(along))
                .plus(scope.parameter(graph, "bias", shape()).reshape(along));
    }
}

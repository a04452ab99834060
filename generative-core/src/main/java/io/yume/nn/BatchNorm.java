package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): each feature, axis 1 of {@code [rows, features]} or {@code [rows, channels, height, width]},
 * is shifted to mean 0 and scaled to variance 1, then multiplied by {@code gain} and moved by {@code bias}.
 *
 * <p>In training, means and variances are those of the batch, through which gradients flow, and two tensors follow them, which no gradient
 * changes: {@code running.mean} and {@code running.variance}, the unbiased one. In use, these take the place of the batch's, so that an
 * example's output depends on no other example. They are saved and restored with what is learned.
 *
 * @param features length of axis 1
 * @param keep how much of the running statistics stays at each step
 * @param epsilon added to the variance
 */
public record BatchNorm(int features, double keep, double epsilon) implements Network {

    private static final String MEAN = "running.mean";
    private static final String VARIANCE = "running.variance";

    /** @throws IllegalArgumentException if there is no feature, keep is not in [0, 1), or epsilon is not above 0 */
    public BatchNorm {
        Sizes.require("features", features);
        if (!(keep >= 0 && keep < 1)) {
            throw new IllegalArgumentException("keep must be in [0, 1): keep=" + keep);
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be > 0: epsilon=" + epsilon);
        }
    }

    /** With running statistics of which 0.9 stays at each step, and an epsilon of 1e-5. */
    public static BatchNorm of(int features) {
        return new BatchNorm(features, 0.9, 1e-5);
    }

    /** With another share of the running statistics that stays at each step. */
    public BatchNorm keeping(double share) {
        return new BatchNorm(features, share, epsilon);
    }

    private Shape shape() {
        return Shape.of(features);
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs()
                .add("gain", new Spec(shape(), new Initial.Constant(1)))
                .add("bias", new Spec(shape(), Initial.zeros()))
                .add(MEAN, new Spec(shape(), new Initial.Statistic(0)))
                .add(VARIANCE, new Spec(shape(), new Initial.Statistic(1)))
                .toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        int rank = x.shape().rank();
        if ((rank != 2 && rank != 4) || x.shape().dim(1) != features) {
            throw new IllegalArgumentException("the input must be [rows, " + features + "] or [rows, " + features
                    + ", height, width]: " + x.describe());
        }
        Graph graph = x.graph();
        Shape along = rank == 2 ? Shape.of(1, features) : Shape.of(1, features, 1, 1);
        Node mean = scope.trains()
                ? ofBatch(x)
                : scope.parameter(graph, MEAN, shape()).reshape(along);
        Node centred = x.minus(mean);
        Node variance = scope.trains()
                ? ofBatch(centred.square())
                : scope.parameter(graph, VARIANCE, shape()).reshape(along);
        if (scope.trains()) {
            int count = x.shape().size() / features;
            if (count < 2) {
                throw new IllegalArgumentException("a batch must have two values of each feature: " + x.describe());
            }
            scope.follow(MEAN, mean.reshape(shape()), keep);
            scope.follow(VARIANCE, variance.reshape(shape()).times(count / (count - 1.0)), keep);
        }
        return centred.times(variance.plus(epsilon).sqrt().reciprocal())
                .times(scope.parameter(graph, "gain", shape()).reshape(along))
                .plus(scope.parameter(graph, "bias", shape()).reshape(along));
    }

    /** The mean of each feature over the batch, with axes of length 1. */
    private Node ofBatch(Node x) {
        int[] others = x.shape().rank() == 2 ? new int[] {0} : new int[] {0, 2, 3};
        return x.sum(others).dividedBy(x.shape().size() / (double) features);
    }
}

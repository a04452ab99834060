package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * Mean and variance of each feature, axis 1 of {@code [rows, features]} or {@code [rows, channels, height, width]},
 * for layers and flows that normalise by them (Ioffe and Szegedy, 2015). Two tensors, {@code running.mean} and
 * {@code running.variance} (the unbiased one), follow the moments of the training batches instead of a gradient. They
 * are saved and restored with the learned tensors.
 *
 * @param features length of axis 1
 * @param keep how much of the running moments is kept at each step
 * @param epsilon added to the variance
 */
public record BatchMoments(int features, double keep, double epsilon) {

    private static final String MEAN = "running.mean";
    private static final String VARIANCE = "running.variance";

    /**
     * The moments of every feature; all axes but axis 1 have length 1.
     *
     * @param mean of the values
     * @param variance of the values, with epsilon added
     */
    public record Moments(Node mean, Node variance) {}

    /** @throws IllegalArgumentException if there is no feature, keep is not in [0, 1), or epsilon is not above 0 */
    public BatchMoments {
        Sizes.require("features", features);
        if (!(keep >= 0 && keep < 1)) {
            throw new IllegalArgumentException("keep must be in [0, 1): keep=" + keep);
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be > 0: epsilon=" + epsilon);
        }
    }

    /** With running moments that keep 0.9 of their old value at each step, and an epsilon of 1e-5. */
    public static BatchMoments of(int features) {
        return new BatchMoments(features, 0.9, 1e-5);
    }

    /** With another share of the running moments' old value that is kept at each step. */
    public BatchMoments keeping(double share) {
        return new BatchMoments(features, share, epsilon);
    }

    private Shape shape() {
        return Shape.of(features);
    }

    /** The tensors of the running moments. */
    public Map<String, Spec> specs() {
        return new Specs()
                .add(MEAN, new Spec(shape(), new Initial.Statistic(0)))
                .add(VARIANCE, new Spec(shape(), new Initial.Statistic(1)))
                .toMap();
    }

    /**
     * The moments to normalise by. In training these are the batch's, through which gradients flow and which the
     * running moments follow; in evaluation, the running ones, so that an example's output does not depend on other
     * examples.
     *
     * @throws IllegalArgumentException if the values have another shape or, in training, there are less than two of
     *     each feature
     */
    public Moments of(Node x, Scope scope) {
        if (!scope.trains()) {
            return running(x, scope);
        }
        requireFeatures(x);
        int count = x.shape().size() / features;
        if (count < 2) {
            throw new IllegalArgumentException("a batch must have two values of each feature: " + x.describe());
        }
        Node mean = ofBatch(x);
        Node variance = ofBatch(x.minus(mean).square());
        scope.follow(MEAN, mean.reshape(shape()), keep);
        scope.follow(VARIANCE, variance.reshape(shape()).times(count / (count - 1.0)), keep);
        return new Moments(mean, variance.plus(epsilon));
    }

    /**
     * The running moments, in training too.
     *
     * @param x the values that they are for
     * @throws IllegalArgumentException if it has another shape
     */
    public Moments running(Node x, Scope scope) {
        requireFeatures(x);
        Shape along = x.shape().rank() == 2 ? Shape.of(1, features) : Shape.of(1, features, 1, 1);
        return new Moments(
                scope.parameter(x.graph(), MEAN, shape()).reshape(along),
                scope.parameter(x.graph(), VARIANCE, shape()).reshape(along).plus(epsilon));
    }

    private void requireFeatures(Node x) {
        int rank = x.shape().rank();
        if ((rank != 2 && rank != 4) || x.shape().dim(1) != features) {
            throw new IllegalArgumentException("the input must be [rows, " + features + "] or [rows, " + features
                    + ", height, width]: " + x.describe());
        }
    }

    /** The mean of each feature over the batch; all axes but axis 1 have length 1. */
    private Node ofBatch(Node x) {
        int[] others = x.shape().rank() == 2 ? new int[] {0} : new int[] {0, 2, 3};
        return x.sum(others).dividedBy(x.shape().size() / (double) features);
    }
}

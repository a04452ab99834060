package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.BatchMoments;
import io.yume.nn.Scope;
import java.util.Map;

/**
 * Batch normalisation between flows: towards the base, each element of a vector or channel of an image is shifted to
 * mean 0 and scaled to variance 1 (Dinh, Sohl-Dickstein and Bengio, 2017). After {@link ActNorm},
 * {@code compose(ActNorm.of(n), BatchNormFlow.of(n))}, it also has a learned scale and shift (Papamakarios, Pavlakou
 * and Murray, 2017).
 *
 * <p>In training the inverse uses the batch's moments, which running moments follow; the log-determinant treats them
 * as constants. In evaluation it uses the running moments. The forward direction always uses the running moments,
 * since draws have no batch to take them from; so in training it does not undo the inverse. Where draws are trained
 * on, {@code inverted()} normalises them.
 *
 * @param moments of the elements or channels
 */
public record BatchNormFlow(BatchMoments moments) implements Flow {

    /**
     * With running moments that keep 0.9 of their old value at each step, and 1e-5 added to variances.
     *
     * @param length of a vector, or number of channels
     * @throws IllegalArgumentException if it is below 1
     */
    public static BatchNormFlow of(int length) {
        return new BatchNormFlow(BatchMoments.of(length));
    }

    /**
     * With another share of the running moments' old value that is kept at each step.
     *
     * @throws IllegalArgumentException if it is not in [0, 1)
     */
    public BatchNormFlow keeping(double share) {
        return new BatchNormFlow(moments.keeping(share));
    }

    @Override
    public Map<String, Spec> specs() {
        return moments.specs();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireFirst("a batch normalisation", moments.features(), event);
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        output(Rows.event(x));
        BatchMoments.Moments kept = moments.running(x, scope);
        return new Result(x.times(kept.variance().sqrt()).plus(kept.mean()), logDet(kept, x));
    }

    /** @throws IllegalArgumentException in training also if there are less than two values of an element or channel */
    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        output(Rows.event(y));
        BatchMoments.Moments taken = moments.of(y, scope);
        Node value = y.minus(taken.mean()).dividedBy(taken.variance().sqrt());
        return new Result(value, logDet(taken, y).neg());
    }

    private static Node logDet(BatchMoments.Moments taken, Node rows) {
        return Rows.everyPixel(taken.variance().log().times(0.5), rows);
    }
}

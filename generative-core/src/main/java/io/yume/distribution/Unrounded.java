package io.yume.distribution;

import io.yume.graph.Broadcast;
import io.yume.graph.Node;
import io.yume.graph.Primitive;
import io.yume.graph.Reshape;
import io.yume.graph.StopGradient;
import io.yume.graph.Unary;
import java.util.function.UnaryOperator;

/**
 * Logarithms of values that single precision may have rounded to an end of their range, such as cold draws. They are exact where the graph
 * says from what a value was made; elsewhere an end counts as the number nearest to it.
 */
final class Unrounded {

    /** The least positive number that is not denormal. */
    private static final double LEAST = Float.MIN_NORMAL;

    /** The number below 1. */
    private static final double MOST = Math.nextDown(1f);

    private Unrounded() {}

    /** The logarithm of a value of at least 0, which is known of an exponential. */
    static Node log(Node value) {
        return of(Unary.EXP, value, x -> x.max(LEAST).log());
    }

    /** The log-odds of a value in [0, 1], which are known of a sigmoid. */
    static Node logOdds(Node value) {
        return of(Unary.SIGMOID, value, x -> {
            // Not the smaller of both: what is nearer to 1 in double precision is there.
            Node inside = x.greaterOrEqual(x.like(1)).select(x.like(MOST), x.max(LEAST));
            return inside.log().minus(inside.neg().log1p());
        });
    }

    private static Node of(Unary function, Node value, UnaryOperator<Node> inverse) {
        Primitive primitive = value.primitive();
        if (primitive == function) {
            return value.inputs().get(0);
        }
        if (primitive instanceof Reshape) {
            return of(function, value.inputs().get(0), inverse).reshape(value.shape());
        }
        if (primitive instanceof Broadcast) {
            return of(function, value.inputs().get(0), inverse).broadcastTo(value.shape());
        }
        Node rounded = inverse.apply(value);
        if (primitive instanceof StopGradient) {
            // The number that is known; a gradient by the value itself, which some estimators ask for, is that of the
            // rounded one.
            Node known = of(function, value.inputs().get(0), inverse);
            return rounded.plus(known.minus(rounded).stopGradient());
        }
        return rounded;
    }
}

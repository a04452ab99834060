package io.yume.distribution;

import io.yume.graph.Broadcast;
import io.yume.graph.Node;
import io.yume.graph.Primitive;
import io.yume.graph.Reshape;
import io.yume.graph.StopGradient;
import io.yume.graph.Unary;
import java.util.function.UnaryOperator;

/**
 * Logarithms of values that single precision may have rounded to an end of their range, such as relaxed draws at a low
 * temperature. They are exact where the graph shows what a value was computed from; elsewhere, an end counts as the
 * number next to it.
 */
final class Unrounded {

    /** The least positive normal number. */
    private static final double LEAST = Float.MIN_NORMAL;

    /** The largest number below 1. */
    private static final double MOST = Math.nextDown(1f);

    private Unrounded() {}

    /** The logarithm of a value of at least 0; exact for an exponential. */
    static Node log(Node value) {
        return of(Unary.EXP, value, x -> x.max(LEAST).log());
    }

    /** The log-odds of a value in [0, 1]; exact for a sigmoid. */
    static Node logOdds(Node value) {
        return of(Unary.SIGMOID, value, x -> {
            // Not the minimum of both: double precision has numbers closer to 1, which are kept.
            Node inside = x.greaterOrEqual(x.like(1)).select(x.like(MOST), x.max(LEAST));
            return Logistic.standardQuantile(inside);
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
            // The exact number is known. For a gradient by the value itself, which some estimators ask for, the
            // function of the rounded value is used.
            Node known = of(function, value.inputs().get(0), inverse);
            return rounded.plus(known.minus(rounded).stopGradient());
        }
        return rounded;
    }
}

package io.yume.model;

import io.yume.distribution.Factor;
import io.yume.distribution.Unnormalised;
import io.yume.graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * The four densities of the plane, known up to a constant, of Rezende and Mohamed (2015, table 1). The last three
 * extend to the left and right without end, so that their integral is infinite; here they end at -4 and 4 in the tails
 * of a normal distribution of standard deviation 0.2.
 */
public enum PlaneEnergy {
    /** A ring of radius 2 with most weight at its left and right; its integral is by quadrature. */
    RING(1.8775, Shapes::ring),
    /** A sine wave. */
    WAVE(Shapes.logArea(Shapes.BROAD), Shapes::wave),
    /** A sine wave, and the same wave with a dent. */
    DENT(Shapes.logArea(2 * Shapes.NARROW), Shapes::dent),
    /** A sine wave that splits into two, one of them shifted down. */
    FORK(Shapes.logArea(Shapes.BROAD + Shapes.NARROW), Shapes::fork);

    private final double logConstant;
    private final BinaryOperator<Node> logDensity;

    PlaneEnergy(double logConstant, BinaryOperator<Node> logDensity) {
        this.logConstant = logConstant;
        this.logDensity = logDensity;
    }

    /** The logarithm of the integral over the plane, in nats: the evidence, an upper limit of every bound. */
    public double logConstant() {
        return logConstant;
    }

    /** The density of x, {@code [2]}, up to its constant. */
    public Factor density() {
        return Unnormalised.of("x", this::logDensity, 2);
    }

    private Node logDensity(Node points) {
        int last = points.shape().rank() - 1;
        Node density = logDensity.apply(points.slice(last, 0, 1), points.slice(last, 1, 1));
        return density.sum(last).reshape(Shapes.lead(points.shape().dims()));
    }

    /** Log-densities up to their constants, as functions of both coordinates. */
    private static final class Shapes {

        static final double BROAD = 0.4;
        static final double NARROW = 0.35;
        private static final double ROUND = 0.6;
        private static final double END = 4;
        private static final double SHOULDER = 0.2;
        private static final double TINY = 1e-12;

        private Shapes() {}

        static int[] lead(int... dims) {
            return Arrays.copyOf(dims, dims.length - 1);
        }

        /** The logarithm of the integral of waves whose standard deviations add up to a number. */
        static double logArea(double deviations) {
            double root = Math.sqrt(2 * Math.PI);
            return Math.log(deviations * root * (2 * END + SHOULDER * root));
        }

        private static Node normal(Node from, double deviation) {
            return from.dividedBy(deviation).square().times(-0.5);
        }

        private static Node either(Node one, Node other) {
            int last = one.shape().rank() - 1;
            return one.graph()
                    .concat(last, List.of(one, other))
                    .logSumExp(last)
                    .reshape(one.shape().dims());
        }

        private static Node sine(Node first) {
            return first.times(Math.PI / 2).sin();
        }

        private static Node ends(Node first) {
            return normal(first.abs().minus(END).relu(), SHOULDER);
        }

        static Node ring(Node first, Node second) {
            Node radius = first.square().plus(second.square()).plus(TINY).sqrt();
            return either(normal(first.minus(2), ROUND), normal(first.plus(2), ROUND))
                    .plus(normal(radius.minus(2), BROAD));
        }

        static Node wave(Node first, Node second) {
            return normal(second.minus(sine(first)), BROAD).plus(ends(first));
        }

        static Node dent(Node first, Node second) {
            Node above = second.minus(sine(first));
            Node dent = normal(first.minus(1), ROUND).exp().times(3);
            return either(normal(above, NARROW), normal(above.plus(dent), NARROW))
                    .plus(ends(first));
        }

        static Node fork(Node first, Node second) {
            Node above = second.minus(sine(first));
            Node step = first.minus(1).dividedBy(0.3).sigmoid().times(3);
            return either(normal(above, BROAD), normal(above.plus(step), NARROW))
                    .plus(ends(first));
        }
    }
}

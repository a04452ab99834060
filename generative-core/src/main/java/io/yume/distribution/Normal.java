package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;

/** The normal distribution with independent elements. */
public final class Normal extends LocationScale implements Symmetric {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /**
     * A law.
     *
     * @param loc mean
     * @param scale standard deviation, above 0
     * @param logScale its logarithm
     */
    public Normal(Node loc, Node scale, Node logScale, Shape event) {
        super(loc, scale, logScale, event);
    }

    /** The family; a network gives the means and the free scales, side by side. */
    public static Family family(Positive link) {
        return new Members("Normal", link, Normal::new);
    }

    /** The family with softplus scales. */
    public static Family family() {
        return family(Positive.SOFTPLUS);
    }

    /** A normal variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /** {@code N(0, 1)} in every element. */
    public static Factor standard(String variable, int... event) {
        return of(variable, event).with(Parameter.constant(0), Parameter.constant(1));
    }

    @Override
    protected Node standardLogProb(Node standard) {
        return standard.square().times(-0.5).minus(HALF_LOG_TWO_PI);
    }

    @Override
    protected Node standardSample(Draws draws) {
        return draws.normal("", event());
    }

    @Override
    public Node standardLogCdf(Node standard) {
        return Special.LOG_NORMAL_CDF.of(standard);
    }

    @Override
    public Node standardQuantile(Node probability) {
        return Special.NORMAL_QUANTILE.of(probability);
    }

    @Override
    protected double standardEntropy() {
        return 0.5 + HALF_LOG_TWO_PI;
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Normal p)) {
            return null;
        }
        Node ratio = scale().dividedBy(p.scale()).square();
        Node distance = loc().minus(p.loc()).dividedBy(p.scale()).square();
        return ratio.plus(distance).minus(1).times(0.5).plus(p.logScale()).minus(logScale());
    }
}

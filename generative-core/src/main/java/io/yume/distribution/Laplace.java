package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;

/** The Laplace distribution with independent elements. */
public final class Laplace extends LocationScale implements Symmetric {

    /**
     * Independent Laplace variables.
     *
     * @param loc the mean, {@code [lead..., event...]}
     * @param scale the mean distance from loc, {@code [lead..., event...]}, above 0
     * @param logScale the logarithm of the scale
     * @param event the shape of one value
     */
    public Laplace(Node loc, Node scale, Node logScale, Shape event) {
        super(loc, scale, logScale, event);
    }

    /** The family; a network gives the centres and the free scales, side by side. */
    public static Family family() {
        return new Members("Laplace", Positive.SOFTPLUS, Laplace::new);
    }

    /** A Laplace variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    @Override
    protected Node standardLogProb(Node standard) {
        return standard.abs().neg().minus(Math.log(2));
    }

    @Override
    protected Node standardSample(Draws draws) {
        // Two exponential tails: twice the distance of a uniform draw to the nearer end of (0, 1) is uniform again.
        Node centred = draws.uniform("", event()).minus(0.5);
        return centred.sign().times(centred.abs().times(-2).log1p()).neg();
    }

    @Override
    public Node standardLogCdf(Node standard) {
        Node below = standard.min(0).minus(Math.log(2));
        Node above = standard.max(0).neg().exp().times(-0.5).log1p();
        return standard.greater(0).select(above, below);
    }

    @Override
    public Node standardLogQuantile(Node logProbability) {
        Node below = logProbability.plus(Math.log(2));
        Node above = Symmetric.logRest(logProbability.neg()).plus(Math.log(2)).neg();
        return below.greater(0).select(above, below);
    }

    @Override
    public Node standardSlope(Node standard) {
        return standard.sign();
    }

    /**
     * Exact: {@code exp(b) (1 - exp(a - b)) / 2} on one side, {@code (1 - exp(a)) / 2 + (1 - exp(-b)) / 2} across the
     * centre.
     */
    @Override
    public Node standardLogBetween(Node low, Node width) {
        Node high = low.plus(width);
        Node across = high.greater(0).times(low.neg().greater(0));
        Node nearest = across.select(low.zeros(), low.abs().min(high.abs()));
        Node side = Symmetric.logRest(width).minus(nearest);
        Node one = low.like(1);
        Node parts = Symmetric.rest(across.select(low.neg(), one)).plus(Symmetric.rest(across.select(high, one)));
        return across.select(parts.log(), side).minus(Math.log(2));
    }

    @Override
    protected double standardVariance() {
        return 2;
    }

    @Override
    protected double standardEntropy() {
        return 1 + Math.log(2);
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Laplace p)) {
            return null;
        }
        Node distance = loc().minus(p.loc()).abs();
        return distance.plus(scale().times(distance.dividedBy(scale()).neg().exp()))
                .dividedBy(p.scale())
                .plus(p.logScale())
                .minus(logScale())
                .minus(1);
    }
}

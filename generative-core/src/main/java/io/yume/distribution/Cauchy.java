package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/** The Cauchy distribution with independent elements. It has no mean. */
public final class Cauchy extends LocationScale {

    /**
     * Independent Cauchy variables.
     *
     * @param loc the median, {@code [lead..., event...]}
     * @param scale half the width at half the density, {@code [lead..., event...]}, above 0
     * @param logScale the logarithm of the scale
     * @param event the shape of one value
     */
    public Cauchy(Node loc, Node scale, Node logScale, Shape event) {
        super(loc, scale, logScale, event);
    }

    /** The family; a network gives the medians and the free scales, side by side. */
    public static Family family() {
        return new Members("Cauchy", Positive.SOFTPLUS, Cauchy::new);
    }

    /** A Cauchy variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    @Override
    protected Node standardLogProb(Node standard) {
        return standard.square().log1p().neg().minus(Math.log(Math.PI));
    }

    @Override
    protected Node standardSample(Draws draws) {
        // In the outer half, the tangent is the reciprocal of the tangent of the complementary angle, which is exact
        // for a uniform draw.
        Node turn = draws.uniform("", event()).minus(0.5);
        Node size = turn.abs();
        Node outer = size.greater(0.25);
        Node angle = outer.select(size.neg().plus(0.5), size).times(Math.PI);
        Node tangent = angle.sin().dividedBy(angle.cos());
        return turn.sign().times(outer.select(tangent.reciprocal(), tangent));
    }

    @Override
    protected double standardVariance() {
        return Double.NaN;
    }

    @Override
    protected double standardEntropy() {
        return Math.log(4 * Math.PI);
    }

    /** The closed form of Chyzak and Nielsen (2019). */
    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Cauchy p)) {
            return null;
        }
        Node both = scale().plus(p.scale()).square().plus(loc().minus(p.loc()).square());
        return both.log().minus(logScale()).minus(p.logScale()).minus(Math.log(4));
    }

    @Override
    public Optional<Node> mean() {
        return Optional.empty();
    }

    @Override
    public Optional<Node> variance() {
        return Optional.empty();
    }
}

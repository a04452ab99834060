package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.Optional;

/** The Gumbel distribution of maxima, with independent elements. */
public final class Gumbel extends LocationScale {

    private static final double EULER = 0.5772156649015329;

    /**
     * Independent Gumbel variables.
     *
     * @param loc the mode, {@code [lead..., event...]}
     * @param scale {@code [lead..., event...]}, above 0
     * @param logScale the logarithm of the scale
     * @param event the shape of one value
     */
    public Gumbel(Node loc, Node scale, Node logScale, Shape event) {
        super(loc, scale, logScale, event);
    }

    /** The family; a network gives the modes and the free scales, side by side. */
    public static Family family() {
        return new Members("Gumbel", Positive.SOFTPLUS, Gumbel::new);
    }

    /** A Gumbel variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    @Override
    protected Node standardLogProb(Node standard) {
        return standard.plus(standard.neg().exp()).neg();
    }

    @Override
    protected Node standardSample(Draws draws) {
        return draws.uniform("", event()).log().neg().log().neg();
    }

    @Override
    protected double standardVariance() {
        return Math.PI * Math.PI / 6;
    }

    @Override
    protected double standardEntropy() {
        return 1 + EULER;
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Gumbel p)) {
            return null;
        }
        Node ratio = scale().dividedBy(p.scale());
        Node distance = loc().minus(p.loc()).dividedBy(p.scale());
        return p.logScale()
                .minus(logScale())
                .plus(ratio.minus(1).times(EULER))
                .plus(distance)
                .plus(Special.LOG_GAMMA.of(ratio.plus(1)).minus(distance).exp())
                .minus(1);
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(loc().plus(scale().times(EULER)));
    }
}

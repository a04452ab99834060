package io.yume.distribution;

import io.yume.distribution.PartsFamily.Part;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.List;
import java.util.Optional;

/**
 * The beta distribution with independent elements in (0, 1). A draw is the quotient of one gamma variable and the sum
 * of two; gradients reach the concentrations through both.
 */
public final class Beta extends ElementwiseLaw {

    /** Below these log-odds, the sigmoid has no normal numbers in single precision. */
    private static final double LOWEST = -87;

    private static final double HIGHEST = 16.6;

    private final Node concentration1;
    private final Node concentration0;

    /**
     * Independent beta variables.
     *
     * @param concentration1 the concentration at 1, {@code [lead..., event...]}, above 0
     * @param concentration0 the concentration at 0, {@code [lead..., event...]}, above 0
     * @param event the shape of one value
     */
    public Beta(Node concentration1, Node concentration0, Shape event) {
        super(event);
        this.concentration1 = Axes.withEvent(concentration1, event);
        this.concentration0 = Axes.withEvent(concentration0, event);
    }

    /** The family; a network gives the free concentrations at 1 and at 0, side by side. */
    public static Family family() {
        List<Part> parts = List.of(Part.positive("concentration1"), Part.positive("concentration0"));
        return new PartsFamily("Beta", parts, true, (usual, event) -> new Beta(usual.get(0), usual.get(1), event));
    }

    /** A beta variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    private Node total() {
        return concentration1.plus(concentration0);
    }

    @Override
    public Support support() {
        return Support.UNIT;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        return Special.LOG_BETA_DENSITY.of(value, concentration1, concentration0);
    }

    @Override
    public Node sample(Draws draws) {
        return Gamma.logDraw(draws, "one", concentration1, event())
                .minus(Gamma.logDraw(draws, "zero", concentration0, event()))
                .clip(LOWEST, HIGHEST)
                .sigmoid();
    }

    @Override
    protected Node elementEntropy() {
        // By the entropies of Gammas, which are small where the concentrations are large.
        return Special.GAMMA_ENTROPY
                .of(concentration1)
                .plus(Special.GAMMA_ENTROPY.of(concentration0))
                .minus(Special.GAMMA_ENTROPY.of(total()))
                .minus(Special.DIGAMMA.of(total()));
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Beta p)) {
            return null;
        }
        Node logRatio = Gamma.logRatio(p.total(), total());
        return Special.GAMMA_DIVERGENCE
                .of(concentration1, p.concentration1, logRatio)
                .plus(Special.GAMMA_DIVERGENCE.of(concentration0, p.concentration0, logRatio))
                .minus(Special.GAMMA_DIVERGENCE.of(total(), p.total(), logRatio));
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(concentration1.dividedBy(total()));
    }

    @Override
    public Optional<Node> variance() {
        Node total = total();
        Node both = concentration1.dividedBy(total).times(concentration0.dividedBy(total));
        return Optional.of(both.dividedBy(total.plus(1)));
    }

    /** Where a concentration is at most 1, the end of the range at which the density is largest. */
    @Override
    public Optional<Node> mode() {
        Node inner = concentration1.greater(1).times(concentration0.greater(1));
        Node between = inner.select(total().minus(2), total());
        return Optional.of(
                inner.select(concentration1.minus(1).dividedBy(between), concentration1.greater(concentration0)));
    }
}

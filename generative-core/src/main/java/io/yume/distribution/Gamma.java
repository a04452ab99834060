package io.yume.distribution;

import io.yume.distribution.PartsFamily.Part;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.List;
import java.util.Optional;

/**
 * The gamma distribution with independent elements. A draw is the quantile of one uniform number, so it takes the same noise whatever
 * the parameters are, and its gradient is the implicit one (Figurnov, Mohamed and Mnih, 2018).
 */
public final class Gamma extends ElementwiseLaw {

    /** Below this logarithm, single precision has no normal numbers; draws with a small concentration stop there. */
    private static final double SMALLEST_LOG = -87;

    private final Node concentration;
    private final Node rate;
    private final Node logRate;

    /**
     * Independent gamma variables.
     *
     * @param concentration the shape parameter, {@code [lead..., event...]}, above 0
     * @param rate the inverse scale, {@code [lead..., event...]}, above 0
     * @param event the shape of one value
     */
    public Gamma(Node concentration, Node rate, Shape event) {
        super(event);
        this.concentration = Axes.withEvent(concentration, event);
        this.rate = Axes.withEvent(rate, event);
        this.logRate = this.rate.log();
    }

    /** The family; a network gives the free concentrations and rates, side by side. */
    public static Family family() {
        List<Part> parts = List.of(Part.positive("concentration"), Part.positive("rate"));
        return new PartsFamily("Gamma", parts, true, (usual, event) -> new Gamma(usual.get(0), usual.get(1), event));
    }

    /** A gamma variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /** The logarithm of a draw with rate 1, of the shape {@code [lead..., event...]}. */
    static Node logDraw(Draws draws, String part, Node concentration, Shape event) {
        return Special.LOG_GAMMA_QUANTILE.of(draws.uniform(part, event), concentration);
    }

    /**
     * For proportions that are Gammas over their sum: the ratio of rates by which the divergences of the Gammas, less that of the sum, are
     * that of the proportions. Any ratio would do; with that of the sums of concentrations all three are small.
     */
    static Node logRatio(Node otherTotal, Node total) {
        return Powers.logRatio(otherTotal, total).stopGradient();
    }

    @Override
    public Support support() {
        return Support.POSITIVE;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        return Special.LOG_GAMMA_DENSITY.of(rate.times(value), concentration).plus(logRate);
    }

    @Override
    public Node sample(Draws draws) {
        return logDraw(draws, "", concentration, event())
                .minus(logRate)
                .max(SMALLEST_LOG)
                .exp();
    }

    @Override
    protected Node elementEntropy() {
        return Special.GAMMA_ENTROPY.of(concentration).minus(logRate);
    }

    @Override
    protected Node elementKl(Law other) {
        if (other instanceof Exponential p) {
            return elementKl(p.asGamma());
        }
        if (!(other instanceof Gamma p)) {
            return null;
        }
        return Special.GAMMA_DIVERGENCE.of(concentration, p.concentration, Powers.logRatio(p.rate, rate));
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(concentration.dividedBy(rate));
    }

    @Override
    public Optional<Node> variance() {
        return Optional.of(concentration.dividedBy(rate).dividedBy(rate));
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(concentration.minus(1).max(0).dividedBy(rate));
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/** The exponential distribution with independent elements. */
public final class Exponential extends ElementwiseLaw {

    private final Node rate;
    private final Node logRate;

    /**
     * Independent exponential variables.
     *
     * @param rate the inverse of the mean, {@code [lead..., event...]}, above 0
     * @param logRate its logarithm
     * @param event the shape of one value
     */
    public Exponential(Node rate, Node logRate, Shape event) {
        super(event);
        this.rate = Axes.withEvent(rate, event);
        this.logRate = Axes.withEvent(logRate, event);
    }

    /** The family; a network gives the free rates. */
    public static Family family() {
        return new SingleFamily(
                "Exponential",
                "rate",
                Support.POSITIVE,
                true,
                (free, event) ->
                        new Exponential(Positive.SOFTPLUS.scale(free), Positive.SOFTPLUS.logScale(free), event),
                (rate, event) -> new Exponential(rate, rate.log(), event));
    }

    /** An exponential variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    @Override
    public Support support() {
        return Support.NON_NEGATIVE;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        return logRate.minus(rate.times(value));
    }

    @Override
    public Node sample(Draws draws) {
        return draws.uniform("", event()).log().neg().dividedBy(rate);
    }

    @Override
    protected Node elementEntropy() {
        return logRate.neg().plus(1);
    }

    /** The same law as a {@link Gamma}. */
    Gamma asGamma() {
        return new Gamma(rate.like(1), rate, event());
    }

    @Override
    protected Node elementKl(Law other) {
        if (other instanceof Gamma) {
            return asGamma().elementKl(other);
        }
        return other instanceof Exponential p
                ? logRate.minus(p.logRate).plus(p.rate.dividedBy(rate)).minus(1)
                : null;
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(rate.reciprocal());
    }

    @Override
    public Optional<Node> variance() {
        return Optional.of(rate.square().reciprocal());
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(rate.zeros());
    }
}

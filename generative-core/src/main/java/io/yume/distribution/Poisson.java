package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.Optional;

/** The Poisson distribution with independent elements: counts. A draw is the quantile of one uniform number. */
public final class Poisson extends ElementwiseLaw {

    private final Node rate;

    /**
     * Independent counts.
     *
     * @param rate the mean, {@code [lead..., event...]}, above 0
     * @param event the shape of one value
     */
    public Poisson(Node rate, Shape event) {
        super(event);
        this.rate = Axes.withEvent(rate, event);
    }

    /** The family; a network gives the free rates. */
    public static Family family() {
        return new SingleFamily(
                "Poisson",
                "rate",
                Support.POSITIVE,
                false,
                (free, event) -> new Poisson(Positive.SOFTPLUS.scale(free), event),
                Poisson::new);
    }

    /** A variable of counts; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    @Override
    public Support support() {
        return Support.COUNTS;
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    @Override
    public boolean pathwise() {
        return false;
    }

    @Override
    public Node elementLogProb(Node value) {
        // As a function of the rate, the probability is a gamma density.
        return Special.LOG_GAMMA_DENSITY.of(rate, value.plus(1));
    }

    @Override
    public Node sample(Draws draws) {
        return Special.POISSON_QUANTILE.of(draws.uniform("", event()), rate.stopGradient());
    }

    /** None: the entropy is an infinite sum. */
    @Override
    protected Node elementEntropy() {
        return null;
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Poisson p)) {
            return null;
        }
        // For nearly equal rates of millions, the direct formula would be a small difference of large terms.
        Node ratio = rate.minus(p.rate).dividedBy(p.rate);
        // Not 1 more than it, either, whose slope is lost where the rates are far apart.
        return p.rate.times(
                rate.dividedBy(p.rate).times(Powers.logRatio(rate, p.rate)).minus(ratio));
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(rate);
    }

    @Override
    public Optional<Node> variance() {
        return Optional.of(rate);
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(Special.FLOOR.of(rate.stopGradient()));
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.Optional;

/**
 * The Dirichlet distribution of positive numbers along the last axis whose sum is 1; other axes are independent. The
 * density is with respect to all but one of them. A draw is gamma variables divided by their sum, and gradients reach
 * the concentrations through all of them.
 */
public final class Dirichlet implements Law {

    /** Below this logarithm, single precision has no normal numbers. */
    private static final double LOWEST = -87;

    private final Node concentration;
    private final Shape event;

    /**
     * Independent vectors of proportions.
     *
     * @param concentration of each class, {@code [lead..., event...]}, above 0; the classes are the last axis
     * @param event the shape of one value
     * @throws IllegalArgumentException if there is no axis of classes
     */
    public Dirichlet(Node concentration, Shape event) {
        if (event.rank() < 1) {
            throw new IllegalArgumentException("classes need an axis: event=" + event);
        }
        this.concentration = Axes.withEvent(concentration, event);
        this.event = event;
    }

    /** The family; a network gives the free concentrations. */
    public static Family family() {
        return new SingleFamily(
                "Dirichlet",
                "concentration",
                Support.POSITIVE,
                true,
                (free, event) -> new Dirichlet(Positive.SOFTPLUS.scale(free), event),
                Dirichlet::new);
    }

    /** A variable; its last axis are the classes. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    private Node total() {
        return concentration.sum(-1);
    }

    private Node sum(Node ofClasses) {
        return Axes.sumLast(ofClasses, event.rank());
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return Support.simplex(event.dim(-1));
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node logProb(Node value) {
        // The density of Gammas whose sum is as large as its mean, over that of the sum: small numbers where the
        // concentrations are large.
        Node mean = total().stopGradient();
        Node isZero = value.equalTo(value.zeros());
        Node inside = isZero.select(value.like(1), value).times(mean);
        Node end = Powers.log(concentration.minus(1), value).minus(Special.LOG_GAMMA.of(concentration));
        Node each = isZero.select(end, Special.LOG_GAMMA_DENSITY.of(inside, concentration));
        Node whole = Special.LOG_GAMMA_DENSITY.of(mean, total());
        return sum(each.sum(-1).minus(whole).plus(mean.log().times(event.dim(-1) - 1)));
    }

    @Override
    public Node sample(Draws draws) {
        Node logs = Gamma.logDraw(draws, "", concentration, event);
        return logs.minus(logs.logSumExp(-1)).max(LOWEST).exp();
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(concentration.dividedBy(total()));
    }

    @Override
    public Optional<Node> variance() {
        Node mean = concentration.dividedBy(total());
        return Optional.of(mean.times(mean.neg().plus(1)).dividedBy(total().plus(1)));
    }

    /** Not a number unless all concentrations are above 1: otherwise the density has no maximum inside. */
    @Override
    public Optional<Node> mode() {
        Node inner = concentration.neg().maxOver(-1).neg().greater(1);
        Node inside = concentration.minus(1).dividedBy(total().minus(event.dim(-1)));
        return Optional.of(inner.select(inside, concentration.like(Double.NaN)));
    }

    @Override
    public Optional<Node> entropy() {
        Node each = Special.GAMMA_ENTROPY.of(concentration).sum(-1);
        Node order = Special.DIGAMMA.of(total()).times(event.dim(-1) - 1);
        return Optional.of(sum(each.minus(Special.GAMMA_ENTROPY.of(total())).minus(order)));
    }

    @Override
    public Optional<Node> kl(Law other) {
        if (!(other instanceof Dirichlet p)) {
            return Optional.empty();
        }
        Node logRatio = Gamma.logRatio(p.total(), total());
        Node each = Special.GAMMA_DIVERGENCE
                .of(concentration, p.concentration, logRatio)
                .sum(-1);
        return Optional.of(sum(each.minus(Special.GAMMA_DIVERGENCE.of(total(), p.total(), logRatio))));
    }
}

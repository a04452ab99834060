package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/**
 * The continuous Bernoulli distribution with independent elements in [0, 1] (Loaiza-Ganem and Cunningham, 2019), whose
 * density is proportional to {@code exp(logit x)}: a likelihood of grey values.
 */
public final class ContinuousBernoulli extends ElementwiseLaw {

    /** Logits smaller than this use series, whose first omitted terms are below 1e-10. */
    private static final double SMALL = 1;

    /**
     * For logits smaller than this, the quantile is its expansion to second order in the logit, to single precision.
     */
    private static final double TINY = 1e-2;

    private final Node logits;

    /**
     * Independent grey values.
     *
     * @param logits the slope of the log-density, {@code [lead..., event...]}
     * @param event the shape of one value
     */
    public ContinuousBernoulli(Node logits, Shape event) {
        super(event);
        this.logits = Axes.withEvent(logits, event);
    }

    /** The family; a network gives the logits. */
    public static Family family() {
        return new SingleFamily("ContinuousBernoulli", "logits", Support.REAL, true, ContinuousBernoulli::new);
    }

    /** A variable of grey values; a network gives the logits, and the shape of the event may be left to it. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /**
     * The same with the usual parameter {@code probs}, in (0, 1), instead of {@code logits}; probs is not the mean.
     */
    public static Template ofProbs(String variable, int... event) {
        return new Template(ProbsFamily.openCoins(family()), variable, event);
    }

    private Node below(double size) {
        return logits.abs().neg().plus(size).greater(0);
    }

    /** The absolute logit or, where a series is used, another number at which the closed form is finite. */
    private Node safe(Node small, double instead) {
        return small.select(logits.like(instead), logits.abs());
    }

    /** The logarithm of the integral of {@code exp(logit x)} over [0, 1]. */
    private Node logNormaliser() {
        Node small = below(SMALL);
        Node size = safe(small, SMALL);
        Node large = logits.max(0).plus(Symmetric.rest(size).log()).minus(size.log());
        // log(sinh(h) / h) for half the logit.
        Node s = small.select(logits, logits.zeros()).times(0.5).square();
        Node series = s.times(1.0 / 467_775)
                .minus(1.0 / 37_800)
                .times(s)
                .plus(1.0 / 2835)
                .times(s)
                .minus(1.0 / 180)
                .times(s)
                .plus(1.0 / 6)
                .times(s);
        return small.select(series.plus(logits.times(0.5)), large);
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
        return logits.times(value).minus(logNormaliser());
    }

    @Override
    public Node sample(Draws draws) {
        Node uniform = draws.uniform("", event());
        Node tiny = below(TINY);
        Node size = safe(tiny, TINY);
        Node positive = logits.greater(0);
        // The quantile for a negative logit; for a positive one it is mirrored.
        Node toEnd = positive.select(uniform.neg().plus(1), uniform);
        Node falling = toEnd.times(Symmetric.rest(size)).neg().log1p().neg().dividedBy(size);
        Node large = positive.select(falling.neg().plus(1), falling);
        Node curve = uniform.times(uniform.neg().plus(1));
        Node flat = tiny.select(logits, logits.zeros());
        Node parabola = uniform.plus(flat.times(0.5).times(curve))
                .plus(flat.square()
                        .times(1.0 / 6)
                        .times(curve)
                        .times(uniform.times(-2).plus(1)));
        return tiny.select(parabola, large);
    }

    @Override
    protected Node elementEntropy() {
        return logNormaliser().minus(logits.times(average()));
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof ContinuousBernoulli p)) {
            return null;
        }
        return logits.minus(p.logits).times(average()).minus(logNormaliser()).plus(p.logNormaliser());
    }

    private Node average() {
        Node small = below(SMALL);
        Node size = safe(small, SMALL);
        Node rising = Symmetric.rest(size).reciprocal().minus(size.reciprocal());
        Node large = logits.greater(0).select(rising, rising.neg().plus(1));
        Node flat = small.select(logits, logits.zeros());
        Node s = flat.square();
        Node series = s.times(1.0 / 47_900_160)
                .minus(1.0 / 1_209_600)
                .times(s)
                .plus(1.0 / 30_240)
                .times(s)
                .minus(1.0 / 720)
                .times(s)
                .plus(1.0 / 12)
                .times(flat)
                .plus(0.5);
        return small.select(series, large);
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(average());
    }

    @Override
    public Optional<Node> variance() {
        Node small = below(SMALL);
        Node size = safe(small, SMALL);
        Node rest = Symmetric.rest(size);
        Node large = size.square().reciprocal().minus(rest.neg().plus(1).dividedBy(rest.square()));
        Node s = small.select(logits, logits.zeros()).square();
        // The derivative of the mean's series.
        Node series = s.times(9.0 / 47_900_160)
                .minus(7.0 / 1_209_600)
                .times(s)
                .plus(5.0 / 30_240)
                .times(s)
                .minus(3.0 / 720)
                .times(s)
                .plus(1.0 / 12);
        return Optional.of(small.select(series, large));
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(logits.greater(0));
    }
}

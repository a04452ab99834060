package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.List;
import java.util.Optional;

/** The normal distribution with independent elements. */
public final class Normal extends LocationScale implements Symmetric {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** The logarithm of the variance where it is given directly, so that densities need no division; else null. */
    private final Node logVariance;

    /**
     * Independent normal variables.
     *
     * @param loc the mean, {@code [lead..., event...]}
     * @param scale the standard deviation, {@code [lead..., event...]}, above 0
     * @param logScale the logarithm of the scale
     * @param event the shape of one value
     */
    public Normal(Node loc, Node scale, Node logScale, Shape event) {
        this(loc, scale, logScale, null, event);
    }

    private Normal(Node loc, Node scale, Node logScale, Node logVariance, Shape event) {
        super(loc, scale, logScale, event);
        this.logVariance = logVariance == null ? null : Axes.withEvent(logVariance, event);
    }

    private static Normal ofLogScale(Node loc, Node scale, Node logScale, Shape event) {
        return new Normal(loc, scale, logScale, logScale.times(2), event);
    }

    /**
     * Independent normal variables whose scale is computed from the logarithm of the variance,
     * {@code [lead..., event...]}.
     */
    public static Normal ofLogVariance(Node loc, Node logVariance, Shape event) {
        Node logScale = logVariance.times(0.5);
        return new Normal(loc, logScale.exp(), logScale, logVariance, event);
    }

    /**
     * The family; a network gives the means and the free scales, side by side.
     *
     * @param link makes a scale from a free number
     */
    public static Family family(Positive link) {
        return new Members("Normal", link, link.isLogarithmic() ? Normal::ofLogScale : Normal::new, Normal::new);
    }

    /** The family whose scales are the softplus of free numbers. */
    public static Family family() {
        return family(Positive.SOFTPLUS);
    }

    /** A normal variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /**
     * The family whose network gives the means and the logarithms of the variances; its usual parameters are
     * {@code loc} and {@code logVariance}.
     */
    public static Family familyOfLogVariance() {
        List<PartsFamily.Part> parts = List.of(PartsFamily.Part.real("loc"), PartsFamily.Part.real("logVariance"));
        return new PartsFamily(
                "Normal", parts, true, (values, event) -> ofLogVariance(values.get(0), values.get(1), event));
    }

    /** A variable of {@link #familyOfLogVariance}; the shape of its event may be left to its parameters. */
    public static Template ofLogVariance(String variable, int... event) {
        return new Template(familyOfLogVariance(), variable, event);
    }

    /**
     * The family with one fixed scale for all elements, whose network gives the means alone; its usual parameter is
     * {@code loc}.
     *
     * @throws IllegalArgumentException if the scale is not above 0
     */
    public static Family familyOfScale(double scale) {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("scale must be > 0: scale=" + scale);
        }
        return new SingleFamily("Normal", "loc", Support.REAL, true, (loc, event) -> {
            Node fixed = loc.graph().constant(scale, event);
            return new Normal(loc, fixed, fixed.log(), event);
        });
    }

    /** A variable of {@link #familyOfScale}; the shape of its event may be left to its parameters. */
    public static Template ofScale(double scale, String variable, int... event) {
        return new Template(familyOfScale(scale), variable, event);
    }

    /** {@code N(0, 1)} for every element. */
    public static Factor standard(String variable, int... event) {
        return of(variable, event).with(Parameter.constant(0), Parameter.constant(1));
    }

    @Override
    public Node elementLogProb(Node value) {
        if (logVariance == null) {
            return super.elementLogProb(value);
        }
        Node standard = value.minus(loc()).times(logScale().neg().exp());
        return standard.square().times(-0.5).minus(logScale()).minus(HALF_LOG_TWO_PI);
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
    public Node standardLogQuantile(Node logProbability) {
        return Special.NORMAL_LOG_QUANTILE.of(logProbability);
    }

    @Override
    public Node standardSlope(Node standard) {
        return standard;
    }

    /**
     * For a narrow interval it is the density at the middle times the width: the probabilities at both ends are too
     * close to be subtracted.
     */
    @Override
    public Node standardLogBetween(Node low, Node width) {
        Node high = low.plus(width);
        Node mirrored = low.plus(high).greater(0);
        Node upper = standardLogCdf(mirrored.select(low.neg(), high));
        Node lower = standardLogCdf(mirrored.select(high.neg(), low));
        Node apart = upper.plus(Symmetric.logRest(upper.minus(lower)));
        Node middle = low.plus(width.times(0.5));
        return Symmetric.narrow(middle, width, Symmetric.NARROW)
                .select(standardLogProb(middle).plus(width.log()), apart);
    }

    @Override
    protected double standardVariance() {
        return 1;
    }

    @Override
    protected double standardEntropy() {
        return 0.5 + HALF_LOG_TWO_PI;
    }

    /** For a Normal, and for any form of a {@link MultivariateNormal}. */
    @Override
    public Optional<Node> kl(Law other) {
        return other instanceof MultivariateNormal p && p.event().equals(event())
                ? MultivariateNormal.diagonal(loc(), scale(), event()).kl(p)
                : super.kl(other);
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Normal p)) {
            return null;
        }
        if (logVariance != null) {
            Node logRatio =
                    logVariance.minus(p.logVariance == null ? p.logScale().times(2) : p.logVariance);
            Node apart = loc().minus(p.loc()).dividedBy(p.scale());
            return logRatio.plus(1).minus(apart.square()).minus(logRatio.exp()).times(-0.5);
        }
        Node ratio = scale().dividedBy(p.scale()).square();
        Node distance = loc().minus(p.loc()).dividedBy(p.scale()).square();
        return ratio.plus(distance).minus(1).times(0.5).plus(p.logScale()).minus(logScale());
    }
}

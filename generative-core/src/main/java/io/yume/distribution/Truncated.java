package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Special;
import java.util.Optional;

/**
 * A law restricted to numbers between two bounds, which may be infinite. Draws are quantiles of uniform noise,
 * computed with logarithms of probabilities, so that hardly any weight need be left between the bounds. Draws are
 * exact to a few ulps of the larger of |bound| and |loc|.
 */
public final class Truncated extends ElementwiseLaw {

    /**
     * Up to this width (in scales, times one plus the distance from the centre), mean and entropy are those of a
     * linear density, to single precision.
     */
    private static final double FALLING = 0.1;

    private final ElementwiseLaw law;
    private final Symmetric symmetric;
    private final double low;
    private final double high;

    /**
     * A truncated law.
     *
     * @param law the law to be truncated
     * @param low the lower bound, which may be -infinity
     * @param high the upper bound, which may be infinity
     * @throws IllegalArgumentException if the law is no Normal, Laplace or Logistic, or high is not above low
     */
    public Truncated(ElementwiseLaw law, double low, double high) {
        super(law.event());
        requireBounds(low, high);
        this.law = law;
        this.symmetric = Symmetric.of(law, "truncated");
        this.low = low;
        this.high = high;
    }

    private static void requireBounds(double low, double high) {
        if (!(high > low)) {
            throw new IllegalArgumentException("high must be above low: low=" + low + ", high=" + high);
        }
    }

    /** The family; a network gives the same numbers as for the law without bounds. */
    public static Family family(Family cut, double low, double high) {
        requireBounds(low, high);
        return new WrappedFamily(
                "Truncated " + cut.name(), cut, true, law -> new Truncated(Quantised.elementwise(law), low, high));
    }

    /** A truncated variable; the shape of its event may be left to its parameters. */
    public static Template of(Family cut, double low, double high, String variable, int... event) {
        return new Template(family(cut, low, high), variable, event);
    }

    /** A bound as a value of the standard law. */
    private Node standard(double bound) {
        return symmetric.loc().neg().plus(bound).dividedBy(symmetric.scale());
    }

    private Node logWeight() {
        if (Double.isInfinite(low) && Double.isInfinite(high)) {
            return symmetric.loc().zeros();
        }
        if (Double.isInfinite(low)) {
            return symmetric.standardLogCdf(standard(high));
        }
        if (Double.isInfinite(high)) {
            return symmetric.standardLogCdf(standard(low).neg());
        }
        return symmetric.standardLogBetween(standard(low), width());
    }

    @Override
    public Support support() {
        return Support.between(low, high);
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        Node inside =
                value.greaterOrEqual(value.like(low)).times(value.like(high).greaterOrEqual(value));
        Node density = law.elementLogProb(value).minus(logWeight());
        return inside.select(density, density.like(Double.NEGATIVE_INFINITY));
    }

    @Override
    public Node boundedLogProb(Node value) {
        return logProb(value);
    }

    @Override
    public Node sample(Draws draws) {
        Node uniform = draws.uniform("", event());
        if (isInterval()) {
            Node wide = value(between(uniform));
            return narrow(Symmetric.NARROW).select(flat(uniform), wide).max(low).min(high);
        }
        Node logUniform = uniform.log();
        if (Double.isInfinite(low) && Double.isInfinite(high)) {
            return value(symmetric.standardLogQuantile(logUniform));
        }
        // Rounding may put a draw an ulp beyond its bound, hence min and max.
        if (Double.isInfinite(low)) {
            Node logProbability = logUniform.plus(symmetric.standardLogCdf(standard(high)));
            return value(symmetric.standardLogQuantile(logProbability)).min(high);
        }
        // Mirrored, counted from the upper end, since small probabilities have more digits than those near 1.
        Node logProbability =
                logUniform.plus(symmetric.standardLogCdf(standard(low).neg()));
        return value(symmetric.standardLogQuantile(logProbability).neg()).max(low);
    }

    private boolean isInterval() {
        return Double.isFinite(low) && Double.isFinite(high);
    }

    private Node value(Node standard) {
        return symmetric.loc().plus(symmetric.scale().times(standard));
    }

    private Node width() {
        return symmetric.scale().reciprocal().times(high - low);
    }

    private Node middle() {
        return standard(0.5 * (low + high));
    }

    private Node narrow(double most) {
        return Symmetric.narrow(middle(), width(), most);
    }

    /**
     * Both bounds as values of the standard law, ascending; mirrored if the upper tail holds less weight, so that
     * probabilities are small and keep their digits.
     *
     * @param logFirst the logarithm of the distribution function at the first
     */
    private record Sides(Node mirrored, Node first, Node last, Node logFirst, Node logLast) {}

    private Sides sides() {
        Node from = standard(low);
        Node to = standard(high);
        Node mirrored = from.plus(to).greater(0);
        Node first = mirrored.select(to.neg(), from);
        Node last = mirrored.select(from.neg(), to);
        return new Sides(mirrored, first, last, symmetric.standardLogCdf(first), symmetric.standardLogCdf(last));
    }

    private Node between(Node uniform) {
        Sides sides = sides();
        // The distribution function at the draw, as a fraction of that at the last bound.
        Node ratio = sides.logFirst.minus(sides.logLast).exp();
        Node part = uniform.plus(uniform.neg().plus(1).times(ratio));
        Node drawn = symmetric.standardLogQuantile(sides.logLast.plus(part.log()));
        return sides.mirrored.select(drawn.neg(), drawn);
    }

    /**
     * A draw where the density hardly changes between the bounds: there, values of the standard law are too close
     * together for single precision.
     */
    private Node flat(Node uniform) {
        Node curve = uniform.times(uniform.neg().plus(1)).times(0.5);
        return uniform.minus(fall().times(curve)).times(high - low).plus(low);
    }

    /** By how much the log-density falls from the lower to the upper bound, to first order. */
    private Node fall() {
        return symmetric.standardSlope(middle()).times(width());
    }

    /** For a Normal alone. */
    @Override
    protected Node elementEntropy() {
        if (!(law instanceof Normal normal)) {
            return null;
        }
        Ends ends = ends();
        Node below = Double.isInfinite(low) ? ends.below : ends.below.times(standard(low));
        Node above = Double.isInfinite(high) ? ends.above : ends.above.times(standard(high));
        Node wide = normal.elementEntropy()
                .plus(logWeight())
                .plus(below.minus(above).times(0.5));
        if (!isInterval()) {
            return wide;
        }
        Node flat = fall().square().times(-1.0 / 24).plus(Math.log(high - low));
        return narrow(FALLING).select(flat, wide);
    }

    /** For a Normal alone. */
    @Override
    public Optional<Node> mean() {
        if (!(law instanceof Normal)) {
            return Optional.empty();
        }
        Ends ends = ends();
        Node wide = value(ends.below.minus(ends.above));
        if (!isInterval()) {
            return Optional.of(wide);
        }
        Node flat = fall().times(-1.0 / 12).plus(0.5).times(high - low).plus(low);
        return Optional.of(narrow(FALLING).select(flat, wide));
    }

    /** The standard normal density at each bound divided by the weight between them; 0 for an infinite bound. */
    private record Ends(Node below, Node above) {}

    private Ends ends() {
        Node none = symmetric.loc().zeros();
        if (!isInterval()) {
            return new Ends(
                    Double.isInfinite(low)
                            ? none
                            : Special.NORMAL_HAZARD.of(standard(low).neg()),
                    Double.isInfinite(high) ? none : Special.NORMAL_HAZARD.of(standard(high)));
        }
        Sides sides = sides();
        Node size = sides.logLast.minus(sides.logFirst);
        Node last = Special.NORMAL_HAZARD.of(sides.last).dividedBy(Symmetric.rest(size.max(Symmetric.LEAST)));
        Node first = Special.NORMAL_HAZARD
                .of(sides.first)
                .dividedBy(Symmetric.rest(size.max(Symmetric.LEAST)))
                .times(size.neg().exp());
        return new Ends(sides.mirrored.select(last, first), sides.mirrored.select(first, last));
    }

    @Override
    public Optional<Node> mode() {
        Node above = Double.isInfinite(low) ? symmetric.loc() : symmetric.loc().max(low);
        return Optional.of(Double.isInfinite(high) ? above : above.min(high));
    }
}

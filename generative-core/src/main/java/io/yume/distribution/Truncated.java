package io.yume.distribution;

import io.yume.graph.Node;
import java.util.Optional;

/**
 * A law cut to numbers between two bounds, of which one may be infinite. Draws are quantiles of uniform noise. Bounds should leave some
 * weight: in single precision, draws of a normal cut beyond 12 scales from its centre are at the bound.
 */
public final class Truncated extends ElementwiseLaw {

    private final ElementwiseLaw law;
    private final Symmetric symmetric;
    private final double low;
    private final double high;

    /**
     * A law.
     *
     * @throws IllegalArgumentException if the cut law is no Normal, Laplace or Logistic, or high is not above low
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

    /** The family; a network gives what it gives for the law that is cut. */
    public static Family family(Family cut, double low, double high) {
        requireBounds(low, high);
        return new WrappedFamily(
                "Truncated " + cut.name(), cut, true, law -> new Truncated(Quantised.elementwise(law), low, high));
    }

    /** A cut variable; the shape of its event may be left to its parameters. */
    public static Template of(Family cut, double low, double high, String variable, int... event) {
        return new Template(family(cut, low, high), variable, event);
    }

    /** A bound in scales from the centre. */
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
        return symmetric.standardLogBetween(
                standard(low), symmetric.scale().reciprocal().times(high - low));
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
        Node drawn;
        if (Double.isInfinite(low) && Double.isInfinite(high)) {
            drawn = symmetric.standardQuantile(uniform);
        } else if (Double.isInfinite(low)) {
            drawn = symmetric.standardQuantile(
                    uniform.times(symmetric.standardLogCdf(standard(high)).exp()));
        } else if (Double.isInfinite(high)) {
            // From the upper end, mirrored, since small probabilities have more digits than those near 1.
            drawn = symmetric
                    .standardQuantile(uniform.times(
                            symmetric.standardLogCdf(standard(low).neg()).exp()))
                    .neg();
        } else {
            drawn = between(uniform);
        }
        // Rounding may put a draw an ulp beyond its bound.
        Node value = symmetric.loc().plus(symmetric.scale().times(drawn));
        Node above = Double.isInfinite(low) ? value : value.max(low);
        return Double.isInfinite(high) ? above : above.min(high);
    }

    private Node between(Node uniform) {
        Node from = standard(low);
        Node to = standard(high);
        Node mirrored = from.plus(to).greater(0);
        Node first = symmetric.standardLogCdf(mirrored.select(to.neg(), from)).exp();
        Node last = symmetric.standardLogCdf(mirrored.select(from.neg(), to)).exp();
        Node drawn = symmetric.standardQuantile(first.plus(uniform.times(last.minus(first))));
        return mirrored.select(drawn.neg(), drawn);
    }

    /** For a Normal. */
    @Override
    protected Node elementEntropy() {
        if (!(law instanceof Normal normal)) {
            return null;
        }
        Node none = symmetric.loc().zeros();
        Node below = Double.isInfinite(low) ? none : density(standard(low)).times(standard(low));
        Node above = Double.isInfinite(high) ? none : density(standard(high)).times(standard(high));
        return normal.elementEntropy().plus(logWeight()).plus(below.minus(above).times(0.5));
    }

    /** For a Normal. */
    @Override
    public Optional<Node> mean() {
        if (!(law instanceof Normal)) {
            return Optional.empty();
        }
        Node none = symmetric.loc().zeros();
        Node below = Double.isInfinite(low) ? none : density(standard(low));
        Node above = Double.isInfinite(high) ? none : density(standard(high));
        return Optional.of(symmetric.loc().plus(symmetric.scale().times(below.minus(above))));
    }

    /** The standard normal density over the weight between the bounds. */
    private Node density(Node standard) {
        return standard.square()
                .times(-0.5)
                .minus(0.5 * Math.log(2 * Math.PI))
                .minus(logWeight())
                .exp();
    }

    @Override
    public Optional<Node> mode() {
        Node above = Double.isInfinite(low) ? symmetric.loc() : symmetric.loc().max(low);
        return Optional.of(Double.isInfinite(high) ? above : above.min(high));
    }
}

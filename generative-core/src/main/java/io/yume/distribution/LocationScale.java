package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A law of the form {@code loc + scale * standard}, element by element, such as Normal, Laplace, Logistic and Cauchy.
 */
public abstract class LocationScale extends ElementwiseLaw {

    private final Node loc;
    private final Node scale;
    private final Node logScale;

    /** Independent elements; parameters are {@code [lead..., event...]}. */
    protected LocationScale(Node loc, Node scale, Node logScale, Shape event) {
        super(event);
        this.loc = Axes.withEvent(loc, event);
        this.scale = Axes.withEvent(scale, event);
        this.logScale = Axes.withEvent(logScale, event);
    }

    /** The location, at which the standard law's 0 lies. */
    public final Node loc() {
        return loc;
    }

    /** The scale, above 0. */
    public final Node scale() {
        return scale;
    }

    /** The logarithm of the scale. */
    public final Node logScale() {
        return logScale;
    }

    /** The log-density of the standard law, element by element. */
    protected abstract Node standardLogProb(Node standard);

    /** A draw from the standard law. */
    protected abstract Node standardSample(Draws draws);

    /** The entropy of the standard law in nats. */
    protected abstract double standardEntropy();

    /** The variance of the standard law; infinite or not a number if there is none. */
    protected abstract double standardVariance();

    @Override
    public final Support support() {
        return Support.REAL;
    }

    @Override
    public final boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        return standardLogProb(value.minus(loc).dividedBy(scale)).minus(logScale);
    }

    @Override
    public final Node sample(Draws draws) {
        return loc.plus(scale.times(standardSample(draws)));
    }

    @Override
    protected final Node elementEntropy() {
        return logScale.plus(standardEntropy());
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(loc);
    }

    @Override
    public Optional<Node> variance() {
        return Optional.of(scale.square().times(standardVariance()));
    }

    @Override
    public final Optional<Node> mode() {
        return Optional.of(loc);
    }

    /** Makes a law of the family. */
    @FunctionalInterface
    interface Constructor {
        Law of(Node loc, Node scale, Node logScale, Shape event);
    }

    /**
     * A family of such laws.
     *
     * @param link makes a scale from a free number
     * @param ofFree makes a law from free numbers
     * @param ofUsual makes a law from parameters in their usual form
     */
    record Members(String name, Positive link, Constructor ofFree, Constructor ofUsual) implements Family {

        Members(String name, Positive link, Constructor constructor) {
            this(name, link, constructor, constructor);
        }

        @Override
        public List<String> parameters() {
            return List.of("loc", "scale");
        }

        @Override
        public List<Support> domains() {
            return List.of(Support.REAL, Support.POSITIVE);
        }

        @Override
        public boolean pathwise() {
            return true;
        }

        @Override
        public Shape free(Shape event) {
            return Parts.join(event, 2);
        }

        @Override
        public Shape event(Shape free) {
            return Parts.split(free, 2, name);
        }

        @Override
        public Law fromFree(Node free, Shape event) {
            Node raw = Parts.part(free, event, 2, 1);
            return ofFree.of(Parts.part(free, event, 2, 0), link.scale(raw), link.logScale(raw), event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            Node scale = parameters.get(1).over(event);
            return ofUsual.of(parameters.get(0).over(event), scale, scale.log(), event);
        }
    }
}

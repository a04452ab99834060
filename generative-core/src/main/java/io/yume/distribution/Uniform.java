package io.yume.distribution;

import io.yume.graph.Broadcast;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Reshape;
import io.yume.graph.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The uniform distribution between two bounds, with independent elements. Outside of the bounds the log-density is
 * -infinity.
 */
public final class Uniform extends ElementwiseLaw {

    private final Node low;
    private final Node high;
    private final Node width;

    private Uniform(Node low, Node high, Node width, Shape event) {
        super(event);
        this.low = Axes.withEvent(low, event);
        // The given upper bound is kept: in floating point, the lower bound plus the width may be another number.
        this.high = Axes.withEvent(high, event);
        this.width = Axes.withEvent(width, event);
    }

    /**
     * Independent uniform variables.
     *
     * @param low the lower bound, {@code [lead..., event...]}
     * @param width the upper bound minus the lower one, {@code [lead..., event...]}, above 0
     * @param event the shape of one value
     */
    public static Uniform ofWidth(Node low, Node width, Shape event) {
        return new Uniform(low, low.plus(width), width, event);
    }

    /** The family; a network gives the lower bounds and the free widths, side by side. */
    public static Family family() {
        return new Members();
    }

    /** A uniform variable with the parameters low and high; the shape of its event may be left to them. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /** Between the bounds, as far as they are constants; if those differ between elements, between the outermost. */
    @Override
    public Support support() {
        double lowest = numbers(low).min().orElse(Double.NEGATIVE_INFINITY);
        double highest = numbers(high).max().orElse(Double.POSITIVE_INFINITY);
        return Double.isInfinite(lowest) && Double.isInfinite(highest)
                ? Support.REAL
                : Support.between(lowest, highest);
    }

    /** The numbers of a constant; empty for any other node. */
    private static DoubleStream numbers(Node node) {
        if (node.primitive() instanceof Broadcast || node.primitive() instanceof Reshape) {
            return numbers(node.inputs().get(0));
        }
        return node.primitive() instanceof Leaf.Constant constant
                ? IntStream.range(0, node.shape().size()).mapToDouble(constant::value)
                : DoubleStream.empty();
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        Node inside = value.greaterOrEqual(low).times(high.greaterOrEqual(value));
        return inside.select(width.log().neg(), width.like(Double.NEGATIVE_INFINITY));
    }

    @Override
    public Node boundedLogProb(Node value) {
        return logProb(value);
    }

    @Override
    public Node sample(Draws draws) {
        // Rounding may put a draw an ulp beyond the bound.
        return low.plus(width.times(draws.uniform("", event()))).min(high);
    }

    @Override
    protected Node elementEntropy() {
        return width.log();
    }

    /** Infinite unless the other interval contains this one. */
    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Uniform p)) {
            return null;
        }
        Node inside = low.greaterOrEqual(p.low).times(p.high.greaterOrEqual(high));
        Node ratio = p.width.log().minus(width.log());
        return inside.select(ratio, ratio.like(Double.POSITIVE_INFINITY));
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(low.plus(width.times(0.5)));
    }

    @Override
    public Optional<Node> variance() {
        return Optional.of(width.square().times(1.0 / 12));
    }

    private record Members() implements Family {

        @Override
        public String name() {
            return "Uniform";
        }

        @Override
        public List<String> parameters() {
            return List.of("low", "high");
        }

        /**
         * Also checks that low is below high for each element, if both are constants of one shape or single numbers.
         */
        @Override
        public void requireLegal(List<Parameter> given) {
            Family.super.requireLegal(given);
            if (!(given.get(0) instanceof Parameter.Constant lows
                    && given.get(1) instanceof Parameter.Constant highs)) {
                return;
            }
            int count = Math.max(lows.values().size(), highs.values().size());
            boolean paired = lows.values().size() == 1
                    || highs.values().size() == 1
                    || lows.shape().equals(highs.shape());
            for (int i = 0; paired && i < count; i++) {
                double low = lows.values().get(lows.values().size() == 1 ? 0 : i);
                double high = highs.values().get(highs.values().size() == 1 ? 0 : i);
                if (!(high > low)) {
                    throw Parameter.Constant.illegal(this, "high", "must be above low=" + Notation.number(low), high);
                }
            }
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
            return Parts.split(free, 2, name());
        }

        @Override
        public Law fromFree(Node free, Shape event) {
            Node low = Parts.part(free, event, 2, 0);
            return ofWidth(low, Positive.SOFTPLUS.scale(Parts.part(free, event, 2, 1)), event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            Node low = parameters.get(0).over(event);
            Node high = parameters.get(1).over(event);
            return new Uniform(low, high, high.minus(low), event);
        }
    }
}

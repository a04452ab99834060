package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.List;
import java.util.Optional;

/**
 * The von Mises-Fisher distribution of vectors of length 1 along the last axis; other axes are independent. The
 * density is with respect to the area of the sphere. A draw's angle to the mean direction is the quantile of a uniform
 * number; its position around that direction comes from normal noise. Gradients reach the concentration (implicitly)
 * and the direction through the draw.
 */
public final class VonMisesFisher implements Law {

    /** Keeps the normalisation of a direction of zeros, which a network may give, from dividing by 0. */
    private static final double SMALLEST_SQUARE = 1e-12;

    /** The same for noise, which may well be small, but is hardly ever exactly 0. */
    private static final double SMALLEST_NOISE = 1e-30;

    private final Node direction;
    private final Node concentration;
    private final Shape event;
    private final int dimensions;

    /**
     * Independent unit vectors.
     *
     * @param direction the mean direction, {@code [lead..., event...]}; it is scaled to length 1
     * @param concentration {@code [lead..., event without the last axis...]}, above 0
     * @param event the shape of one value; the last axis holds the vectors
     * @throws IllegalArgumentException if vectors have fewer than two elements
     */
    public VonMisesFisher(Node direction, Node concentration, Shape event) {
        if (event.rank() < 1 || event.dim(-1) < 2) {
            throw new IllegalArgumentException("directions need an axis of at least 2: event=" + event);
        }
        this.event = event;
        this.dimensions = event.dim(-1);
        this.direction = normalised(Axes.withEvent(direction, event), SMALLEST_SQUARE);
        this.concentration = Axes.insert(concentration, -1);
    }

    /** The family; a network gives one row: the direction, of any length, and the free concentration. */
    public static Family family() {
        return new Members();
    }

    /** A variable whose values have length 1. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    private static Node normalised(Node vector, double smallestSquare) {
        return vector.dividedBy(vector.square().sum(-1).plus(smallestSquare).sqrt());
    }

    private Node order() {
        return concentration.like(0.5 * dimensions - 1);
    }

    private Node logBessel() {
        return Special.LOG_BESSEL.of(concentration, order());
    }

    private Node ratio() {
        return Special.BESSEL_RATIO.of(concentration, order());
    }

    /** The logarithm of the area of the sphere. */
    private double logArea() {
        double half = 0.5 * dimensions;
        return Math.log(2) + half * Math.log(Math.PI) - Special.LOG_GAMMA.apply(half, 0, 0);
    }

    private Node sum(Node each) {
        return Axes.sumLast(each, event.rank());
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return Support.sphere(dimensions);
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node logProb(Node value) {
        Node along = direction.times(value).sum(-1);
        return sum(concentration.times(along).minus(logBessel()).minus(logArea()));
    }

    @Override
    public Node sample(Draws draws) {
        Node uniform = draws.uniform("angle", event.with(event.rank() - 1, 1));
        Node angle = Special.ANGLE_QUANTILE.of(uniform, concentration, concentration.like(dimensions));
        Node noise = draws.normal("turn", event);
        Node around = noise.minus(direction.times(noise.times(direction).sum(-1)));
        return direction
                .times(angle.cos())
                .plus(normalised(around, SMALLEST_NOISE).times(angle.sin()));
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(direction.times(ratio()));
    }

    @Override
    public Optional<Node> variance() {
        // The mean of an element's square has a part that is equal in all directions and one along the mean direction.
        // At concentrations of thousands, single precision would lose the second beside the first.
        Node around = ratio().dividedBy(concentration);
        Node along = around.times(-dimensions).plus(1).minus(ratio().square());
        return Optional.of(around.plus(direction.square().times(along)));
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(direction);
    }

    @Override
    public Optional<Node> entropy() {
        return Optional.of(sum(logBessel().plus(logArea()).minus(concentration.times(ratio()))));
    }

    @Override
    public Optional<Node> kl(Law other) {
        if (!(other instanceof VonMisesFisher p) || !p.event.equals(event)) {
            return Optional.empty();
        }
        Node along = p.concentration.times(direction.times(p.direction).sum(-1));
        return Optional.of(
                sum(ratio().times(concentration.minus(along)).minus(logBessel()).plus(p.logBessel())));
    }

    private record Members() implements Family {

        @Override
        public String name() {
            return "VonMisesFisher";
        }

        @Override
        public List<String> parameters() {
            return List.of("direction", "concentration");
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
            if (event.rank() < 1) {
                throw new IllegalArgumentException("directions need an axis of at least 2: event=" + event);
            }
            return event.with(event.rank() - 1, event.dim(-1) + 1);
        }

        @Override
        public Shape event(Shape free) {
            if (free.rank() < 1 || free.dim(-1) < 3) {
                throw new IllegalArgumentException(
                        "a network must give a direction and a concentration: its output=" + free);
            }
            return free.with(free.rank() - 1, free.dim(-1) - 1);
        }

        @Override
        public Law fromFree(Node free, Shape event) {
            int n = event.dim(-1);
            Node concentration = Axes.remove(free.slice(-1, n, 1), -1);
            return new VonMisesFisher(free.slice(-1, 0, n), Positive.SOFTPLUS.scale(concentration), event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            Shape each = Axes.first(event, event.rank() - 1);
            return new VonMisesFisher(
                    parameters.get(0).over(event), parameters.get(1).over(each), event);
        }

        @Override
        public Shape common(List<Shape> parameters) {
            return parameters.get(0);
        }
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.Optional;

/** The exponential distribution with independent elements. */
public final class Exponential extends ElementwiseLaw {

    private final Node rate;
    private final Node logRate;

    /**
     * A law.
     *
     * @param rate the inverse of the mean, above 0
     * @param logRate its logarithm
     */
    public Exponential(Node rate, Node logRate, Shape event) {
        super(event);
        this.rate = Axes.withEvent(rate, event);
        this.logRate = Axes.withEvent(logRate, event);
    }

    /** The family; a network gives the free rates. */
    public static Family family() {
        return new Members(Positive.SOFTPLUS);
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

    @Override
    protected Node elementKl(Law other) {
        return other instanceof Exponential p
                ? logRate.minus(p.logRate).plus(p.rate.dividedBy(rate)).minus(1)
                : null;
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(rate.reciprocal());
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(rate.zeros());
    }

    private record Members(Positive link) implements Family {

        @Override
        public String name() {
            return "Exponential";
        }

        @Override
        public List<String> parameters() {
            return List.of("rate");
        }

        @Override
        public boolean pathwise() {
            return true;
        }

        @Override
        public Shape free(Shape event) {
            return event;
        }

        @Override
        public Shape event(Shape free) {
            return free;
        }

        @Override
        public Law fromFree(Node free, Shape event) {
            return new Exponential(link.scale(free), link.logScale(free), event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            Node rate = parameters.get(0).over(event);
            return new Exponential(rate, rate.log(), event);
        }
    }
}

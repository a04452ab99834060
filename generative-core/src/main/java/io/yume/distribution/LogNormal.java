package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.Optional;

/** The log-normal distribution: independent numbers above 0 whose logarithms are normal. */
public final class LogNormal extends ElementwiseLaw {

    private final Normal log;

    /**
     * Independent log-normal variables.
     *
     * @param log the law of their logarithms
     */
    public LogNormal(Normal log) {
        super(log.event());
        this.log = log;
    }

    /** The family; a network gives the means of the logarithms and their free scales, side by side. */
    public static Family family() {
        return new Members(Normal.family());
    }

    /** A log-normal variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    @Override
    public Support support() {
        return Support.POSITIVE;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        Node logValue = value.log();
        return log.elementLogProb(logValue).minus(logValue);
    }

    @Override
    public Node sample(Draws draws) {
        return log.sample(draws).exp();
    }

    @Override
    protected Node elementEntropy() {
        return log.elementEntropy().plus(log.loc());
    }

    @Override
    protected Node elementKl(Law other) {
        return other instanceof LogNormal p ? log.elementKl(p.log) : null;
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(log.loc().plus(log.scale().square().times(0.5)).exp());
    }

    @Override
    public Optional<Node> variance() {
        // exp(2 m + s) (exp(s) - 1), where m and s are the mean and the variance of the logarithm.
        Node square = log.scale().square();
        return Optional.of(log.loc().plus(square).times(2).exp().times(Symmetric.rest(square)));
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(log.loc().minus(log.scale().square()).exp());
    }

    private record Members(Family normal) implements Family {

        @Override
        public String name() {
            return "LogNormal";
        }

        @Override
        public List<String> parameters() {
            return normal.parameters();
        }

        @Override
        public List<Support> domains() {
            return normal.domains();
        }

        @Override
        public boolean pathwise() {
            return true;
        }

        @Override
        public Shape free(Shape event) {
            return normal.free(event);
        }

        @Override
        public Shape event(Shape free) {
            return normal.event(free);
        }

        @Override
        public Law fromFree(Node free, Shape event) {
            return new LogNormal((Normal) normal.fromFree(free, event));
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            return new LogNormal((Normal) normal.fromParameters(parameters, event));
        }
    }
}

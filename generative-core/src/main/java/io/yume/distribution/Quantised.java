package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A law rounded to levels: the mass of a level is that of the numbers nearest to it, and the ends take what is beyond. Of a Logistic, it
 * is the discretised logistic of Salimans et al. (2017).
 */
public final class Quantised extends ElementwiseLaw {

    private final ElementwiseLaw law;
    private final Symmetric symmetric;
    private final Levels levels;

    /**
     * A law.
     *
     * @throws IllegalArgumentException if the rounded law is no Normal, Laplace or Logistic
     */
    public Quantised(ElementwiseLaw law, Levels levels) {
        super(law.event());
        this.law = law;
        this.symmetric = Symmetric.of(law, "quantised");
        this.levels = levels;
    }

    /** The family; a network gives what it gives for the rounded law. */
    public static Family family(Family rounded, Levels levels) {
        return new WrappedFamily(
                "Quantised " + rounded.name(), rounded, false, law -> new Quantised(elementwise(law), levels));
    }

    /** A rounded variable; the shape of its event may be left to its parameters. */
    public static Template of(Family rounded, Levels levels, String variable, int... event) {
        return new Template(family(rounded, levels), variable, event);
    }

    /** A law as one with independent elements. */
    static ElementwiseLaw elementwise(Law law) {
        if (law instanceof ElementwiseLaw elementwise) {
            return elementwise;
        }
        throw new IllegalArgumentException(
                "a law must have independent elements: law=" + law.getClass().getSimpleName());
    }

    @Override
    public Support support() {
        return levels.support();
    }

    @Override
    public boolean pathwise() {
        return false;
    }

    @Override
    public Node elementLogProb(Node value) {
        Node width = symmetric.scale().reciprocal().times(levels.step());
        Node low = value.minus(levels.step() / 2).minus(symmetric.loc()).dividedBy(symmetric.scale());
        Node high = low.plus(width);
        Node isLowest = value.greater(levels.low() + levels.step() / 2).neg().plus(1);
        Node isHighest = value.greater(levels.high() - levels.step() / 2);
        Node between = symmetric.standardLogBetween(low, width);
        Node above = symmetric.standardLogCdf(low.neg());
        return isLowest.select(symmetric.standardLogCdf(high), isHighest.select(above, between));
    }

    @Override
    public Node sample(Draws draws) {
        return levels.nearest(law.sample(draws));
    }

    @Override
    protected Node elementEntropy() {
        return null;
    }

    /** The level nearest to the centre, unless an end has more. */
    @Override
    public Optional<Node> mode() {
        Node best = levels.nearest(symmetric.loc());
        for (UnaryOperator<Node> end :
                List.<UnaryOperator<Node>>of(x -> x.like(levels.low()), x -> x.like(levels.high()))) {
            Node other = end.apply(best);
            best = elementLogProb(other).greater(elementLogProb(best)).select(other, best);
        }
        return Optional.of(best.stopGradient());
    }

    @Override
    public Optional<Node> values() {
        if (event().size() != 1) {
            return Optional.empty();
        }
        double[] all =
                IntStream.range(0, levels.count()).mapToDouble(levels::level).toArray();
        return Optional.of(symmetric
                .loc()
                .graph()
                .constant(all, Axes.join(Shape.of(levels.count()), event()).dims()));
    }
}

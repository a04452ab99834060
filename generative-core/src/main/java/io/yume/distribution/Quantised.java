package io.yume.distribution;

import io.yume.graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A continuous law rounded to levels: the probability of a level is that of the numbers nearest to it, and the first
 * and last level also take the tails. For a Logistic it is the discretised logistic of Salimans et al. (2017).
 */
public final class Quantised extends ElementwiseLaw {

    /**
     * With more levels than this, over all elements, entropies and divergences are not summed but estimated by draws.
     */
    private static final int MOST_SUMMED = 1 << 12;

    private final ElementwiseLaw law;
    private final Symmetric symmetric;
    private final Levels levels;

    /**
     * The law of another's rounded draws.
     *
     * @param law the continuous law
     * @param levels that it is rounded to
     * @throws IllegalArgumentException if the rounded law is no Normal, Laplace or Logistic
     */
    public Quantised(ElementwiseLaw law, Levels levels) {
        super(law.event());
        this.law = law;
        this.symmetric = Symmetric.of(law, "quantised");
        this.levels = levels;
    }

    /** The family; a network gives the same numbers as for the continuous law. */
    public static Family family(Family rounded, Levels levels) {
        return new WrappedFamily(
                "Quantised " + rounded.name(), rounded, false, law -> new Quantised(elementwise(law), levels));
    }

    /** A rounded variable; the shape of its event may be left to its parameters. */
    public static Template of(Family rounded, Levels levels, String variable, int... event) {
        return new Template(family(rounded, levels), variable, event);
    }

    /** A law, which must have independent elements. */
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
    public boolean isDiscrete() {
        return true;
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

    /** The sum over all levels, if there are few. */
    @Override
    protected Node elementEntropy() {
        if (!isSummed()) {
            return null;
        }
        Node logProbs = elementLogProb(allLevels(this));
        return Axes.sumFirst(Powers.weighted(logProbs.exp(), logProbs)).neg();
    }

    /** For the same levels: the sum over them, if there are few. */
    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Quantised p && p.levels.equals(levels) && isSummed())) {
            return null;
        }
        Node all = allLevels(p);
        Node logProbs = elementLogProb(all);
        return Axes.sumFirst(Powers.weighted(logProbs.exp(), logProbs.minus(p.elementLogProb(all))));
    }

    private boolean isSummed() {
        return (long) levels.count() * event().size() <= MOST_SUMMED;
    }

    /** All levels, along a new axis before those of both laws' parameters. */
    private Node allLevels(Quantised other) {
        int[] dims = new int[1 + Math.max(rank(), other.rank())];
        Arrays.fill(dims, 1);
        dims[0] = levels.count();
        return symmetric.loc().graph().constant(levels.all(), dims);
    }

    private int rank() {
        return Math.max(
                symmetric.loc().shape().rank(), symmetric.scale().shape().rank());
    }

    /** The level nearest to the centre, unless the first or last one is more probable. */
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
    Optional<double[]> elementValues() {
        return Optional.of(levels.all());
    }

    @Override
    public Optional<Node> values() {
        return elementValues().flatMap(all -> Enumeration.of(symmetric.loc().graph(), all, 1, event()));
    }
}

package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How often a coin came up in a number of trials, with independent elements. A draw adds that many tosses up, so it takes time in
 * proportion to the trials, and as much memory.
 */
public final class Binomial extends ElementwiseLaw {

    /** For more counts than this, over all elements, entropies are left to draws. */
    private static final int MOST_SUMMED = 1 << 12;

    private final int trials;
    private final Node logits;

    /**
     * A law.
     *
     * @param logits the log-odds of a trial; infinite ones, as {@link #ofProbs} gives, are certain
     * @throws IllegalArgumentException if there is no trial
     */
    public Binomial(int trials, Node logits, Shape event) {
        super(event);
        this.trials = Multinomial.requireTrials(trials);
        this.logits = Axes.withEvent(logits, event);
    }

    /**
     * The family; a network gives the logits.
     *
     * @throws IllegalArgumentException if there is no trial
     */
    public static Family family(int trials) {
        Multinomial.requireTrials(trials);
        return new SingleFamily(
                "Binomial", "logits", Support.REAL, false, (logits, event) -> new Binomial(trials, logits, event));
    }

    /** A variable of counts; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int trials, int... event) {
        return new Template(family(trials), variable, event);
    }

    /** The same with the usual parameter {@code probs}, in [0, 1], instead of {@code logits}. */
    public static Template ofProbs(String variable, int trials, int... event) {
        return new Template(ProbsFamily.coins(family(trials)), variable, event);
    }

    @Override
    public Support support() {
        return Support.below(trials + 1);
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
        Node rest = value.neg().plus(trials);
        Node ways = Special.LOG_GAMMA
                .of(value.plus(1))
                .plus(Special.LOG_GAMMA.of(rest.plus(1)))
                .neg()
                .plus(Special.LOG_GAMMA.apply(trials + 1, 0, 0));
        Node comes = OneHotCategorical.weighted(value, logits.neg().softplus().neg());
        return ways.plus(comes)
                .plus(OneHotCategorical.weighted(rest, logits.softplus().neg()));
    }

    @Override
    public Node sample(Draws draws) {
        Node uniform = draws.uniform("", Axes.join(Shape.of(trials), event()));
        int axis = -1 - event().rank();
        Node tosses = Axes.insert(logits.sigmoid(), axis).greater(uniform);
        return Axes.remove(tosses.sum(new int[] {axis}), axis);
    }

    /** The sum over all counts, where these are few. */
    @Override
    protected Node elementEntropy() {
        if ((long) (trials + 1) * event().size() > MOST_SUMMED) {
            return null;
        }
        int[] dims = new int[1 + logits.shape().rank()];
        Arrays.fill(dims, 1);
        dims[0] = trials + 1;
        Node logProbs = elementLogProb(logits.graph().constant(counts(), dims));
        return Axes.sumFirst(Powers.weighted(logProbs.exp(), logProbs)).neg();
    }

    private double[] counts() {
        return IntStream.rangeClosed(0, trials).asDoubleStream().toArray();
    }

    /** To one of the same number of trials, that of the trials. */
    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof Binomial p && p.trials == trials)) {
            return null;
        }
        return Bernoulli.divergence(logits, p.logits).times(trials);
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(logits.sigmoid().times(trials));
    }

    @Override
    public Optional<Node> variance() {
        return Optional.of(logits.sigmoid().times(logits.neg().sigmoid()).times(trials));
    }

    @Override
    public Optional<Node> mode() {
        Node middle = logits.stopGradient().sigmoid().times(trials + 1);
        return Optional.of(Special.FLOOR.of(middle).min(trials));
    }

    @Override
    Optional<double[]> elementValues() {
        return Optional.of(counts());
    }

    @Override
    public Optional<Node> values() {
        Graph graph = logits.graph();
        return elementValues().flatMap(all -> Enumeration.of(graph, all, 1, event()));
    }
}

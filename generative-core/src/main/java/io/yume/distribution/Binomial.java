package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The number of successes in a fixed number of trials, with independent elements. A draw is the sum of that many
 * coins, so its time and memory grow in proportion to the trials.
 */
public final class Binomial extends ElementwiseLaw {

    /** With more counts than this, over all elements, the entropy is not summed but estimated by draws. */
    private static final int MOST_SUMMED = 1 << 12;

    private final int trials;
    private final Node logits;

    /**
     * Independent counts of successes.
     *
     * @param trials how many trials each element counts, at least 1
     * @param logits the log-odds of success in one trial, {@code [lead..., event...]}; infinite for a probability of 0
     *     or 1
     * @param event the shape of one value
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

    /** The sum over all counts, if there are few. */
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

    /** For equal numbers of trials, the divergence of one trial times their number. */
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

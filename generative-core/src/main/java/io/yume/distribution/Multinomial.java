package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Counts of each class in a fixed number of trials, along the last axis; other axes are independent. A draw is the sum
 * of that many one-hot vectors, so its time grows in proportion to the trials.
 */
public final class Multinomial implements Law {

    private final int trials;
    private final OneHotCategorical trial;
    private final Shape event;
    /** The logarithms of the factorials of 0, 1, ... up to the trials. */
    private final double[] logFactorials;

    /**
     * Independent vectors of counts.
     *
     * @param trials what the counts of a vector sum to, at least 1
     * @param logits unnormalised log-probabilities of the classes, {@code [lead..., event...]}; the classes are the
     *     last axis
     * @param event the shape of one value
     * @throws IllegalArgumentException if there is no trial or no axis of classes
     */
    public Multinomial(int trials, Node logits, Shape event) {
        this.trials = requireTrials(trials);
        this.trial = new OneHotCategorical(logits, event);
        this.event = event;
        this.logFactorials = new double[trials + 1];
        for (int k = 2; k <= trials; k++) {
            logFactorials[k] = logFactorials[k - 1] + Math.log(k);
        }
    }

    static int requireTrials(int trials) {
        if (trials < 1) {
            throw new IllegalArgumentException("trials must be at least 1: trials=" + trials);
        }
        return trials;
    }

    /** The family; a network gives the logits. */
    public static Family family(int trials) {
        requireTrials(trials);
        return new SingleFamily(
                "Multinomial",
                "logits",
                Support.LOGARITHMS,
                false,
                (logits, event) -> new Multinomial(trials, logits, event));
    }

    /** A variable of counts; the classes are the last axis. */
    public static Template of(String variable, int trials, int... event) {
        return new Template(family(trials), variable, event);
    }

    /** The same with the usual parameter {@code probs}, in [0, 1] and with the sum 1 over the classes, instead of {@code logits}. */
    public static Template ofProbs(String variable, int trials, int... event) {
        return new Template(ProbsFamily.classes(family(trials)), variable, event);
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return Support.below(trials + 1).summingTo(trials, event.dim(-1));
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
    public Node logProb(Node value) {
        Node each = OneHotCategorical.weighted(value, trial.logProbs()).minus(Special.LOG_GAMMA.of(value.plus(1)));
        Node choices = Axes.sumLast(each, 1).plus(logFactorials[trials]);
        return Axes.sumLast(choices, event.rank() - 1);
    }

    @Override
    public Node sample(Draws draws) {
        Shape all = Axes.join(Shape.of(trials), event);
        Node each = Axes.insert(trial.logProbs(), -1 - event.rank());
        Node drawn = new OneHotCategorical(each, all).sample(draws);
        return Axes.remove(drawn.sum(new int[] {-1 - event.rank()}), -1 - event.rank());
    }

    @Override
    public Optional<Node> mean() {
        return trial.mean().map(probabilities -> probabilities.times(trials));
    }

    @Override
    public Optional<Node> variance() {
        return trial.variance().map(each -> each.times(trials));
    }

    /**
     * {@code n H(p) - log n! + sum_i E[log X_i!]}, where each count {@code X_i} is binomial: one sum over the trials
     * per class instead of a sum over all vectors of counts.
     */
    @Override
    public Optional<Node> entropy() {
        Node order = trial.entropy().orElseThrow().times(trials).minus(logFactorials[trials] * choices());
        if (trials == 1) {
            return Optional.of(order);
        }
        // The counts 0 and 1 have the factorial 1 and add nothing.
        double[] counts = new double[trials - 1];
        double[] factors = new double[trials - 1];
        double[] logWays = new double[trials - 1];
        for (int k = 2; k <= trials; k++) {
            counts[k - 2] = k;
            factors[k - 2] = logFactorials[k];
            logWays[k - 2] = logFactorials[trials] - logFactorials[k] - logFactorials[trials - k];
        }
        Graph graph = trial.logProbs().graph();
        Node count = graph.constant(counts, counts.length);
        Node logProb = Axes.insert(trial.logProbs(), -1);
        // For a class of probability 1 the others have probability 0, whose logarithm must stay finite here.
        Node logOthers = logProb.exp().neg().plus(1).max(Float.MIN_NORMAL).log();
        Node logMass = count.times(logProb)
                .plus(count.neg().plus(trials).times(logOthers))
                .plus(graph.constant(logWays, counts.length));
        Node same = logMass.exp().times(graph.constant(factors, counts.length));
        return Optional.of(order.plus(Axes.sumLast(same, event.rank() + 1)));
    }

    /** Number of independent vectors of counts in an event. */
    private int choices() {
        return event.size() / event.dim(-1);
    }

    /** For laws of the same number of trials. */
    @Override
    public Optional<Node> kl(Law other) {
        return other instanceof Multinomial p && p.trials == trials
                ? trial.kl(p.trial).map(kl -> kl.times(trials))
                : Optional.empty();
    }

    @Override
    public Optional<Node> values() {
        int classes = event.dim(-1);
        if (compositions(classes) > Enumeration.MOST) {
            return Optional.empty();
        }
        List<int[]> all = new ArrayList<>();
        enumerate(new int[classes], 0, trials, all);
        double[] values =
                all.stream().flatMapToInt(Arrays::stream).asDoubleStream().toArray();
        return Enumeration.of(trial.logProbs().graph(), values, classes, event);
    }

    private double compositions(int classes) {
        double count = 1;
        for (int k = 1; k < classes; k++) {
            count = count * (trials + k) / k;
        }
        return count;
    }

    private static void enumerate(int[] counts, int at, int left, List<int[]> all) {
        if (at == counts.length - 1) {
            counts[at] = left;
            all.add(counts.clone());
            return;
        }
        for (int count = 0; count <= left; count++) {
            counts[at] = count;
            enumerate(counts, at + 1, left - count, all);
        }
    }
}

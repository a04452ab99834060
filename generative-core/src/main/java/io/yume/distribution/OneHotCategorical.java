package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** One of several classes, as a vector of zeros with a single 1 along the last axis; other axes are independent. */
public final class OneHotCategorical implements Law {

    private final Node logProbs;
    private final Shape event;

    /**
     * Independent choices of a class.
     *
     * @param logits unnormalised log-probabilities, {@code [lead..., event...]}; the classes are the last axis
     * @param event the shape of one value
     * @throws IllegalArgumentException if there is no axis of classes
     */
    public OneHotCategorical(Node logits, Shape event) {
        if (event.rank() < 1) {
            throw new IllegalArgumentException("classes need an axis: event=" + event);
        }
        Node shifted = fromLargest(Axes.withEvent(logits, event));
        this.logProbs = shifted.minus(shifted.exp().sum(new int[] {-1}).log());
        this.event = event;
    }

    /** Logits less the largest of them: large ones would leave the logarithm of a sum no digits. */
    static Node fromLargest(Node logits) {
        return logits.minus(logits.maxOver(-1).stopGradient());
    }

    /** The family; a network gives the logits. */
    public static Family family() {
        return new SingleFamily("OneHotCategorical", "logits", Support.LOGARITHMS, false, OneHotCategorical::new);
    }

    /** A variable; the classes are the last axis. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /** The same with the usual parameter {@code probs}, in [0, 1] and with the sum 1 over the classes, instead of {@code logits}. */
    public static Template ofProbs(String variable, int... event) {
        return new Template(ProbsFamily.classes(family()), variable, event);
    }

    /** Log-probabilities, {@code [lead..., event...]}. */
    public Node logProbs() {
        return logProbs;
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return Support.oneHot(event.dim(-1));
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
        return sum(weighted(value, logProbs));
    }

    /** Weights times log-probabilities, with 0 times minus infinity counted as 0. */
    static Node weighted(Node weights, Node logProbs) {
        Node impossible = logProbs.equalTo(logProbs.like(Double.NEGATIVE_INFINITY));
        Node never = weights.select(weights.like(Double.NEGATIVE_INFINITY), weights.zeros());
        // Infinite log-probabilities are replaced before the product, since otherwise the gradient by the weight would
        // not be a number.
        return impossible.select(never, weights.times(impossible.select(logProbs.zeros(), logProbs)));
    }

    @Override
    public Node sample(Draws draws) {
        return draw(logProbs, event, draws);
    }

    /** A draw from classes with some log-probabilities, {@code [lead..., event...]}. */
    static Node draw(Node logProbs, Shape event, Draws draws) {
        int classes = event.dim(-1);
        Node uniform = draws.uniform("", event.with(event.rank() - 1, 1));
        // Each cumulative probability is a sum in one fixed order, with zeros for later classes, so that they ascend
        // exactly.
        double[] upTo = new double[classes * classes];
        for (int i = 0; i < classes; i++) {
            Arrays.fill(upTo, i * classes, i * classes + i + 1, 1);
        }
        Node probs = logProbs.exp();
        Node square = logProbs.graph().constant(upTo, classes, classes);
        Node cumulated = Axes.remove(Axes.insert(probs, -2).times(square).sum(new int[] {-1}), -1);
        // Rounding may leave the total below the uniform draw: the last class that is possible takes the rest.
        Node index = logProbs.graph()
                .constant(IntStream.range(0, classes).asDoubleStream().toArray(), classes);
        Node last = probs.greater(0).times(index).maxOver(-1);
        Node passed = uniform.greater(cumulated).times(last.greater(index));
        Node before = passed.pad(passed.shape().rank() - 1, 1, 0).slice(-1, 0, classes);
        double[] first = new double[classes];
        first[0] = 1;
        return before.plus(logProbs.graph().constant(first, classes)).minus(passed);
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(logProbs.exp());
    }

    @Override
    public Optional<Node> variance() {
        Node probs = logProbs.exp();
        return Optional.of(probs.times(probs.neg().plus(1)));
    }

    /**
     * A one-hot vector: 1 at the largest element of the last axis, at the first of them if several are equal. It has
     * no gradient.
     */
    public static Node firstOfLargest(Node scores) {
        Node values = scores.stopGradient();
        Node largest = values.equalTo(values.maxOver(-1));
        return largest.times(largest.cumulativeSum(-1).equalTo(largest.like(1)));
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(firstOfLargest(logProbs));
    }

    @Override
    public Optional<Node> entropy() {
        return Optional.of(sum(Powers.weighted(logProbs.exp(), logProbs)).neg());
    }

    @Override
    public Optional<Node> kl(Law other) {
        return StraightThrough.valuesOf(other) instanceof OneHotCategorical p
                ? Optional.of(sum(Powers.weighted(logProbs.exp(), logProbs.minus(p.logProbs))))
                : Optional.empty();
    }

    @Override
    public Optional<Node> values() {
        int classes = event.dim(-1);
        double[] identity = new double[classes * classes];
        for (int i = 0; i < classes; i++) {
            identity[i * classes + i] = 1;
        }
        return Enumeration.of(logProbs.graph(), identity, classes, event);
    }

    private Node sum(Node elements) {
        return Axes.sumLast(elements, event.rank());
    }
}

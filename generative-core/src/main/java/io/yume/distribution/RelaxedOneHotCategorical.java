package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;

/**
 * The continuous relaxation of one-hot vectors (Concrete or Gumbel-softmax: Maddison, Mnih and Teh, 2017; Jang, Gu and
 * Poole, 2017): {@code softmax((logits + Gumbel noise) / temperature)} along the last axis. The density is that of
 * this continuous variable on the simplex, with respect to all elements but the last.
 */
public final class RelaxedOneHotCategorical implements Law {

    private final Node logits;
    private final double temperature;
    private final Shape event;

    /**
     * Independent relaxed one-hot vectors.
     *
     * @param logits unnormalised log-probabilities, {@code [lead..., event...]}; the classes are the last axis
     * @param temperature above 0; draws approach one-hot vectors as it falls
     * @param event the shape of one value
     * @throws IllegalArgumentException if the temperature is not above 0 or there is no axis of classes
     */
    public RelaxedOneHotCategorical(Node logits, double temperature, Shape event) {
        if (event.rank() < 1) {
            throw new IllegalArgumentException("classes need an axis: event=" + event);
        }
        // Draws add noise of a few units to them.
        this.logits = OneHotCategorical.fromLargest(Axes.withEvent(logits, event));
        this.temperature = RelaxedBernoulli.requireTemperature(temperature);
        this.event = event;
    }

    /** The family; a network gives the logits. */
    public static Family family(double temperature) {
        RelaxedBernoulli.requireTemperature(temperature);
        return new SingleFamily(
                "RelaxedOneHotCategorical",
                "logits",
                Support.LOGARITHMS,
                true,
                (logits, event) -> new RelaxedOneHotCategorical(logits, temperature, event));
    }

    /** A variable; the classes are the last axis. */
    public static Template of(String variable, double temperature, int... event) {
        return new Template(family(temperature), variable, event);
    }

    /** The same with the usual parameter {@code probs}, in (0, 1) and with the sum 1 over the classes, instead of {@code logits}. */
    public static Template ofProbs(String variable, double temperature, int... event) {
        return new Template(ProbsFamily.classes(family(temperature)), variable, event);
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return Support.simplex(event.dim(-1));
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node logProb(Node value) {
        int classes = event.dim(-1);
        // Draws are on the face of the simplex without the classes that cannot be, and so is their density.
        Node possible = logits.greater(Double.NEGATIVE_INFINITY);
        Node logValue = possible.select(Unrounded.log(value), value.zeros());
        Node tilted = logits.minus(logValue.times(temperature));
        Node never = value.select(value.like(Double.NEGATIVE_INFINITY), value.zeros());
        Node each = Axes.sumLast(possible.select(tilted.minus(logValue), never), 1);
        Node count = Axes.sumLast(possible, 1);
        Node total = Axes.remove(tilted.logSumExp(-1), -1).times(count);
        double constant = (classes - 1) * Math.log(temperature);
        for (int k = 2; k < classes; k++) {
            constant += Math.log(k);
        }
        Node fewer = count.minus(classes)
                .times(Math.log(temperature))
                .plus(Special.LOG_GAMMA.of(count))
                .minus(Special.LOG_GAMMA.apply(classes, 0, 0));
        return Axes.sumLast(each.minus(total).plus(constant).plus(fewer), event.rank() - 1);
    }

    @Override
    public Node sample(Draws draws) {
        Node gumbel = draws.uniform("", event).log().neg().log().neg();
        return logits.plus(gumbel).times(1 / temperature).softmax(-1);
    }
}

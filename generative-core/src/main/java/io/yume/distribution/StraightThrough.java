package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/**
 * A discrete variable whose draws pass on the gradient of a relaxed draw (straight-through Gumbel-softmax: Jang, Gu
 * and Poole, 2017). Values and probabilities are those of the discrete law. The gradient through a draw is biased,
 * which the choice of this family accepts.
 */
public final class StraightThrough implements Law {

    private final Law discrete;
    private final Law relaxed;

    private StraightThrough(Law discrete, Law relaxed) {
        this.discrete = discrete;
        this.relaxed = relaxed;
    }

    /**
     * The family of coins; a network gives the logits.
     *
     * @throws IllegalArgumentException if the temperature is not above 0
     */
    public static Family coins(double temperature) {
        RelaxedBernoulli.requireTemperature(temperature);
        return new SingleFamily(
                "StraightThrough Bernoulli",
                "logits",
                Support.REAL,
                true,
                (logits, event) -> new StraightThrough(
                        new Bernoulli(logits, event), new RelaxedBernoulli(logits, temperature, event)));
    }

    /**
     * The family of one-hot vectors along the last axis; a network gives the logits.
     *
     * @throws IllegalArgumentException if the temperature is not above 0
     */
    public static Family oneHots(double temperature) {
        RelaxedBernoulli.requireTemperature(temperature);
        return new SingleFamily(
                "StraightThrough OneHotCategorical",
                "logits",
                Support.LOGARITHMS,
                true,
                (logits, event) -> new StraightThrough(
                        new OneHotCategorical(logits, event),
                        new RelaxedOneHotCategorical(logits, temperature, event)));
    }

    /** A variable of coins; the shape of its event may be left to its parameters. */
    public static Template bernoulli(String variable, double temperature, int... event) {
        return new Template(coins(temperature), variable, event);
    }

    /** A one-hot variable; the classes are the last axis. */
    public static Template oneHotCategorical(String variable, double temperature, int... event) {
        return new Template(oneHots(temperature), variable, event);
    }

    /** The law of the values. */
    public Law discrete() {
        return discrete;
    }

    /** The discrete law of a straight-through law; any other law is returned as it is. */
    static Law valuesOf(Law law) {
        return law instanceof StraightThrough one ? one.discrete : law;
    }

    @Override
    public Shape event() {
        return discrete.event();
    }

    @Override
    public Support support() {
        return discrete.support();
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public boolean biased() {
        return true;
    }

    @Override
    public Node logProb(Node value) {
        return discrete.logProb(value);
    }

    @Override
    public Node sample(Draws draws) {
        Node soft = relaxed.sample(draws);
        Node hard = relaxed instanceof RelaxedBernoulli ? soft.greater(0.5) : OneHotCategorical.firstOfLargest(soft);
        return hard.plus(soft.minus(soft.stopGradient()));
    }

    @Override
    public Optional<Node> mean() {
        return discrete.mean();
    }

    @Override
    public Optional<Node> variance() {
        return discrete.variance();
    }

    @Override
    public Optional<Node> mode() {
        return discrete.mode();
    }

    @Override
    public Optional<Node> entropy() {
        return discrete.entropy();
    }

    @Override
    public Optional<Node> kl(Law other) {
        return discrete.kl(other);
    }

    @Override
    public Optional<Node> values() {
        return discrete.values();
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;

/** The logistic distribution with independent elements. */
public final class Logistic extends LocationScale implements Symmetric {

    /**
     * Independent logistic variables.
     *
     * @param loc the mean, {@code [lead..., event...]}
     * @param scale {@code [lead..., event...]}, above 0; the standard deviation is scale times pi / sqrt(3)
     * @param logScale the logarithm of the scale
     * @param event the shape of one value
     */
    public Logistic(Node loc, Node scale, Node logScale, Shape event) {
        super(loc, scale, logScale, event);
    }

    /** The family; a network gives the centres and the free scales, side by side. */
    public static Family family() {
        return new Members("Logistic", Positive.SOFTPLUS, Logistic::new);
    }

    /** A logistic variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    @Override
    protected Node standardLogProb(Node standard) {
        return standard.plus(standard.neg().softplus().times(2)).neg();
    }

    @Override
    protected Node standardSample(Draws draws) {
        return standardQuantile(draws.uniform("", event()));
    }

    /** The log-odds of a number in (0, 1): how far a standard variable reaches with this probability; of uniform noise, a draw. */
    public static Node standardQuantile(Node probability) {
        return probability.log().minus(probability.neg().log1p());
    }

    @Override
    public Node standardLogCdf(Node standard) {
        return standard.neg().softplus().neg();
    }

    @Override
    public Node standardLogQuantile(Node logProbability) {
        return logProbability.minus(Symmetric.logRest(logProbability.neg()));
    }

    @Override
    public Node standardSlope(Node standard) {
        return standard.times(0.5).tanh();
    }

    /** Exact, by {@code sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - exp(a - b))}. */
    @Override
    public Node standardLogBetween(Node low, Node width) {
        return standardLogCdf(low.plus(width)).plus(standardLogCdf(low.neg())).plus(Symmetric.logRest(width));
    }

    @Override
    protected double standardVariance() {
        return Math.PI * Math.PI / 3;
    }

    @Override
    protected double standardEntropy() {
        return 2;
    }
}

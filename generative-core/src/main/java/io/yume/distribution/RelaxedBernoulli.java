package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/**
 * The continuous relaxation of coins (binary Concrete: Maddison, Mnih and Teh, 2017; Jang, Gu and Poole, 2017):
 * {@code sigmoid((logits + logistic noise) / temperature)}, in (0, 1). The density is that of this continuous
 * variable, not a coin's probability.
 */
public final class RelaxedBernoulli extends ElementwiseLaw {

    private final Node logits;
    private final double temperature;

    /**
     * Independent relaxed coins.
     *
     * @param logits the log-odds of 1, {@code [lead..., event...]}
     * @param temperature above 0; draws approach 0 and 1 as it falls
     * @param event the shape of one value
     * @throws IllegalArgumentException if the temperature is not above 0
     */
    public RelaxedBernoulli(Node logits, double temperature, Shape event) {
        super(event);
        this.logits = Axes.withEvent(logits, event);
        this.temperature = requireTemperature(temperature);
    }

    static double requireTemperature(double temperature) {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("temperature must be > 0: temperature=" + temperature);
        }
        return temperature;
    }

    /** The family; a network gives the logits. */
    public static Family family(double temperature) {
        requireTemperature(temperature);
        return new SingleFamily(
                "RelaxedBernoulli",
                "logits",
                Support.REAL,
                true,
                (logits, event) -> new RelaxedBernoulli(logits, temperature, event));
    }

    /** A variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, double temperature, int... event) {
        return new Template(family(temperature), variable, event);
    }

    /** The same with the usual parameter {@code probs}, in (0, 1), instead of {@code logits}. */
    public static Template ofProbs(String variable, double temperature, int... event) {
        return new Template(ProbsFamily.openCoins(family(temperature)), variable, event);
    }

    @Override
    public Support support() {
        return Support.UNIT;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        Node logOdds = Unrounded.logOdds(value);
        Node tilted = logits.minus(logOdds.times(temperature));
        // In terms of log-odds, since draws at a low temperature are 0 or 1 in single precision.
        return tilted.minus(tilted.softplus().times(2))
                .plus(Math.log(temperature))
                .plus(logOdds.softplus().times(2).minus(logOdds));
    }

    @Override
    public Node sample(Draws draws) {
        Node logistic = Logistic.standardQuantile(draws.uniform("", event()));
        return logits.plus(logistic).times(1 / temperature).sigmoid();
    }

    @Override
    protected Node elementEntropy() {
        return null;
    }

    @Override
    public Optional<Node> mean() {
        return Optional.empty();
    }
}

package io.yume.distribution;

import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Independent coins: elements are 0 or 1. */
public final class Bernoulli extends ElementwiseLaw {

    private final Node logits;
    private final Support support;
    /** Whether log-odds may be infinite; handling that costs a few more operations. */
    private final boolean certain;

    private Bernoulli(Node logits, Shape event, Support support, boolean certain) {
        super(event);
        this.logits = Axes.withEvent(logits, event);
        this.support = support;
        this.certain = certain;
    }

    /**
     * Independent coins.
     *
     * @param logits the log-odds of 1, {@code [lead..., event...]}, finite
     * @param event the shape of one value
     */
    public Bernoulli(Node logits, Shape event) {
        this(logits, event, Support.BINARY, false);
    }

    /** The family; a network gives the logits. */
    public static Family family() {
        return new SingleFamily("Bernoulli", "logits", Support.REAL, false, Bernoulli::new);
    }

    /** A variable of coins; a network gives the logits, and the shape of the event may be left to it. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /** The same with the usual parameter {@code probs}, in [0, 1], instead of {@code logits}. */
    public static Template ofProbs(String variable, int... event) {
        Family family = new SingleFamily(
                "Bernoulli",
                "logits",
                Support.REAL,
                false,
                Bernoulli::new,
                (logits, shape) -> new Bernoulli(logits, shape, Support.BINARY, true));
        return new Template(ProbsFamily.coins(family), variable, event);
    }

    /**
     * Coins whose values may also be grey levels in [0, 1], for which {@code logProb} is minus the cross-entropy. That
     * is no likelihood of grey values, so such numbers can only be compared with each other.
     */
    public static Template grey(String variable, int... event) {
        Family family = new SingleFamily(
                "Bernoulli (grey values)",
                "logits",
                Support.REAL,
                false,
                (logits, shape) -> new Bernoulli(logits, shape, Support.UNIT, false));
        return new Template(family, variable, event);
    }

    /** The log-odds of 1. */
    public Node logits() {
        return logits;
    }

    /**
     * The product of powers of coins: their log-odds are added. The product of a coin that is certainly 0 and one that
     * is certainly 1 does not exist: its logits are not a number.
     */
    static Bernoulli product(List<Bernoulli> coins, Shape event, double... powers) {
        Node logits = IntStream.range(0, powers.length)
                .mapToObj(i -> coins.get(i).logits.times(powers[i]))
                .reduce(Node::plus)
                .orElseThrow();
        return new Bernoulli(logits, event, Support.BINARY, coins.stream().anyMatch(coin -> coin.certain));
    }

    @Override
    public Support support() {
        return support;
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
        if (value.primitive() instanceof Leaf.Constant constant && (constant.is(0) || constant.is(1))) {
            // For a constant value of 0 or 1 it is a single softplus, exact however small the probability is.
            return (constant.is(1) ? logits.neg() : logits).softplus().neg();
        }
        if (!certain) {
            return value.times(logits).minus(logits.softplus());
        }
        Node infinite = infinite();
        Node finite = infinite.select(logits.zeros(), logits);
        Node wrong = logits.greater(0).equalTo(value).neg().plus(1);
        return infinite.select(
                wrong.select(wrong.like(Double.NEGATIVE_INFINITY), wrong.zeros()),
                value.times(finite).minus(finite.softplus()));
    }

    private Node infinite() {
        return logits.abs().equalTo(logits.like(Double.POSITIVE_INFINITY));
    }

    @Override
    public Node sample(Draws draws) {
        return logits.sigmoid().greater(draws.uniform("", event()));
    }

    @Override
    protected Node elementEntropy() {
        Node finite = certain ? infinite().select(logits.zeros(), logits) : logits;
        Node entropy = finite.softplus().minus(finite.times(finite.sigmoid()));
        return certain ? infinite().select(entropy.zeros(), entropy) : entropy;
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(StraightThrough.valuesOf(other) instanceof Bernoulli p)) {
            return null;
        }
        return divergence(logits, p.logits);
    }

    /** The divergence of coins with the first log-odds from coins with the second; any of them may be infinite. */
    static Node divergence(Node own, Node other) {
        return side(own, other).plus(side(own.neg(), other.neg()));
    }

    /**
     * The contribution of one outcome to a divergence, from both log-odds of that outcome; 0 where it never occurs.
     */
    private static Node side(Node own, Node other) {
        Node probability = own.sigmoid();
        Node ratio = other.neg().softplus().minus(own.neg().softplus());
        return Powers.weighted(probability, ratio);
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(logits.sigmoid());
    }

    @Override
    public Optional<Node> variance() {
        return Optional.of(logits.sigmoid().times(logits.neg().sigmoid()));
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(logits.greater(0));
    }

    @Override
    Optional<double[]> elementValues() {
        return Optional.of(new double[] {0, 1});
    }

    @Override
    public Optional<Node> values() {
        return elementValues().flatMap(all -> Enumeration.of(logits.graph(), all, 1, event()));
    }
}

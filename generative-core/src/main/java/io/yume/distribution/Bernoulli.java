package io.yume.distribution;

import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/** Independent coins: elements are 0 or 1. */
public final class Bernoulli extends ElementwiseLaw {

    /** More coins than this are not enumerated. */
    private static final int MOST_ENUMERATED = 16;

    /** Grey values are seen, but never drawn. */
    private static final Support GREY = new Support(Support.UNIT.text(), Support.UNIT.contains());

    private final Node logits;
    private final Support support;

    private Bernoulli(Node logits, Shape event, Support support) {
        super(event);
        this.logits = Axes.withEvent(logits, event);
        this.support = support;
    }

    /**
     * A law.
     *
     * @param logits the log-odds of 1
     */
    public Bernoulli(Node logits, Shape event) {
        this(logits, event, Support.BINARY);
    }

    /** The family; a network gives the logits. */
    public static Family family() {
        return new SingleFamily("Bernoulli", "logits", false, Bernoulli::new);
    }

    /** A variable of coins; a network gives the logits, and the shape of the event may be left to it. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /** The same with the usual parameter {@code probs}, in (0, 1), instead of {@code logits}. */
    public static Template ofProbs(String variable, int... event) {
        return new Template(ProbsFamily.coins(family()), variable, event);
    }

    /**
     * Coins that are also shown grey values in [0, 1]: a cross-entropy. It is not a likelihood of grey values, so numbers made
     * with it compare with nothing but themselves.
     */
    public static Template grey(String variable, int... event) {
        Family family = new SingleFamily(
                "Bernoulli (grey values)", "logits", false, (logits, shape) -> new Bernoulli(logits, shape, GREY));
        return new Template(family, variable, event);
    }

    /** The log-odds of 1. */
    public Node logits() {
        return logits;
    }

    @Override
    public Support support() {
        return support;
    }

    @Override
    public boolean pathwise() {
        return false;
    }

    @Override
    public Node elementLogProb(Node value) {
        if (value.primitive() instanceof Leaf.Constant constant && (constant.is(0) || constant.is(1))) {
            // Of a fixed side it is one function, exact however small the probability is.
            return (constant.is(1) ? logits.neg() : logits).softplus().neg();
        }
        return value.times(logits).minus(logits.softplus());
    }

    @Override
    public Node sample(Draws draws) {
        return logits.sigmoid().greater(draws.uniform("", event()));
    }

    @Override
    protected Node elementEntropy() {
        return logits.softplus().minus(logits.times(logits.sigmoid()));
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(StraightThrough.valuesOf(other) instanceof Bernoulli p)) {
            return null;
        }
        return logits.sigmoid()
                .times(logits.minus(p.logits))
                .plus(p.logits.softplus())
                .minus(logits.softplus());
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(logits.sigmoid());
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(logits.greater(0));
    }

    @Override
    public Optional<Node> values() {
        int coins = event().size();
        if (coins > MOST_ENUMERATED) {
            return Optional.empty();
        }
        int count = 1 << coins;
        double[] values = new double[count * coins];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i / coins) >> (i % coins) & 1;
        }
        return Optional.of(logits.graph()
                .constant(values, Axes.join(Shape.of(count), event()).dims()));
    }
}

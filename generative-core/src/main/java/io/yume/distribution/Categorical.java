package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One of several classes, as its index {@code 0, 1, ...}; elements of the event are independent. */
public final class Categorical implements Law {

    private final OneHotCategorical oneHot;
    private final int classes;

    /**
     * Independent choices of a class.
     *
     * @param logits unnormalised log-probabilities, {@code [lead..., event..., classes]}; -infinity for an impossible
     *     class
     * @param event the shape of one value, without an axis of classes
     */
    public Categorical(Node logits, Shape event) {
        this.classes = logits.shape().dim(-1);
        this.oneHot = new OneHotCategorical(logits, Axes.join(event, Shape.of(classes)));
    }

    /** The family; a network gives the logits, {@code [event..., classes]}. */
    public static Family family() {
        return new Members();
    }

    /** A variable whose value is an index; without an event shape, it is a single number per row. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /** The same with the usual parameter {@code probs}, in [0, 1] and with the sum 1 over the classes, instead of {@code logits}. */
    public static Template ofProbs(String variable, int... event) {
        return new Template(ProbsFamily.classes(family()), variable, event);
    }

    /** Log-probabilities, {@code [lead..., event..., classes]}. */
    public Node logProbs() {
        return oneHot.logProbs();
    }

    @Override
    public Shape event() {
        return Axes.first(oneHot.event(), oneHot.event().rank() - 1);
    }

    @Override
    public Support support() {
        return Support.below(classes);
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    @Override
    public boolean pathwise() {
        return false;
    }

    /** Minus infinity if an element is no index of a class. */
    @Override
    public Node logProb(Node value) {
        Node indices = oneHot.logProbs()
                .graph()
                .constant(IntStream.range(0, classes).asDoubleStream().toArray(), classes);
        Node chosen = Axes.insert(value, -1).equalTo(indices);
        Node none = chosen.maxOver(-1).neg().plus(1);
        Node outside = Axes.sumLast(none, event().rank() + 1);
        Node logProb = oneHot.logProb(chosen);
        return outside.select(logProb.like(Double.NEGATIVE_INFINITY), logProb);
    }

    @Override
    public Node sample(Draws draws) {
        return index(oneHot.sample(draws));
    }

    @Override
    public Optional<Node> mode() {
        return oneHot.mode().map(this::index);
    }

    @Override
    public Optional<Node> entropy() {
        return oneHot.entropy();
    }

    @Override
    public Optional<Node> kl(Law other) {
        return other instanceof Categorical p ? oneHot.kl(p.oneHot) : Optional.empty();
    }

    @Override
    public Optional<Node> values() {
        return oneHot.values().map(this::index);
    }

    private Node index(Node oneHots) {
        Node indices = oneHots.graph()
                .constant(IntStream.range(0, classes).asDoubleStream().toArray(), classes);
        return Axes.sumLast(oneHots.times(indices), 1);
    }

    private record Members() implements Family {

        @Override
        public String name() {
            return "Categorical";
        }

        @Override
        public List<String> parameters() {
            return List.of("logits");
        }

        @Override
        public List<Support> domains() {
            return List.of(Support.LOGARITHMS);
        }

        @Override
        public boolean pathwise() {
            return false;
        }

        @Override
        public Shape free(Shape event) {
            throw new IllegalArgumentException(
                    "free parameters of a Categorical need a number of classes: use with(Parameter.learned(...))");
        }

        @Override
        public boolean fits(Shape free, Shape event) {
            return withoutClasses(free).equals(event);
        }

        @Override
        public Shape event(Shape free) {
            return withoutClasses(free);
        }

        @Override
        public Law fromFree(Node free, Shape event) {
            return new Categorical(free, event);
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            Value logits = parameters.get(0);
            int classes = logits.event().dim(-1);
            return new Categorical(logits.over(Axes.join(event, Shape.of(classes))), event);
        }

        @Override
        public Shape common(List<Shape> parameters) {
            return withoutClasses(parameters.get(0));
        }

        private static Shape withoutClasses(Shape logits) {
            if (logits.rank() < 1) {
                throw new IllegalArgumentException("classes need an axis: logits=" + logits);
            }
            return Axes.first(logits, logits.rank() - 1);
        }
    }
}

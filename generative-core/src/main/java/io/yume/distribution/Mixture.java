package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A mixture of laws of one family, for the event as a whole or for each of its elements. */
public final class Mixture implements Law {

    /** Whether the event as a whole or each of its elements comes from a component of its own. */
    public enum Mixing {
        /** The whole event comes from one component. */
        EVENT,
        /** Each element comes from a component of its own, with weights of its own. */
        ELEMENT,
        /** Each element comes from a component of its own; all elements have the same weights. */
        ELEMENT_SHARED_WEIGHTS
    }

    private final Node logWeights;
    private final ElementwiseLaw components;
    private final boolean whole;
    private final Shape event;
    private final int count;

    /**
     * A mixture of components.
     *
     * @param logits unnormalised log-weights: {@code [lead..., components]} to mix whole events, else
     *     {@code [lead..., components, event...]}, where axes of the event may be 1
     * @param components the laws of all components as one, of the event {@code [components, event...]}
     * @param mixing what is mixed; whether elements share their weights is up to the logits
     */
    public Mixture(Node logits, ElementwiseLaw components, Mixing mixing) {
        this.components = components;
        this.whole = mixing == Mixing.EVENT;
        this.event = components.event().dropFirst();
        this.count = components.event().dim(0);
        this.logWeights = logits.minus(logits.logSumExp(whole ? -1 : -1 - event.rank()));
    }

    /** A family of mixtures. */
    public static Family family(Family component, int components, Mixing mixing) {
        return new Members(component, components, mixing);
    }

    /** A variable whose value as a whole comes from one of several components; a network gives logits, then components. */
    public static Template of(Family component, int components, String variable, int... event) {
        return new Template(family(component, components, Mixing.EVENT), variable, event);
    }

    /** A variable whose elements are mixtures, each with its own weights and components. */
    public static Template ofElements(Family component, int components, String variable, int... event) {
        return new Template(family(component, components, Mixing.ELEMENT), variable, event);
    }

    /**
     * The posterior of the component that a value came from, {@code p(component|variable, given)}: one index for the
     * event, or one for each element. It shares the mixture's learned tensors.
     *
     * @throws IllegalArgumentException when its law is made, if the factor is no mixture
     */
    public static Factor posterior(Factor mixture, String component) {
        List<String> given = Stream.concat(Stream.of(mixture.variable()), mixture.given().stream())
                .toList();
        Source source = new Source.Made(given, mixture.owners(), mixture.learns(), (environment, factor) -> {
            if (!(mixture.law(environment) instanceof Mixture law)) {
                throw new IllegalArgumentException("a posterior over components needs a mixture: family="
                        + mixture.family().name());
            }
            Node posterior =
                    law.logPosterior(environment.value(mixture.variable()).node());
            Node last = law.whole
                    ? posterior
                    : moved(
                            posterior,
                            posterior.shape().rank() - 1 - law.event.rank(),
                            posterior.shape().rank() - 1);
            return new Categorical(factor.attached(last), law.whole ? Shape.SCALAR : law.event);
        });
        return Factor.of(new MadeFamily("posterior of a " + mixture.family().name(), false), component, null, source);
    }

    /** Normalised log-weights, shaped like the logits. */
    public Node logWeights() {
        return logWeights;
    }

    /** The law of all components, of the event {@code [components, event...]}. */
    public ElementwiseLaw components() {
        return components;
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return components.support();
    }

    @Override
    public boolean isDiscrete() {
        return components.isDiscrete();
    }

    @Override
    public boolean pathwise() {
        return false;
    }

    /**
     * The joint log-density of a value and each component, {@code [lead..., components]} or
     * {@code [lead..., components, event...]}.
     */
    private Node joint(Node value) {
        Node elements =
                components.elementLogProb(Axes.insert(value, value.shape().rank() - event.rank()));
        return (whole ? Axes.sumLast(elements, event.rank()) : elements).plus(logWeights);
    }

    private int axis() {
        return whole ? -1 : -1 - event.rank();
    }

    @Override
    public Node logProb(Node value) {
        Node total = Axes.remove(joint(value).logSumExp(axis()), axis());
        return whole ? total : Axes.sumLast(total, event.rank());
    }

    /** The posterior log-probability of every component given a value, shaped like the log-weights. */
    public Node logPosterior(Node value) {
        Node joint = joint(value);
        return joint.minus(joint.logSumExp(axis()));
    }

    @Override
    public Node sample(Draws draws) {
        Node values = components.sample(draws.within("value"));
        Draws choice = draws.within("component");
        Node chosen;
        if (whole) {
            chosen = choose(logWeights, Shape.of(count), choice);
            for (int i = 0; i < event.rank(); i++) {
                chosen = Axes.insert(chosen, -1);
            }
        } else {
            Node full = Axes.withEvent(logWeights, components.event());
            Node classesLast = moved(
                    full, full.shape().rank() - 1 - event.rank(), full.shape().rank() - 1);
            Node choices = choose(classesLast, Axes.join(event, Shape.of(count)), choice);
            int rank = choices.shape().rank();
            chosen = moved(choices, rank - 1, rank - 1 - event.rank());
        }
        return pick(values.times(chosen));
    }

    private static Node choose(Node logWeights, Shape classes, Draws draws) {
        Node full = Axes.withEvent(logWeights, classes);
        return OneHotCategorical.draw(full.minus(full.logSumExp(-1)), classes, draws);
    }

    @Override
    public Optional<Node> mean() {
        return components.mean().map(this::weighted);
    }

    /** Law of total variance: the mean of the components' variances plus the variance of their means. */
    @Override
    public Optional<Node> variance() {
        return components.mean().flatMap(means -> components.variance().map(within -> {
            Node mean = weighted(means);
            Node apart = means.minus(Axes.insert(mean, mean.shape().rank() - event.rank()));
            return weighted(within.plus(apart.square()));
        }));
    }

    /** The mean of a number per component, by the weights. */
    private Node weighted(Node ofComponents) {
        Node weights = logWeights.exp();
        for (int i = 0; whole && i < event.rank(); i++) {
            weights = Axes.insert(weights, -1);
        }
        return pick(ofComponents.times(weights));
    }

    /** The values of one component, which all share. */
    @Override
    public Optional<Node> values() {
        return components.elementValues().flatMap(all -> Enumeration.of(logWeights.graph(), all, 1, event));
    }

    private Node pick(Node weighted) {
        int axis = -1 - event.rank();
        return Axes.remove(weighted.sum(new int[] {axis}), axis);
    }

    private static Node moved(Node node, int from, int to) {
        List<Integer> axes =
                new ArrayList<>(IntStream.range(0, node.shape().rank()).boxed().toList());
        axes.add(to, axes.remove(from));
        return node.permute(axes.toArray(Integer[]::new));
    }

    private record Members(Family component, int count, Mixing mixing) implements Family {

        Members {
            if (count < 1) {
                throw new IllegalArgumentException("a mixture needs a component: components=" + count);
            }
        }

        @Override
        public String name() {
            return "Mixture of " + count + " " + component.name();
        }

        @Override
        public List<String> parameters() {
            return Stream.concat(Stream.of("logits"), component.parameters().stream())
                    .toList();
        }

        @Override
        public List<Support> domains() {
            return Stream.concat(Stream.of(Support.LOGARITHMS), component.domains().stream())
                    .toList();
        }

        @Override
        public void requireLegal(List<Parameter> given) {
            Family.super.requireLegal(given);
            component.requireLegal(given.subList(1, given.size()));
        }

        @Override
        public boolean pathwise() {
            return false;
        }

        private Shape all(Shape event) {
            return Axes.join(Shape.of(count), event);
        }

        private Shape weights(Shape event) {
            int[] ones = new int[event.rank()];
            Arrays.fill(ones, 1);
            return switch (mixing) {
                case EVENT -> Shape.of(count);
                case ELEMENT -> all(event);
                case ELEMENT_SHARED_WEIGHTS -> all(Shape.of(ones));
            };
        }

        @Override
        public Shape free(Shape event) {
            return Shape.of(weights(event).size() + component.free(all(event)).size());
        }

        @Override
        public Shape event(Shape free) {
            int each = component.free(Shape.of(count)).size() + (mixing == Mixing.ELEMENT ? count : 0);
            int numbers = free.size() - (mixing == Mixing.ELEMENT ? 0 : count);
            if (free.rank() != 1 || numbers < each || numbers % each != 0) {
                throw new IllegalArgumentException("a network must give the logits and the parameters of a " + name()
                        + " in one row: its output=" + free);
            }
            return Shape.of(numbers / each);
        }

        @Override
        public Law fromFree(Node free, Shape event) {
            int rank = free.shape().rank();
            Shape lead = Axes.first(free.shape(), rank - 1);
            int split = weights(event).size();
            Shape rest = component.free(all(event));
            Node logits = free.slice(-1, 0, split).reshape(Axes.join(lead, weights(event)));
            Node components = free.slice(-1, split, rest.size()).reshape(Axes.join(lead, rest));
            return make(logits, component.fromFree(components, all(event)));
        }

        @Override
        public Law fromParameters(List<Value> parameters, Shape event) {
            return make(
                    parameters.get(0).over(weights(event)),
                    component.fromParameters(parameters.subList(1, parameters.size()), all(event)));
        }

        @Override
        public Shape common(List<Shape> parameters) {
            Shape common = component.common(parameters.subList(1, parameters.size()));
            Shape all = mixing == Mixing.EVENT ? common : Shape.broadcast(common, parameters.get(0));
            // If all parameters are single numbers, the same for every component, the event is a single number.
            return all.rank() == 0 ? Shape.SCALAR : all.dropFirst();
        }

        private Law make(Node logits, Law components) {
            if (components instanceof ElementwiseLaw elementwise) {
                return new Mixture(logits, elementwise, mixing);
            }
            throw new IllegalArgumentException(
                    "components must have independent elements: component=" + component.name());
        }
    }
}

package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A distribution whose density is proportional to the product of others (Hinton, 2002), for families that are closed
 * under products: precisions of {@link Normal}s are added, and so are the logits of {@link Bernoulli},
 * {@link Categorical} and {@link OneHotCategorical}. A prior is an expert like the others. For a missing input, build
 * the product without its expert; the rest shares its learned tensors.
 */
public final class ProductOfExperts {

    private ProductOfExperts() {}

    /**
     * The product.
     *
     * @throws IllegalArgumentException if there is no expert or they are of several variables; when its law is made,
     *     if they have different families or events, or the family has no products
     */
    public static Factor of(Factor... experts) {
        return weighted(List.of(experts), Experts.ones(experts.length));
    }

    /**
     * The product of powers.
     *
     * @param weights the powers, above 0, one per expert
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Factor weighted(List<Factor> experts, double... weights) {
        List<Factor> all = Experts.require(experts, weights);
        double[] powers = weights.clone();
        boolean pathwise = all.stream().allMatch(expert -> expert.family().pathwise());
        return Experts.factor(
                new MadeFamily("ProductOfExperts", pathwise),
                all,
                Source.Made.of(
                        all,
                        (environment, parts) -> product(
                                parts.stream()
                                        .map(part -> part.law(environment))
                                        .toList(),
                                powers)));
    }

    /**
     * The product of one expert that always takes part and others with gates: in each row, an expert whose gate is 1
     * takes part and one whose gate is 0 does not. For {@link Normal} experts.
     *
     * @param always the expert without a gate, usually the prior
     * @param gates the variable of each expert's gate: a single number, or one for each element of the event
     * @throws IllegalArgumentException as {@link #of}, or if there is not one gate for each expert
     */
    public static Factor gated(Factor always, List<Factor> experts, List<String> gates) {
        if (gates.size() != experts.size()) {
            throw new IllegalArgumentException(
                    "there must be a gate for each expert: experts=" + experts.size() + ", gates=" + gates);
        }
        List<Factor> all = new ArrayList<>(experts);
        all.add(0, always);
        Experts.require(all, Experts.ones(all.size()));
        Source.Made plain = Source.Made.of(all, (environment, parts) -> {
            List<Law> laws = parts.stream().map(part -> part.law(environment)).toList();
            List<Value> open = gates.stream().map(environment::value).toList();
            return gated(laws, open);
        });
        return withGates(all, plain, gates);
    }

    private static Factor withGates(List<Factor> all, Source.Made plain, List<String> gates) {
        List<String> given =
                Stream.concat(plain.given().stream(), gates.stream()).distinct().toList();
        boolean pathwise = all.stream().allMatch(expert -> expert.family().pathwise());
        return Experts.factor(
                new MadeFamily("ProductOfExperts", pathwise),
                all,
                new Source.Made(given, plain.owners(), plain.learns(), plain.maker()));
    }

    /**
     * The product of one expert that always takes part and one for each of several observations of a variable,
     * {@code p(z) prod_n q(z|x_n)}: these are one factor with one network, for any number of observations in any
     * order. An observation whose gate is 1 takes part, one whose gate is 0 does not. For {@link Normal} experts.
     *
     * @param always the expert without a gate, usually the prior
     * @param expert the factor that is given one observation
     * @param observations the variable of one observation in the expert; in the product its event has one more axis,
     *     the first, along which the observations lie
     * @param gates the variable of the gates, {@code [observations]}
     * @throws IllegalArgumentException as {@link #of}, or if the expert is not given the variable
     */
    public static Factor ofEach(Factor always, Factor expert, String observations, String gates) {
        List<Factor> all = List.of(always, expert);
        Experts.require(all, Experts.ones(2));
        if (!expert.given().contains(observations)) {
            throw new IllegalArgumentException("an expert for each observation must be given it: variable="
                    + observations + ", given=" + expert.given());
        }
        Source.Made plain = Source.Made.of(all, (environment, parts) -> {
            List<String> values = Stream.concat(parts.get(1).given().stream(), Stream.of(gates))
                    .toList();
            EachObservation each = EachObservation.of(environment, observations, values);
            return ofEach(
                    List.of(parts.get(0).law(environment), parts.get(1).law(each)),
                    each.each(environment.value(gates)));
        });
        return withGates(all, plain, List.of(gates));
    }

    private static Law ofEach(List<Law> laws, Value open) {
        Shape event = requireNormal(laws);
        Normal always = (Normal) laws.get(0);
        Normal each = (Normal) laws.get(1);
        Node own = precision(each).times(open.over(event));
        Node precision = precision(always);
        return normal(
                precision.plus(Axes.sumFirst(own)),
                precision.times(always.loc()).plus(Axes.sumFirst(own.times(each.loc()))),
                event);
    }

    private static Shape requireNormal(List<Law> laws) {
        if (!all(laws, Normal.class)) {
            throw unknown(laws, "experts with gates must all be Normal");
        }
        return Experts.event(laws);
    }

    private static Law gated(List<Law> laws, List<Value> open) {
        Shape event = requireNormal(laws);
        Node precision = precision((Normal) laws.get(0));
        Node pull = precision.times(((Normal) laws.get(0)).loc());
        for (int i = 0; i < open.size(); i++) {
            Node gate = open.get(i).over(event);
            Node own = precision((Normal) laws.get(i + 1)).times(gate);
            precision = precision.plus(own);
            pull = pull.plus(own.times(((Normal) laws.get(i + 1)).loc()));
        }
        return normal(precision, pull, event);
    }

    private static Law normal(Node precision, Node pull, Shape event) {
        Node logScale = precision.log().times(-0.5);
        return new Normal(pull.dividedBy(precision), logScale.exp(), logScale, event);
    }

    private static Law product(List<Law> laws, double... powers) {
        Shape event = Experts.event(laws);
        if (all(laws, Normal.class)) {
            return normal(laws, event, powers);
        }
        if (all(laws, Bernoulli.class)) {
            return Bernoulli.product(laws.stream().map(Bernoulli.class::cast).toList(), event, powers);
        }
        if (all(laws, OneHotCategorical.class)) {
            return new OneHotCategorical(sum(laws, law -> ((OneHotCategorical) law).logProbs(), powers), event);
        }
        if (all(laws, Categorical.class)) {
            return new Categorical(sum(laws, law -> ((Categorical) law).logProbs(), powers), event);
        }
        throw unknown(laws, "experts must all be Normal, Bernoulli, Categorical or OneHotCategorical");
    }

    private static IllegalArgumentException unknown(List<Law> laws, String rule) {
        return new IllegalArgumentException(rule + ": experts="
                + laws.stream().map(law -> law.getClass().getSimpleName()).toList());
    }

    private static boolean all(List<Law> laws, Class<? extends Law> type) {
        return laws.stream().allMatch(type::isInstance);
    }

    private static Law normal(List<Law> laws, Shape event, double... powers) {
        Node precision = sum(laws, law -> precision((Normal) law), powers);
        Node pull = sum(laws, law -> precision((Normal) law).times(((Normal) law).loc()), powers);
        return normal(precision, pull, event);
    }

    private static Node precision(Normal law) {
        return law.scale().square().reciprocal();
    }

    private static Node sum(List<Law> laws, Function<Law, Node> of, double... powers) {
        return IntStream.range(0, laws.size())
                .mapToObj(i -> of.apply(laws.get(i)).times(powers[i]))
                .reduce(Node::plus)
                .orElseThrow();
    }
}

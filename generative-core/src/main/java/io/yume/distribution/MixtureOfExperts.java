package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A mixture, with fixed weights, of distributions of one variable that are given different ones, such as the
 * posteriors of several modalities (Shi et al., 2019). A draw chooses an expert and draws from it; as the weights are
 * fixed, gradients through the draw are unbiased if those of all experts are.
 */
public final class MixtureOfExperts implements Law {

    private final List<Law> experts;
    private final double[] logWeights;
    private final Shape event;

    private MixtureOfExperts(List<Law> experts, double... weights) {
        this.experts = requireOneMeasure(experts);
        this.event = Experts.event(experts);
        double total = Arrays.stream(weights).sum();
        this.logWeights =
                Arrays.stream(weights).map(weight -> Math.log(weight / total)).toArray();
    }

    private static List<Law> requireOneMeasure(List<Law> experts) {
        if (experts.stream().map(Law::isDiscrete).distinct().count() > 1) {
            throw new IllegalArgumentException("experts must all have densities or all have masses: experts="
                    + experts.stream()
                            .map(law ->
                                    law.getClass().getSimpleName() + (law.isDiscrete() ? " (masses)" : " (density)"))
                            .toList());
        }
        return experts;
    }

    /**
     * The mixture with equal weights.
     *
     * @throws IllegalArgumentException if there is no expert or they are of several variables; when its law is made,
     *     if they have different events, or some have densities and others probabilities
     */
    public static Factor of(Factor... experts) {
        return weighted(List.of(experts), Experts.ones(experts.length));
    }

    /**
     * The mixture with fixed weights, which are divided by their sum.
     *
     * @param weights above 0, one per expert
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Factor weighted(List<Factor> experts, double... weights) {
        List<Factor> all = Experts.require(experts, weights);
        double[] own = weights.clone();
        boolean pathwise = all.stream().allMatch(expert -> expert.family().pathwise());
        return Experts.factor(
                new MadeFamily("MixtureOfExperts", pathwise),
                all,
                Source.Made.of(
                        all,
                        (environment, parts) -> new MixtureOfExperts(
                                parts.stream()
                                        .map(part -> part.law(environment))
                                        .toList(),
                                own)));
    }

    private record OneOf(List<Support> supports) implements DoublePredicate {
        @Override
        public boolean test(double x) {
            return supports.stream().anyMatch(each -> each.contains().test(x));
        }
    }

    @Override
    public Shape event() {
        return event;
    }

    /** The union of the experts' supports. */
    @Override
    public Support support() {
        List<Support> all = experts.stream().map(Law::support).distinct().toList();
        if (all.size() == 1) {
            return all.get(0);
        }
        String text = String.join(" or ", all.stream().map(Support::text).toList());
        return new Support(text, new OneOf(all));
    }

    @Override
    public boolean isDiscrete() {
        return experts.stream().anyMatch(Law::isDiscrete);
    }

    @Override
    public boolean pathwise() {
        return experts.stream().allMatch(Law::pathwise);
    }

    @Override
    public boolean biased() {
        return experts.stream().anyMatch(Law::biased);
    }

    /** A value outside of one expert's support may lie in another's: there that expert's density is 0. */
    @Override
    public Node logProb(Node value) {
        List<Node> each = IntStream.range(0, experts.size())
                .mapToObj(i -> experts.get(i).boundedLogProb(value).plus(logWeights[i]))
                .toList();
        Shape common = each.stream().map(Node::shape).reduce(Shape.SCALAR, Shape::broadcast);
        List<Node> columns = each.stream()
                .map(node -> Axes.insert(node.broadcastTo(common), -1))
                .toList();
        return Axes.remove(value.graph().concat(common.rank(), columns).logSumExp(-1), -1);
    }

    @Override
    public Node boundedLogProb(Node value) {
        return logProb(value);
    }

    @Override
    public Node sample(Draws draws) {
        List<Node> drawn = IntStream.range(0, experts.size())
                .mapToObj(i -> experts.get(i).sample(draws.within("expert " + i)))
                .toList();
        Node uniform = draws.uniform("choice", Shape.SCALAR);
        for (int i = 0; i < event.rank(); i++) {
            uniform = Axes.insert(uniform, -1);
        }
        Node chosen = drawn.get(0);
        double upTo = 0;
        for (int i = 1; i < drawn.size(); i++) {
            upTo += Math.exp(logWeights[i - 1]);
            chosen = uniform.greater(upTo).select(drawn.get(i), chosen);
        }
        return chosen;
    }

    @Override
    public Optional<Node> mean() {
        return weighted(Law::mean);
    }

    /** Law of total variance: the mean of the experts' variances plus the variance of their means. */
    @Override
    public Optional<Node> variance() {
        return mean().flatMap(mean -> weighted(expert -> expert.variance()
                .map(within ->
                        within.plus(expert.mean().orElseThrow().minus(mean).square()))));
    }

    /** The mean of a quantity over the experts, if all of them have it. */
    private Optional<Node> weighted(Function<Law, Optional<Node>> of) {
        List<Optional<Node>> each = experts.stream().map(of).toList();
        return each.stream().allMatch(Optional::isPresent)
                ? IntStream.range(0, each.size())
                        .mapToObj(i -> each.get(i).orElseThrow().times(Math.exp(logWeights[i])))
                        .reduce(Node::plus)
                : Optional.empty();
    }

    /** The values of one expert, if all experts have the same. */
    @Override
    public Optional<Node> values() {
        List<Optional<Node>> all = experts.stream().map(Law::values).distinct().toList();
        return all.size() == 1 ? all.get(0) : Optional.empty();
    }
}

package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The distribution of given examples: each is drawn with the same probability, and the probability of a value is the
 * share of the examples that equal it. Meant for some thousands; to train on a data set, use a {@code DataSet}.
 */
public final class Empirical implements Law {

    private record Seen(Set<Double> numbers) implements DoublePredicate {
        @Override
        public boolean test(double x) {
            return numbers.contains((float) x + 0.0);
        }
    }

    private final Graph graph;
    private final double[] examples;
    private final int count;
    private final Shape event;

    private Empirical(Graph graph, double[] examples, int count, Shape event) {
        this.graph = graph;
        this.examples = examples;
        this.count = count;
        this.event = event;
    }

    /**
     * A variable whose values are the examples.
     *
     * @param examples one event after another
     * @param event the shape of one value
     * @throws IllegalArgumentException if they are not at least one whole event, or not finite
     */
    public static Factor of(String variable, double[] examples, int... event) {
        Shape shape = Shape.of(event);
        if (examples.length == 0 || examples.length % shape.size() != 0) {
            throw new IllegalArgumentException("there must be at least one example of whole events: event=" + shape
                    + ", numbers=" + examples.length);
        }
        if (!Arrays.stream(examples).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("examples must be finite: variable=" + variable);
        }
        // As a program has them, to which 0 and -0 are equal.
        double[] rounded = Arrays.stream(examples).map(x -> (float) x + 0.0).toArray();
        Source source = new Source.Made(
                List.of(),
                List.of(),
                false,
                (environment, factor) ->
                        new Empirical(environment.graph(), rounded, rounded.length / shape.size(), shape));
        return Factor.of(new MadeFamily("Empirical", false), variable, shape, source);
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return new Support(
                "{" + count + " examples}",
                new Seen(Arrays.stream(examples).boxed().collect(Collectors.toSet())));
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    @Override
    public boolean pathwise() {
        return false;
    }

    private Node table(double[] rows, int number) {
        return graph.constant(rows, Axes.join(Shape.of(number), event).dims());
    }

    @Override
    public Node logProb(Node value) {
        Node wide = Axes.insert(value, -1 - event.rank());
        Node same = Axes.sumLast(wide.equalTo(table(examples, count)), event.rank());
        Node matches = Axes.sumLast(same.greater(event.size() - 0.5), 1);
        return matches.log().minus(Math.log(count));
    }

    @Override
    public Node sample(Draws draws) {
        Node index =
                Special.FLOOR.of(draws.uniform("", Shape.SCALAR).times(count)).min(count - 1);
        Shape lead = index.shape();
        Node rows = table(examples, count).gather(index.reshape(lead.size()));
        return rows.reshape(Axes.join(lead, event));
    }

    @Override
    public Optional<Node> mean() {
        return Optional.of(Axes.sumFirst(table(examples, count)).dividedBy(count));
    }

    @Override
    public Optional<Node> variance() {
        Node rows = table(examples, count);
        Node mean = Axes.sumFirst(rows).dividedBy(count);
        return Optional.of(Axes.sumFirst(rows.minus(mean).square()).dividedBy(count));
    }

    /** The most frequent example; if there are several, the first. */
    @Override
    public Optional<Node> mode() {
        List<Double> most = distinct().entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .orElseThrow()
                .getKey();
        double[] row = most.stream().mapToDouble(x -> x).toArray();
        return Optional.of(graph.constant(row, event.dims()));
    }

    @Override
    public Optional<Node> entropy() {
        double entropy = distinct().values().stream()
                .mapToDouble(times -> (double) times / count)
                .map(share -> -share * Math.log(share))
                .sum();
        return Optional.of(graph.constant(entropy));
    }

    @Override
    public Optional<Node> values() {
        Map<List<Double>, Integer> distinct = distinct();
        double[] rows = distinct.keySet().stream()
                .flatMap(List::stream)
                .mapToDouble(x -> x)
                .toArray();
        return Optional.of(table(rows, distinct.size()));
    }

    private Map<List<Double>, Integer> distinct() {
        Map<List<Double>, Integer> times = new LinkedHashMap<>();
        int each = event.size();
        for (int i = 0; i < count; i++) {
            int at = i * each;
            times.merge(
                    IntStream.range(at, at + each).mapToObj(j -> examples[j]).toList(), 1, Integer::sum);
        }
        return times;
    }
}

package io.yume.loss;

import io.yume.distribution.Notation;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An objective as one graph for a batch of examples, for {@code io.yume.train} and {@code io.yume.evaluation}: its
 * value, its terms, and what must be fed and learned.
 */
public final class ObjectiveGraph implements FedGraph {

    /** The name of the total among the terms. */
    public static final String TOTAL = "objective";

    /**
     * A scalar placeholder that follows the mean of a term: after each step it becomes {@code decay * old + (1 - decay) * term}; it
     * starts at 0.
     */
    public record RunningMean(String placeholder, String term, double decay) {}

    /**
     * What a tensor follows: after each step it becomes {@code keep * old + (1 - keep) * mean of the values}.
     *
     * @param values one for each place where its network is applied
     * @param keep the weight of the past, in [0, 1)
     */
    public record Statistic(List<Node> values, double keep) {

        /** Copies the values, in order. */
        public Statistic {
            values = List.copyOf(values);
        }

        Statistic and(Statistic other) {
            return new Statistic(
                    Stream.of(values, other.values)
                            .flatMap(List::stream)
                            .distinct()
                            .toList(),
                    keep);
        }

        /** The mean of the values. */
        public Node mean() {
            return values.stream().reduce(Node::plus).orElseThrow().dividedBy(values.size());
        }
    }

    private final Objective objective;
    /**
     * What came of a term.
     *
     * @param term prints it
     * @param value of any shape
     */
    public record Computed(Supplier<String> term, Node value) {}

    private final Lowering lowering;
    private final Node value;

    private ObjectiveGraph(Objective objective, Lowering lowering, Node value) {
        this.objective = objective;
        this.lowering = lowering;
        this.value = value;
    }

    /**
     * Builds the graph for training.
     *
     * @param batch number of examples
     * @param observed the shape of one value of every variable that the data provides
     * @throws IllegalArgumentException if a term cannot be computed, naming it as printed
     */
    public static ObjectiveGraph training(Objective objective, int batch, Map<String, Shape> observed) {
        return training(objective, batch, observed, new Learned());
    }

    /** Builds the graph for evaluation: layers that only act in training, such as dropout, do nothing. */
    public static ObjectiveGraph evaluation(Objective objective, int batch, Map<String, Shape> observed) {
        return of(objective, batch, observed, false, new Learned());
    }

    /** The training graph of one of several objectives that are trained together and share learned tensors. */
    static ObjectiveGraph training(Objective objective, int batch, Map<String, Shape> observed, Learned learned) {
        return of(objective, batch, observed, true, learned);
    }

    private static ObjectiveGraph of(
            Objective objective, int batch, Map<String, Shape> observed, boolean training, Learned learned) {
        Lowering lowering = new Lowering(batch, observed, training, Letters.of(objective, Notation.text()), learned);
        Node value = objective.lower(Scope.root(lowering));
        return new ObjectiveGraph(objective, lowering, value);
    }

    /** The graph. */
    public Graph graph() {
        return lowering.graph();
    }

    /** The value of the objective: a scalar after a reduction over the batch, else one number per example. */
    public Node value() {
        return value;
    }

    /** The mean of every term over the batch, by its text, in the order of computation; the total comes last. */
    public Map<String, Node> terms() {
        Map<String, Node> terms = new LinkedHashMap<>(lowering.terms());
        terms.put(TOTAL, value.mean());
        return terms;
    }

    /**
     * A term before the mean over the batch: one number per example, or a scalar where the term is one number for the
     * batch.
     *
     * @throws IllegalArgumentException if there is no such term
     */
    public Node each(String term) {
        Node each = lowering.each().get(term);
        if (each == null) {
            throw new IllegalArgumentException(
                    "unknown term: term=" + term + ", known=" + lowering.each().keySet());
        }
        return each;
    }

    /** What came of sums, products and functions of terms, which are not reported, in the order of computation. */
    public List<Computed> computed() {
        return Collections.unmodifiableList(lowering.computed());
    }

    @Override
    public Inputs inputs() {
        return lowering.inputs();
    }

    /** The scalars that are fed at each step, by name, with their schedules. */
    public Map<String, Annealing> schedules() {
        return Collections.unmodifiableMap(lowering.schedules());
    }

    /** The tensors that are updated from a statistic of each step instead of a gradient, by name; in training only. */
    public Map<String, Statistic> statistics() {
        return Collections.unmodifiableMap(lowering.statistics());
    }

    /**
     * The values after the last step of those states of a {@link Scan} that start from variables of the data,
     * {@code [batch, ...]}, by the names of these variables.
     */
    public Map<String, Node> carried() {
        return Collections.unmodifiableMap(lowering.carried());
    }

    /** The scalars that are fed at each step and hold the running mean of a term. */
    public List<RunningMean> runningMeans() {
        return lowering.running();
    }

    /**
     * The scalar to be minimised in order to train all learned tensors.
     *
     * @param maximise whether the objective is to grow
     * @throws IllegalArgumentException if the objective is no scalar, or a learned tensor gets no gradient
     */
    public Node loss(boolean maximise) {
        return loss(
                maximise,
                specs().entrySet().stream()
                        .filter(spec -> !spec.getValue().isUntrained())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    /** The same where only the named tensors are trained. */
    Node loss(boolean maximise, Set<String> trained) {
        if (value.shape().rank() != 0) {
            throw new IllegalArgumentException(
                    "what is trained must be one number: use mean() or sum(): term=" + objective);
        }
        Node loss = maximise ? value.neg() : value;
        for (Node more : lowering.auxiliary()) {
            loss = loss.plus(more);
        }
        Set<String> reached = GradientPaths.parameters(loss);
        Set<String> missed = new TreeSet<>(trained);
        missed.removeAll(reached);
        if (!missed.isEmpty()) {
            throw new IllegalArgumentException(
                    "everything that is learned needs a gradient of the objective: without one=" + missed + ", term="
                            + objective);
        }
        return loss;
    }

    /** The tensors that only an auxiliary loss, such as a baseline's, reaches. */
    Set<String> auxiliary() {
        Set<String> names = new TreeSet<>();
        lowering.auxiliary().forEach(node -> names.addAll(GradientPaths.parameters(node)));
        names.removeAll(GradientPaths.parameters(value));
        return names;
    }

    /** One line for each term: its formula and its node. */
    @Override
    public String toString() {
        return String.join(", ", new ArrayList<>(lowering.terms().keySet()));
    }
}

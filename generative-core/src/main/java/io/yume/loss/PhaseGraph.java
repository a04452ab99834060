package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A phase as a graph of its own, and the tensors that it learns, for {@code io.yume.train}.
 *
 * @param loss what is minimised to train them
 * @param group the names of the tensors, none of which another phase learns
 */
public record PhaseGraph(Phase phase, ObjectiveGraph graph, Node loss, List<String> group) {

    /**
     * The phases of one training, and the learned tensors of all of them: what phases have in common is one tensor.
     */
    public record Training(List<PhaseGraph> phases, Map<String, Spec> specs) {}

    /**
     * Builds the graphs of the phases of a training, and assigns the learned tensors to phases.
     *
     * @param kept distributions whose tensors no phase changes
     * @param batch number of examples
     * @param observed the shape of one value of every variable that the data provides
     * @throws IllegalArgumentException if a term cannot be computed, two phases learn one tensor, a tensor gets no
     *     gradient in the phase that learns it, or a phase is to learn, or to keep, what no term uses
     */
    public static Training of(List<Phase> phases, List<Distribution> kept, int batch, Map<String, Shape> observed) {
        requireNames(phases);
        Learned learned = new Learned();
        List<ObjectiveGraph> graphs = phases.stream()
                .map(phase -> ObjectiveGraph.training(phase.objective(), batch, observed, learned))
                .toList();
        Set<String> still = still(kept, learned);
        List<Set<String>> groups = groups(phases, graphs, learned, still);
        List<PhaseGraph> result = new ArrayList<>();
        Map<String, Spec> specs = new LinkedHashMap<>();
        for (int i = 0; i < phases.size(); i++) {
            ObjectiveGraph graph = graphs.get(i);
            Set<String> group = groups.get(i);
            requireUsed(phases.get(i), learned);
            if (group.isEmpty() && phases.size() > 1) {
                throw new IllegalArgumentException("a phase must learn something: phase=" + phases.get(i));
            }
            group.forEach(name -> specs.put(name, learned.specs().get(name)));
            Node loss = graph.loss(phases.get(i).maximises(), group);
            result.add(new PhaseGraph(phases.get(i), graph, loss, List.copyOf(group)));
        }
        // Constants come after the tensors that optimisers change, which must be contiguous.
        learned.specs().forEach((name, spec) -> {
            if (spec.isUntrained() || still.contains(name)) {
                specs.put(name, spec);
            }
        });
        Set<String> left = new LinkedHashSet<>(learned.specs().keySet());
        left.removeAll(specs.keySet());
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "everything that is learned needs a phase that learns it: left=" + left + ", phases=" + phases);
        }
        return new Training(List.copyOf(result), specs);
    }

    /** The tensors of the distributions that are kept. */
    private static Set<String> still(List<Distribution> kept, Learned learned) {
        Set<String> all = new LinkedHashSet<>();
        kept.stream().flatMap(each -> each.factors().stream()).forEach(factor -> {
            Set<String> own = learned.of(factor.owners());
            if (own.isEmpty() && factor.learns()) {
                throw new IllegalArgumentException("what is kept must be in a term: without one=" + factor);
            }
            all.addAll(own);
        });
        return all;
    }

    private static void requireNames(List<Phase> phases) {
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("a training needs a phase");
        }
        Set<String> names = new HashSet<>();
        for (Phase phase : phases) {
            if (phases.size() > 1 && (phase.name().isEmpty() || !names.add(phase.name()))) {
                throw new IllegalArgumentException(
                        "each of several phases needs a name of its own: name='" + phase.name() + "'");
            }
        }
    }

    private static Set<String> tensors(List<Phase.Learner> learners, Learned learned) {
        return learned.of(
                learners.stream().flatMap(each -> each.owners().stream()).toList());
    }

    /** What a phase is told to learn must occur in one of its terms; otherwise it would silently stay as it is. */
    private static void requireUsed(Phase phase, Learned learned) {
        for (Phase.Learner learner : phase.learners()) {
            if (learner.learns() && tensors(List.of(learner), learned).isEmpty()) {
                throw new IllegalArgumentException("what a phase learns must be in a term: without one="
                        + learner.text() + ", phase=" + phase.name());
            }
        }
    }

    private static List<Set<String>> groups(
            List<Phase> phases, List<ObjectiveGraph> graphs, Learned learned, Set<String> still) {
        List<Set<String>> groups = new ArrayList<>();
        Map<String, Phase> taken = new HashMap<>();
        for (int i = 0; i < phases.size(); i++) {
            Set<String> own = new LinkedHashSet<>(tensors(phases.get(i).learners(), learned));
            if (phases.size() > 1) {
                own.addAll(graphs.get(i).auxiliary());
            }
            own.removeIf(name -> learned.specs().get(name).isUntrained());
            groups.add(own);
            for (String name : own) {
                if (still.contains(name)) {
                    throw new IllegalArgumentException("a phase must not learn what is kept: name=" + name + ", phase="
                            + phases.get(i).name());
                }
                Phase other = taken.put(name, phases.get(i));
                if (other != null) {
                    throw new IllegalArgumentException(
                            "two phases must not learn one tensor: name=" + name + ", phases=" + other.name() + " and "
                                    + phases.get(i).name());
                }
            }
        }
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < phases.size(); i++) {
            if (phases.get(i).learners().isEmpty()) {
                open.add(i);
            }
        }
        if (open.size() > 1) {
            throw new IllegalArgumentException("at most one phase may leave open what it learns: use learning(...): "
                    + open.stream().map(i -> phases.get(i).name()).toList());
        }
        for (int i : open) {
            learned.specs().keySet().stream()
                    .filter(name -> !taken.containsKey(name)
                            && !still.contains(name)
                            && !learned.specs().get(name).isUntrained())
                    .forEach(groups.get(i)::add);
        }
        return groups;
    }
}

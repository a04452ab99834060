package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.graph.Adam;
import io.yume.graph.Optimizer;
import io.yume.nn.Network;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of several objectives that are trained in turns, with what it learns and how: discriminator and generator of an
 * adversarial network, or waking and sleeping. In every step of a training each phase makes its updates, in the order
 * in which the phases are given. The tensors of other phases are constants to it. Immutable.
 */
public final class Phase {

    /**
     * Something that has learned tensors.
     *
     * @param text its name in errors
     * @param owners of its tensors
     * @param learns whether it has any
     */
    record Learner(String text, List<Object> owners, boolean learns) {}

    private final String name;
    private final Objective objective;
    private final boolean maximise;
    private final List<Learner> learners;
    private final Optimizer optimizer;
    private final int updates;
    private final int every;
    private final double bound;

    private Phase(
            String name,
            Objective objective,
            boolean maximise,
            List<Learner> learners,
            Optimizer optimizer,
            int updates,
            int every,
            double bound) {
        this.name = name;
        this.objective = objective;
        this.maximise = maximise;
        this.learners = List.copyOf(learners);
        this.optimizer = optimizer;
        this.updates = updates;
        this.every = every;
        this.bound = bound;
    }

    /** A phase that maximises an objective, by Adam at a rate of 0.001, with one update in every step. */
    public static Phase maximise(String name, Objective objective) {
        return new Phase(name, objective, true, List.of(), Adam.of(1e-3), 1, 1, Double.POSITIVE_INFINITY);
    }

    /** A phase that minimises an objective, by Adam at a rate of 0.001, with one update in every step. */
    public static Phase minimise(String name, Objective objective) {
        return new Phase(name, objective, false, List.of(), Adam.of(1e-3), 1, 1, Double.POSITIVE_INFINITY);
    }

    /** Learns the tensors of some distributions; a phase that names nothing learns whatever no other phase does. */
    public Phase learning(Distribution... more) {
        return adding(Stream.of(more)
                .flatMap(each -> each.factors().stream())
                .map(factor -> new Learner(factor.toString(), factor.owners(), factor.learns())));
    }

    /** Learns the tensors of some networks. */
    public Phase learning(Network... more) {
        return adding(Stream.of(more)
                .map(network -> new Learner(
                        network.toString(), List.of(network), !network.specs().isEmpty())));
    }

    /** Learns the tensors of some critics. */
    public Phase learning(Critic... more) {
        return adding(Stream.of(more)
                .map(critic -> new Learner(
                        critic.toString(),
                        critic.factor().owners(),
                        critic.factor().learns())));
    }

    private Phase adding(Stream<Learner> more) {
        List<Learner> all = Stream.concat(learners.stream(), more).toList();
        return new Phase(name, objective, maximise, all, optimizer, updates, every, bound);
    }

    /** With this optimiser. */
    public Phase with(Optimizer other) {
        return new Phase(name, objective, maximise, learners, other, updates, every, bound);
    }

    /**
     * With several updates in a step, each on another batch of examples.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Phase updates(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a phase must have an update in a step: updates=" + count);
        }
        return new Phase(name, objective, maximise, learners, optimizer, count, every, bound);
    }

    /**
     * Only in every n-th step, beginning with the first.
     *
     * @throws IllegalArgumentException if the number is below 1
     */
    public Phase every(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("a phase must come at least every so many steps: every=" + steps);
        }
        return new Phase(name, objective, maximise, learners, optimizer, updates, steps, bound);
    }

    /**
     * With every learned number clipped to [-largest, largest] after each update (Arjovsky, Chintala and Bottou,
     * 2017).
     *
     * @throws IllegalArgumentException if the bound is not above 0
     */
    public Phase clippingWeights(double largest) {
        if (!(largest > 0)) {
            throw new IllegalArgumentException("weights must be clipped to a bound > 0: bound=" + largest);
        }
        return new Phase(name, objective, maximise, learners, optimizer, updates, every, largest);
    }

    /** The prefix of its reported terms; empty for the only phase of a training. */
    public String name() {
        return name;
    }

    /** The objective to be maximised or minimised. */
    public Objective objective() {
        return objective;
    }

    /** Whether the objective is maximised, not minimised. */
    public boolean maximises() {
        return maximise;
    }

    /** The optimiser. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** Number of updates in a step. */
    public int updates() {
        return updates;
    }

    /** The phase is part of every n-th step. */
    public int every() {
        return every;
    }

    /** The bound to which learned numbers are clipped. */
    public double bound() {
        return bound;
    }

    /** The owners of the tensors that it learns; empty if it learns whatever no other phase does. */
    List<Learner> learners() {
        return learners;
    }

    /** The formula as LaTeX, such as {@code \max_{critic} ...}. */
    public String latex() {
        return (maximise ? "\\max_{\\text{" : "\\min_{\\text{") + name + "}} " + objective.latex();
    }

    @Override
    public String toString() {
        String text = (maximise ? "max " : "min ") + objective;
        return name.isEmpty() ? objective.toString() : name + ": " + text;
    }
}

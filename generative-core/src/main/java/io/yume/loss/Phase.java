package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.graph.Adam;
import io.yume.graph.Optimizer;
import io.yume.nn.Network;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the objectives that a training takes in turns, what it learns, and how: the discriminator's and the generator's of an adversarial
 * network, or waking and sleeping. In one step of a training every phase has its updates, in the order in which they are written. Other
 * phases' tensors are constants to it. Immutable.
 */
public final class Phase {

    /**
     * What has something to learn.
     *
     * @param text what it is called in errors
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

    /** A phase in which an objective is to grow, by Adam at a rate of 0.001, once in every step. */
    public static Phase maximise(String name, Objective objective) {
        return new Phase(name, objective, true, List.of(), Adam.of(1e-3), 1, 1, Double.POSITIVE_INFINITY);
    }

    /** A phase in which an objective is to fall, by Adam at a rate of 0.001, once in every step. */
    public static Phase minimise(String name, Objective objective) {
        return new Phase(name, objective, false, List.of(), Adam.of(1e-3), 1, 1, Double.POSITIVE_INFINITY);
    }

    /** Learns what some distributions have to learn; a phase that does not say learns what no other phase does. */
    public Phase learning(Distribution... more) {
        return adding(Stream.of(more)
                .flatMap(each -> each.factors().stream())
                .map(factor -> new Learner(factor.toString(), factor.owners(), factor.learns())));
    }

    /** Learns what some networks have to learn. */
    public Phase learning(Network... more) {
        return adding(Stream.of(more)
                .map(network -> new Learner(
                        network.toString(), List.of(network), !network.specs().isEmpty())));
    }

    /** Learns what some critics have to learn. */
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
     * With several updates in a step, each on examples of its own.
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
     * Only in each so many-th step, first in the first.
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
     * With every learned number clipped to [-bound, bound] after each update (Arjovsky, Chintala and Bottou, 2017).
     *
     * @throws IllegalArgumentException if the bound is not above 0
     */
    public Phase clippingWeights(double largest) {
        if (!(largest > 0)) {
            throw new IllegalArgumentException("weights must be clipped to a bound > 0: bound=" + largest);
        }
        return new Phase(name, objective, maximise, learners, optimizer, updates, every, largest);
    }

    /** By which its terms are reported; empty for the only one of a training. */
    public String name() {
        return name;
    }

    /** What is made larger or smaller. */
    public Objective objective() {
        return objective;
    }

    /** Whether the objective is to grow. */
    public boolean maximises() {
        return maximise;
    }

    /** The optimiser. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** Updates in a step. */
    public int updates() {
        return updates;
    }

    /** Steps from one that has it to the next. */
    public int every() {
        return every;
    }

    /** The largest size of a learned number. */
    public double bound() {
        return bound;
    }

    /** Whose tensors it learns; empty if those that no other phase does. */
    List<Learner> learners() {
        return learners;
    }

    /** As LaTeX, such as {@code \max_{critic} ...}. */
    public String latex() {
        return (maximise ? "\\max_{\\text{" : "\\min_{\\text{") + name + "}} " + objective.latex();
    }

    @Override
    public String toString() {
        String text = (maximise ? "max " : "min ") + objective;
        return name.isEmpty() ? objective.toString() : name + ": " + text;
    }
}

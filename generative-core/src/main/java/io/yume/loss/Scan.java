package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import io.yume.nn.RecurrentCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The steps along sequences: what every step sees, draws and remembers. Immutable; {@link #sum} and {@link #mean} make
 * an objective of it.
 *
 * <pre>{@code
 * Objective vrnn = Scan.over("x")                                    // x is the x of the step
 *         .draw(encoder)                                            // z ~ q(z|x,h)
 *         .state("h", "after", GruCell.of(28 + 16, 128), "x", "z")   // h before the step
 *         .sum(logProb(decoder).minus(kl(encoder, prior)));
 * }</pre>
 *
 * A sequence is a variable, of the data or drawn outside of the scan, whose first axis is the time. Every step has
 * draws of its own, and gradients flow through the states to earlier steps. If steps draw nothing and no two states
 * see each other, the states are computed first and then the objective of all steps at once.
 */
public final class Scan {

    /** A variable of the step: the element of a sequence at the step plus an offset. */
    record Slice(String name, String sequence, int offset) {}

    /** A state; exactly one of cell and network is not null, and {@code start} is empty where it starts at zero. */
    record State(
            String before,
            String after,
            RecurrentCell cell,
            Network network,
            int size,
            List<String> inputs,
            String name,
            List<String> start) {

        String label() {
            return name == null ? after + "|" + String.join(",", inputs) : name;
        }

        boolean sees(State other) {
            return inputs.contains(other.before) || inputs.contains(other.after);
        }

        State named(String other) {
            return new State(before, after, cell, network, size, inputs, other, start);
        }

        State from(List<String> variables) {
            return new State(before, after, cell, network, size, inputs, name, variables);
        }

        /**
         * What it becomes is of the shape that it had.
         *
         * @param variable that has it
         */
        void requireShape(String variable, Shape expected, Shape actual) {
            if (!actual.equals(expected)) {
                throw new IllegalArgumentException("a state must keep its shape: state=" + label() + ", variable="
                        + variable + ", expected=" + expected + ", actual=" + actual);
            }
        }
    }

    private final List<Slice> slices;
    private final List<State> states;
    private final List<Factor> draws;
    private final Sampling sampling;
    private final String mask;

    private Scan(List<Slice> slices, List<State> states, List<Factor> draws, Sampling sampling, String mask) {
        List<String> names = Stream.concat(
                        slices.stream().map(Slice::name),
                        states.stream().flatMap(state -> Stream.of(state.before(), state.after())))
                .toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("a name must be used once: sequences, slices and states=" + names);
        }
        this.slices = slices;
        this.states = states;
        this.draws = draws;
        this.sampling = sampling;
        this.mask = mask;
    }

    /** A scan along sequences; each step sees its element of a sequence under the sequence's name. */
    public static Scan over(String... sequences) {
        return new Scan(
                Stream.of(sequences).map(name -> new Slice(name, name, 0)).toList(),
                List.of(),
                List.of(),
                Sampling.ONCE,
                null);
    }

    /**
     * Each step also sees a later element of a sequence. The sequence's last steps, which have no such element, are left
     * out, so that other sequences have fewer elements: of actions, one less than of states where each step sees the next
     * state.
     *
     * @param name of the element within a step
     * @param sequence that it is taken from
     * @param offset how many steps ahead, at least 0
     * @throws IllegalArgumentException if the offset is negative
     */
    public Scan slice(String name, String sequence, int offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("a slice must not look back: name=" + name + ", offset=" + offset);
        }
        return new Scan(added(slices, new Slice(name, sequence, offset)), states, draws, sampling, mask);
    }

    /**
     * A state that starts at zero, unless {@link #from} says otherwise.
     *
     * @param before its name before the step
     * @param after its name after the step
     * @param inputs the variables that the cell sees beside its state, joined into one row
     */
    public Scan state(String before, String after, RecurrentCell cell, String... inputs) {
        State state = new State(before, after, cell, null, 0, List.of(inputs), null, List.of());
        return new Scan(slices, added(states, state), draws, sampling, mask);
    }

    /**
     * A state that starts at zero, unless {@link #from} says otherwise, and becomes the output of a network in each
     * step.
     *
     * @param before its name before the step
     * @param after its name after the step
     * @param size number of its elements
     * @param inputs the variables that the network sees, joined into one row; usually the state before is among them
     */
    public Scan state(String before, String after, int size, Network network, String... inputs) {
        State state = new State(before, after, null, network, size, List.of(inputs), null, List.of());
        return new Scan(slices, added(states, state), draws, sampling, mask);
    }

    /**
     * With a name for a state's learned tensors; the default is made of the variables, such as {@code h|x,z}.
     *
     * @param after the name of the state after the step
     * @throws IllegalArgumentException if there is no such state
     */
    public Scan named(String after, String name) {
        return changed(after, state -> state.named(name));
    }

    /**
     * With a state that starts at the value of variables instead of zero. If the data provides them, a long sequence
     * can be trained on in pieces: {@link ObjectiveGraph#carried} gives the state after the last step of a piece, to
     * be fed with the next one; no gradient flows from piece to piece. If they are drawn outside or learned
     * ({@code Deterministic.of("h_0", size).learned()} in an expectation), they get their gradient, and nothing is
     * carried.
     *
     * @param after the name of the state after the step
     * @param variables {@code [batch, ...]}, or the same for every example: first the output of the cell, then its
     *     memory, if it has one
     * @throws IllegalArgumentException if there is no such state
     */
    public Scan from(String after, String... variables) {
        return changed(after, state -> state.from(List.of(variables)));
    }

    private Scan changed(String after, UnaryOperator<State> change) {
        if (states.stream().noneMatch(state -> state.after().equals(after))) {
            throw new IllegalArgumentException("there is no such state: after=" + after + ", states="
                    + states.stream().map(State::after).toList());
        }
        List<State> changed = states.stream()
                .map(state -> state.after().equals(after) ? change.apply(state) : state)
                .toList();
        return new Scan(slices, changed, draws, sampling, mask);
    }

    /**
     * Draws variables in each step.
     *
     * @throws IllegalArgumentException if some of its variables are hidden: a scan draws all of them
     */
    public Scan draw(Distribution q) {
        if (!q.hidden().isEmpty()) {
            throw new IllegalArgumentException(
                    "a scan draws all variables of a distribution: hidden=" + q.hidden() + ", in=" + q);
        }
        List<Factor> more = new ArrayList<>(draws);
        more.addAll(q.factors());
        return new Scan(slices, states, List.copyOf(more), sampling, mask);
    }

    /** With several samples of the whole sequence per example. */
    public Scan samples(int count) {
        return new Scan(slices, states, draws, sampling.samples(count), mask);
    }

    /**
     * With another gradient estimator for a variable that is drawn in each step.
     *
     * @throws IllegalArgumentException if there is no such variable, or the estimator is enumeration, which only an
     *     expectation within a step can do
     */
    public Scan estimating(String variable, Estimator estimator) {
        if (draws.stream().noneMatch(factor -> factor.variable().equals(variable))) {
            throw new IllegalArgumentException("an estimator is for a variable that is drawn: variable=" + variable
                    + ", drawn=" + draws.stream().map(Factor::variable).toList());
        }
        if (estimator instanceof Estimator.Enumeration) {
            throw new IllegalArgumentException(
                    "what is drawn from step to step has too many values together: variable=" + variable);
        }
        return new Scan(slices, states, draws, sampling.with(variable, estimator), mask);
    }

    /**
     * With a chosen name for the noise that a variable is drawn from in each step, see {@link Expectation#noise}.
     *
     * @throws IllegalArgumentException if there is no such variable
     */
    public Scan noise(String variable, String name) {
        List<String> drawn = draws.stream().map(Factor::variable).toList();
        return new Scan(slices, states, draws, sampling.noise(drawn, variable, name), mask);
    }

    /**
     * Each step is weighted by its element of a sequence of single numbers; a step of weight 0 still updates the
     * states.
     */
    public Scan masked(String sequence) {
        return new Scan(slices, states, draws, sampling, sequence);
    }

    /** The sum of an objective over all steps. */
    public Objective sum(Objective step) {
        return new ScanSum(this, step, false);
    }

    /**
     * The mean of an objective over all steps of all sequences of the batch: the sum weighted by the mask, divided by
     * the sum of the weights, or by 1 where that is smaller. One number for the batch; terms within are reported as
     * such means, too.
     */
    public Objective mean(Objective step) {
        return new ScanSum(this, step, true);
    }

    List<Slice> slices() {
        return slices;
    }

    List<State> states() {
        return states;
    }

    /**
     * The states, ordered so that each can be computed for all steps before the next one, or null where two states see
     * each other.
     */
    List<State> oneByOne() {
        List<State> order = new ArrayList<>();
        List<State> left = new ArrayList<>(states);
        while (!left.isEmpty()) {
            Optional<State> next = left.stream()
                    .filter(state -> left.stream().noneMatch(other -> other != state && state.sees(other)))
                    .findFirst();
            if (next.isEmpty()) {
                return null;
            }
            order.add(next.get());
            left.remove(next.get());
        }
        return order;
    }

    List<Factor> draws() {
        return draws;
    }

    Sampling sampling() {
        return sampling;
    }

    String mask() {
        return mask;
    }

    private static <T> List<T> added(List<T> list, T more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }
}

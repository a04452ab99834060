package io.yume.graph;

import io.yume.graph.internal.Arena;
import io.yume.graph.internal.UpdateMath;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an optimizer keeps for some parameters: the number of updates done, the last gradient, and one vector per
 * {@linkplain Optimizer#slots() slot}, all laid out like the parameters. Slots lie on the heap, four bytes per parameter
 * each: nothing native reads them.
 *
 * <p>A large update uses the threads of the {@link ComputeThread} that it runs on; the bits do not depend on their number.
 */
public final class OptimizerState implements AutoCloseable {

    private final Optimizer optimizer;
    private final Parameters parameters;
    private final List<String> names;
    private final int begin;
    private final Arena gradients;
    private final Map<String, float[]> slots = new LinkedHashMap<>();
    private final UpdateRule rule;
    private final UpdatePass pass;
    private final GradientSum sum = new GradientSum();
    private long step;

    /** Starts with zeros; {@code parameters} stay the caller's. */
    public OptimizerState(Optimizer optimizer, Parameters parameters) {
        this(optimizer, parameters, parameters.specs().keySet());
    }

    /**
     * The state for some of the parameters: a group with an optimizer of its own. The others are neither read nor changed by an update.
     *
     * @throws IllegalArgumentException if there is no name, or the parameters do not lie one after the other
     */
    public OptimizerState(Optimizer optimizer, Parameters parameters, Collection<String> group) {
        this.optimizer = optimizer;
        this.parameters = parameters;
        names = List.copyOf(group);
        int size = parameters.sizeOfGroup(names);
        begin = names.isEmpty() ? 0 : parameters.offset(names.get(0));
        optimizer.slots().forEach(slot -> slots.put(slot, new float[size]));
        gradients = new Arena(size);
        rule = UpdateRule.of(optimizer, Collections.unmodifiableMap(slots), UpdateMath.best());
        pass = new UpdatePass(parameters.arena(), begin, gradients, rule, optimizer.clipping());
    }

    /** The rule that it is the state of. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** The parameters it updates. */
    public Parameters parameters() {
        return parameters;
    }

    /** The names of the parameters it updates, in their order. */
    public List<String> names() {
        return names;
    }

    /** Updates done. */
    public long step() {
        return step;
    }

    /**
     * A copy of what a slot has for a parameter, row-major.
     *
     * @throws IllegalArgumentException if a name is unknown
     */
    public float[] get(String slot, String parameter) {
        float[] copy = new float[size(parameter)];
        System.arraycopy(slot(slot), offset(parameter), copy, 0, copy.length);
        return copy;
    }

    /**
     * Restores what {@link #get} gave.
     *
     * @throws IllegalArgumentException if a name is unknown or the length differs
     */
    public void set(String slot, String parameter, float[] values) {
        float[] all = slot(slot);
        int size = size(parameter);
        if (values.length != size) {
            throw new IllegalArgumentException("a slot must have the size of its parameter: slot=" + slot
                    + ", parameter=" + parameter + ", expected=" + size + ", actual=" + values.length);
        }
        System.arraycopy(values, 0, all, offset(parameter), size);
    }

    /**
     * Restores the number of updates done; gradients that were kept for the next one are dropped.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void restore(long steps) {
        Ranges.require(steps >= 0, "steps must be >= 0: steps=", steps);
        this.step = steps;
        sum.clear();
    }

    /** A copy of the last gradient of a parameter, before clipping. */
    public float[] gradient(String parameter) {
        float[] copy = new float[size(parameter)];
        gradients.read(offset(parameter), copy, 0, copy.length);
        return copy;
    }

    /** Operations of an update: those of the rule, and two per parameter for the norm. */
    long flops() {
        return (2L + rule.flops()) * count();
    }

    /** Number of learned numbers. */
    int count() {
        return names.stream().mapToInt(this::size).sum();
    }

    private float[] slot(String name) {
        float[] slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("unknown slot: name=" + name + ", known=" + slots.keySet());
        }
        return slot;
    }

    private int size(String parameter) {
        if (!names.contains(parameter)) {
            throw new IllegalArgumentException("unknown parameter: name=" + parameter + ", known=" + names);
        }
        return parameters.spec(parameter).shape().size();
    }

    /** Where a parameter lies in the vectors of this state. */
    int offset(String parameter) {
        return parameters.offset(parameter) - begin;
    }

    Arena gradients() {
        return gradients;
    }

    /**
     * Keeps the gradients that a program left for the next update, which is then by the mean of all that were kept and its own.
     *
     * @throws ArithmeticException if a gradient is not finite, naming the parameter; nothing is changed
     */
    void accumulate() {
        if (!Double.isFinite(pass.squaredNorm())) {
            exactSquares();
        }
        sum.add(gradients);
    }

    /** Drops the gradients that were kept for the next update. */
    public void forget() {
        sum.clear();
    }

    /**
     * One update with the gradients that a program left.
     *
     * @return the Euclidean norm of the whole gradient, before clipping
     * @throws ArithmeticException if a gradient is not finite, naming the parameter; nothing is changed
     */
    double update() {
        sum.takeMean(gradients);
        double squares = pass.squaredNorm();
        double norm = Math.sqrt(Double.isFinite(squares) ? squares : exactSquares());
        pass.update(step + 1, optimizer.rate().at(step + 1), norm);
        step++;
        return norm;
    }

    /** Slower, but in doubles: a float has no room for the square of 2e19. */
    private double exactSquares() {
        double total = 0;
        for (String name : names) {
            for (float value : gradient(name)) {
                if (!Float.isFinite(value)) {
                    throw new ArithmeticException(
                            "a gradient must be finite: parameter=" + name + ", step=" + (step + 1));
                }
                total += (double) value * value;
            }
        }
        return total;
    }

    /**
     * Frees the memory.
     *
     * @throws IllegalStateException if a program that trains with it is running; nothing is freed then
     */
    @Override
    public void close() {
        gradients.close();
    }
}

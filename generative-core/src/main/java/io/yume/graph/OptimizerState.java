package io.yume.graph;

import io.yume.graph.internal.Arena;
import io.yume.graph.internal.UpdateMath;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an optimizer keeps for some parameters: the number of updates done, the last gradient, and one vector per
 * {@linkplain Optimizer#slots() slot}, all laid out like the parameters. Slots lie on the heap, four bytes per parameter
 * each: nothing native reads them.
 *
 * <p>An update of more than 100,000 parameters uses as many threads as native ops do on the calling thread (see
 * {@link ComputeThread}); the bits do not depend on their number. They sleep between updates and end with {@link #close}.
 */
public final class OptimizerState implements AutoCloseable {

    private final Optimizer optimizer;
    private final Parameters parameters;
    private final Arena gradients;
    private final Map<String, float[]> slots = new LinkedHashMap<>();
    private final UpdatePass pass;
    private long step;

    /** Starts with zeros; {@code parameters} stay the caller's. */
    public OptimizerState(Optimizer optimizer, Parameters parameters) {
        this.optimizer = optimizer;
        this.parameters = parameters;
        int size = parameters.arena().size();
        optimizer.slots().forEach(slot -> slots.put(slot, new float[size]));
        gradients = new Arena(size);
        UpdateRule rule = UpdateRule.of(optimizer, Collections.unmodifiableMap(slots), UpdateMath.best());
        pass = new UpdatePass(parameters.arena(), gradients, rule, optimizer.clipping());
    }

    /** The rule that it is the state of. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** The parameters it updates. */
    public Parameters parameters() {
        return parameters;
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
        System.arraycopy(slot(slot), parameters.offset(parameter), copy, 0, copy.length);
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
        System.arraycopy(values, 0, all, parameters.offset(parameter), size);
    }

    /**
     * Restores the number of updates done.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void restore(long steps) {
        Ranges.require(steps >= 0, "steps must be >= 0: steps=", steps);
        this.step = steps;
    }

    /** A copy of the last gradient of a parameter, before clipping. */
    public float[] gradient(String parameter) {
        float[] copy = new float[size(parameter)];
        gradients.read(parameters.offset(parameter), copy, 0, copy.length);
        return copy;
    }

    private float[] slot(String name) {
        float[] slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("unknown slot: name=" + name + ", known=" + slots.keySet());
        }
        return slot;
    }

    private int size(String parameter) {
        return parameters.spec(parameter).shape().size();
    }

    Arena gradients() {
        return gradients;
    }

    /**
     * One update with the gradients that a program left.
     *
     * @return the Euclidean norm of the whole gradient, before clipping
     * @throws ArithmeticException if a gradient is not finite, naming the parameter; nothing is changed
     */
    double update() {
        double squares = pass.squaredNorm();
        double norm = Math.sqrt(Double.isFinite(squares) ? squares : exactSquares());
        pass.update(step + 1, optimizer.rate().at(step + 1), norm);
        step++;
        return norm;
    }

    /** Slower, but in doubles: a float has no room for the square of 2e19. */
    private double exactSquares() {
        double total = 0;
        for (String name : parameters.specs().keySet()) {
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

    @Override
    public void close() {
        pass.close();
        gradients.close();
    }
}

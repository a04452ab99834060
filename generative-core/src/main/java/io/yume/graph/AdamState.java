package io.yume.graph;

import io.yume.graph.internal.Arena;
import io.yume.graph.internal.BlockMath;
import java.util.Arrays;

/**
 * The state of Adam for some parameters: gradient, first and second moments, each a flat native vector laid out like the
 * parameters, and the number of steps done. One pass over the vectors is one update.
 */
public final class AdamState implements AutoCloseable {

    /** What an update is called in descriptions. */
    static final String NAME = "adam";

    /** Vectors that an update goes over: parameters, gradients, first and second moments. */
    static final int VECTORS = 4;

    /** Operations per parameter: 2 for the norm, 3 and 4 for the moments, 6 for the step; clipping is not counted. */
    static final long FLOPS = 15;

    private final Adam config;
    private final Parameters parameters;
    private final Arena gradients;
    private final Arena first;
    private final Arena second;
    private final float[][] blocks = new float[4][BlockMath.BLOCK];
    private final float[] high = new float[BlockMath.BLOCK];
    private final float[] low = new float[BlockMath.BLOCK];
    private long step;

    /** Starts with zero moments. */
    public AdamState(Adam config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
        int size = parameters.arena().size();
        gradients = new Arena(size);
        first = new Arena(size);
        second = new Arena(size);
        Arrays.fill(high, (float) config.clip());
        Arrays.fill(low, (float) -config.clip());
    }

    /** The parameters it updates. */
    public Parameters parameters() {
        return parameters;
    }

    /** Updates done. */
    public long step() {
        return step;
    }

    /** The first or second moments of a parameter, as a copy. */
    public float[] moment(String name, boolean ofSquares) {
        float[] copy = new float[size(name)];
        (ofSquares ? second : first).read(parameters.offset(name), copy, 0, copy.length);
        return copy;
    }

    /** A copy of the last gradient of a parameter, before clipping. */
    public float[] gradient(String name) {
        float[] copy = new float[size(name)];
        gradients.read(parameters.offset(name), copy, 0, copy.length);
        return copy;
    }

    /**
     * Restores what {@link #moment} gave.
     *
     * @throws IllegalArgumentException if the name is unknown or a length differs
     */
    public void restore(String name, float[] moments, float[] squares) {
        int size = size(name);
        if (moments.length != size || squares.length != size) {
            throw new IllegalArgumentException("moments must have the size of their parameter: name=" + name
                    + ", expected=" + size + ", actual=" + moments.length + " and " + squares.length);
        }
        first.write(parameters.offset(name), moments, 0, moments.length);
        second.write(parameters.offset(name), squares, 0, squares.length);
    }

    /**
     * Restores the number of updates done.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void restore(long steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("steps must be >= 0: steps=" + steps);
        }
        this.step = steps;
    }

    private int size(String name) {
        return parameters.spec(name).shape().size();
    }

    Adam config() {
        return config;
    }

    Arena gradients() {
        return gradients;
    }

    /**
     * The Euclidean norm of the whole gradient.
     *
     * @throws ArithmeticException if a gradient is not finite, naming the parameter; nothing is changed
     */
    double checkedNorm(BlockMath math) {
        double total = 0;
        float[] block = blocks[0];
        for (String name : parameters.specs().keySet()) {
            int size = parameters.specs().get(name).shape().size();
            double sum = 0;
            for (int at = 0; at < size; at += block.length) {
                int n = Math.min(block.length, size - at);
                gradients.read(parameters.offset(name) + at, block, 0, n);
                math.mul(block, block, block, n);
                sum += math.sum(block, n);
            }
            if (!Double.isFinite(sum)) {
                throw new ArithmeticException("a gradient must be finite: parameter=" + name + ", step=" + (step + 1));
            }
            total += sum;
        }
        return Math.sqrt(total);
    }

    /** One update with the gradients that a program left. */
    void update(BlockMath math) {
        step++;
        double firstCorrection = 1 - StrictMath.pow(config.beta1(), step);
        double secondCorrection = 1 - StrictMath.pow(config.beta2(), step);
        float rate = (float) (config.rateAt(step) / firstCorrection);
        float scale = (float) (1 / Math.sqrt(secondCorrection));
        boolean clips = config.clip() < Double.POSITIVE_INFINITY;
        Arena values = parameters.arena();
        for (int at = 0; at < values.size(); at += BlockMath.BLOCK) {
            int n = Math.min(BlockMath.BLOCK, values.size() - at);
            values.read(at, blocks[0], 0, n);
            gradients.read(at, blocks[1], 0, n);
            first.read(at, blocks[2], 0, n);
            second.read(at, blocks[3], 0, n);
            if (clips) {
                math.min(blocks[1], high, blocks[1], n);
                math.max(blocks[1], low, blocks[1], n);
            }
            math.adam(
                    blocks[0],
                    blocks[1],
                    blocks[2],
                    blocks[3],
                    n,
                    rate,
                    (float) config.beta1(),
                    (float) config.beta2(),
                    scale,
                    (float) config.epsilon());
            values.write(at, blocks[0], 0, n);
            first.write(at, blocks[2], 0, n);
            second.write(at, blocks[3], 0, n);
        }
    }

    /**
     * Frees the memory.
     *
     * @throws IllegalStateException if a program that trains with it is running; nothing is freed then
     */
    @Override
    public void close() {
        // First: a running program holds this one.
        gradients.close();
        first.close();
        second.close();
    }
}

package io.yume.world.dream;

/**
 * How a dream runs.
 *
 * @param rows dreams at once, at least 2
 * @param temperature 1 is the learned world; more makes it less certain
 * @param maxSteps the step at which a dream is cut
 * @param doneWeight the weight of positives that the done head was trained with
 * @param features what the controller sees
 */
public record DreamConfig(int rows, double temperature, int maxSteps, double doneWeight, Features features) {

    /** @throws IllegalArgumentException if a value is out of its range */
    public DreamConfig {
        if (rows < 2) {
            throw new IllegalArgumentException("rows must be >= 2: rows=" + rows);
        }
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be > 0: temperature=" + temperature);
        }
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps must be >= 1: maxSteps=" + maxSteps);
        }
        if (!(doneWeight > 0)) {
            throw new IllegalArgumentException("doneWeight must be > 0: doneWeight=" + doneWeight);
        }
    }
}

package io.yume.graph;

/**
 * Adam (Kingma and Ba, 2015) with a learning rate that decays geometrically to a floor.
 *
 * @param rate learning rate of the first step
 * @param decay factor per step; 1 keeps the rate
 * @param floor the rate never falls below it
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of squared gradients
 * @param epsilon added to the root of the second mean
 * @param clip each gradient element is clipped to [-clip, clip]; infinity does not clip
 */
public record Adam(double rate, double decay, double floor, double beta1, double beta2, double epsilon, double clip) {

    /** @throws IllegalArgumentException if a value is out of its range, naming it */
    public Adam {
        require(rate > 0, "rate must be > 0: rate=" + rate);
        require(decay > 0 && decay <= 1, "decay must be in (0, 1]: decay=" + decay);
        require(floor >= 0, "floor must be >= 0: floor=" + floor);
        require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1): beta1=" + beta1);
        require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1): beta2=" + beta2);
        require(epsilon > 0, "epsilon must be > 0: epsilon=" + epsilon);
        require(clip > 0, "clip must be > 0: clip=" + clip);
    }

    /** The published defaults at a learning rate. */
    public static Adam of(double rate) {
        return new Adam(rate, 1, 0, 0.9, 0.999, 1e-8, Double.POSITIVE_INFINITY);
    }

    /** With a decaying rate. */
    public Adam decaying(double factor, double lowest) {
        return new Adam(rate, factor, lowest, beta1, beta2, epsilon, clip);
    }

    /** With gradients clipped by value. */
    public Adam clipped(double bound) {
        return new Adam(rate, decay, floor, beta1, beta2, epsilon, bound);
    }

    /** The learning rate of step {@code 1, 2, ...}. */
    public double rateAt(long step) {
        return Math.max(floor, rate * StrictMath.pow(decay, step - 1.0));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}

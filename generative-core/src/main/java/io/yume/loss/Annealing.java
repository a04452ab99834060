package io.yume.loss;

/** A number that depends on the step of a training. */
@FunctionalInterface
public interface Annealing {

    /** The number at step {@code 0, 1, ...}. */
    double at(long step);

    /** The same number at every step. */
    static Annealing constant(double value) {
        return new Line(value, value, 1);
    }

    /**
     * Moves linearly from one value to another over a number of steps, and then stays there.
     *
     * @throws IllegalArgumentException if there is no step
     */
    static Annealing linear(double from, double to, long steps) {
        return new Line(from, to, steps);
    }

    /** See {@link #linear}; equal ones may share a name in an objective. */
    record Line(double from, double to, long steps) implements Annealing {

        /** @throws IllegalArgumentException if there is no step */
        public Line {
            if (steps < 1) {
                throw new IllegalArgumentException("a schedule needs a step: steps=" + steps);
            }
        }

        @Override
        public double at(long step) {
            return from + (to - from) * Math.min(1, (double) step / steps);
        }
    }
}

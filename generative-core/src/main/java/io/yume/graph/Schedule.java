package io.yume.graph;

import java.util.List;
import java.util.stream.Stream;

/** The learning rate of each step. Steps count from 1. */
public sealed interface Schedule {

    /** The learning rate of step {@code 1, 2, ...}. */
    double at(long step);

    /** One rate for all steps. */
    record Constant(double rate) implements Schedule {

        /** @throws IllegalArgumentException if the rate is not above 0 */
        public Constant {
            requireRate(rate);
        }

        @Override
        public double at(long step) {
            return rate;
        }
    }

    /**
     * {@code max(floor, rate * decay^(step - 1))}.
     *
     * @param rate of the first step
     * @param decay factor per step; 1 keeps the rate
     * @param floor the rate never falls below it
     */
    record Exponential(double rate, double decay, double floor) implements Schedule {

        /** @throws IllegalArgumentException if a value is out of its range, naming it */
        public Exponential {
            requireRate(rate);
            Ranges.require(decay > 0 && decay <= 1, "decay must be in (0, 1]: decay=", decay);
            Ranges.require(floor >= 0 && floor <= rate, "floor must be in [0, rate]: floor=", floor);
        }

        @Override
        public double at(long step) {
            return Math.max(floor, rate * StrictMath.pow(decay, step - 1.0));
        }
    }

    /**
     * Half a cosine from the rate down to the floor (Loshchilov and Hutter, 2017, without restarts):
     * {@code floor + (rate - floor) * (1 + cos(pi (step - 1) / steps)) / 2}, and the floor after that.
     *
     * @param rate of the first step
     * @param floor of step {@code steps + 1} and all that follow
     * @param steps length of the way down
     */
    record Cosine(double rate, double floor, long steps) implements Schedule {

        /** @throws IllegalArgumentException if a value is out of its range, naming it */
        public Cosine {
            requireRate(rate);
            Ranges.require(floor >= 0 && floor <= rate, "floor must be in [0, rate=" + rate + "]: floor=", floor);
            requireSteps(steps);
        }

        @Override
        public double at(long step) {
            if (step > steps) {
                return floor;
            }
            return floor + (rate - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * (step - 1) / steps));
        }
    }

    /**
     * Rates that hold for a number of steps each.
     *
     * @param rate until the first change
     * @param changes in the order of their steps
     */
    record Piecewise(double rate, List<Change> changes) implements Schedule {

        /**
         * A new rate.
         *
         * @param step the first step that has it
         * @param rate from this step on
         */
        public record Change(long step, double rate) {

            /** @throws IllegalArgumentException if a value is out of its range, naming it */
            public Change {
                Ranges.require(step > 1, "a change of the rate must be at a step > 1: step=", step);
                requireRate(rate);
            }
        }

        /** @throws IllegalArgumentException if a rate is not above 0 or a step is not after the one before */
        public Piecewise {
            requireRate(rate);
            changes = List.copyOf(changes);
            for (int i = 1; i < changes.size(); i++) {
                long before = changes.get(i - 1).step();
                Ranges.require(
                        changes.get(i).step() > before,
                        "changes of the rate must be in the order of their steps: before=" + before + ", step=",
                        changes.get(i).step());
            }
        }

        @Override
        public double at(long step) {
            double current = rate;
            for (Change change : changes) {
                if (step < change.step()) {
                    break;
                }
                current = change.rate();
            }
            return current;
        }

        /** With another rate from a step on. */
        public Piecewise then(long step, double next) {
            return new Piecewise(
                    rate,
                    Stream.concat(changes.stream(), Stream.of(new Change(step, next)))
                            .toList());
        }
    }

    /**
     * A linear rise, then another schedule from its first step: {@code after.at(1) * step / (steps + 1)} for the first
     * {@code steps} steps, {@code after.at(step - steps)} for those that follow.
     */
    record WarmUp(long steps, Schedule after) implements Schedule {

        /** @throws IllegalArgumentException if the number of steps is not above 0 */
        public WarmUp {
            requireSteps(steps);
        }

        @Override
        public double at(long step) {
            return step > steps ? after.at(step - steps) : after.at(1) * step / (steps + 1.0);
        }
    }

    /** One rate for all steps. */
    static Schedule constant(double rate) {
        return new Constant(rate);
    }

    /** A rate that falls by a factor per step, to a floor. */
    static Schedule exponential(double rate, double decay, double floor) {
        return new Exponential(rate, decay, floor);
    }

    /** A rate that falls to a floor along half a cosine. */
    static Schedule cosine(double rate, double floor, long steps) {
        return new Cosine(rate, floor, steps);
    }

    /** A rate that changes at given steps: {@code Schedule.piecewise(0.1).then(1001, 0.01).then(2001, 0.001)}. */
    static Piecewise piecewise(double rate) {
        return new Piecewise(rate, List.of());
    }

    /** This schedule after a linear rise over some steps. */
    default Schedule warmedUp(long steps) {
        return new WarmUp(steps, this);
    }

    private static void requireRate(double rate) {
        Ranges.require(Double.isFinite(rate) && rate > 0, "rate must be finite and > 0: rate=", rate);
    }

    private static void requireSteps(long steps) {
        Ranges.require(steps > 0, "steps must be > 0: steps=", steps);
    }
}

package io.yume.env;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A way to act that never looks at the world: the yardstick that a policy with eyes has to beat. What it plays depends
 * on the action space and one seed alone.
 *
 * <p>Every policy works on levels in {@code [0, 1]}, which means the same in every space: in {@code Discrete(n)} level
 * {@code p} is the action {@code floor(p n)} (1 is the last action), in a {@link Box} it is {@code low + p (high - low)}
 * for each element. {@link Constant} and {@link Sweep} give all elements of a box the same level.
 */
public sealed interface OpenLoopPolicy {

    /** A short name for tables, such as {@code sweep(40)}; equal policies have equal names. */
    String name();

    /**
     * Starts one episode.
     *
     * @throws IllegalArgumentException if the space is pixels or an unbounded box
     */
    Run start(Space actionSpace, long seed);

    /** The actions of one episode, in order. Not thread-safe. */
    interface Run {

        /**
         * Writes the next action.
         *
         * @param action as many elements as {@code actionSpace.size()}
         * @throws IllegalArgumentException if the length differs
         */
        void next(float[] action);
    }

    /** The same action at every step. */
    record Constant(double level) implements OpenLoopPolicy {

        /** @throws IllegalArgumentException if the level is not in {@code [0, 1]} */
        public Constant {
            if (!(level >= 0 && level <= 1)) {
                throw new IllegalArgumentException("level must be in [0, 1]: level=" + level);
            }
        }

        @Override
        public String name() {
            return "constant(" + level + ")";
        }

        @Override
        public Run start(Space actionSpace, long seed) {
            ActionLevels levels = new ActionLevels(actionSpace);
            return action -> levels.writeAll(level, action);
        }
    }

    /**
     * The same action at every step, with a level for each element.
     *
     * @param levels one for each element of the action
     */
    record Constants(List<Double> levels) implements OpenLoopPolicy {

        /** @throws IllegalArgumentException if there is no level, or one is not in {@code [0, 1]} */
        public Constants {
            levels = List.copyOf(levels);
            if (levels.isEmpty()) {
                throw new IllegalArgumentException("levels must not be empty: levels=" + levels);
            }
            for (double level : levels) {
                if (!(level >= 0 && level <= 1)) {
                    throw new IllegalArgumentException("levels must be in [0, 1]: levels=" + levels);
                }
            }
        }

        @Override
        public String name() {
            return "constants(" + levels.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
        }

        /** @throws IllegalArgumentException if the space is pixels or an unbounded box, or has another number of elements */
        @Override
        public Run start(Space actionSpace, long seed) {
            ActionLevels bounds = new ActionLevels(actionSpace);
            if (bounds.size() != levels.size()) {
                throw new IllegalArgumentException("levels must match the action space: expected=[" + bounds.size()
                        + "], actual=[" + levels.size() + "]");
            }
            double[] each = levels.stream().mapToDouble(Double::doubleValue).toArray();
            return action -> bounds.write(each, action);
        }
    }

    /**
     * A random action that is held for a random number of steps, then drawn anew.
     *
     * @param minHold fewest steps an action is held
     * @param maxHold most steps an action is held; every number between is equally likely
     * @param low weight of the lowest third of the levels; within a third levels are uniform
     * @param middle weight of the middle third
     * @param high weight of the highest third; with equal weights the action is uniform over the space
     */
    record HeldRandom(int minHold, int maxHold, int low, int middle, int high) implements OpenLoopPolicy {

        /** @throws IllegalArgumentException if the holds are not ordered and positive, or the weights no distribution */
        public HeldRandom {
            if (minHold < 1 || maxHold < minHold) {
                throw new IllegalArgumentException(
                        "holds must be 1 <= minHold <= maxHold: minHold=" + minHold + ", maxHold=" + maxHold);
            }
            long sum = (long) low + middle + high;
            if (low < 0 || middle < 0 || high < 0 || sum < 1 || sum > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("weights must be >= 0 with a sum in 1..2147483647: low=" + low
                        + ", middle=" + middle + ", high=" + high);
            }
        }

        @Override
        public String name() {
            return "held(" + minHold + ".." + maxHold + ", " + low + ":" + middle + ":" + high + ")";
        }

        @Override
        public Run start(Space actionSpace, long seed) {
            ActionLevels levels = new ActionLevels(actionSpace);
            SplitMix64 random = new SplitMix64(seed);
            double[] held = new double[levels.size()];
            int[] left = {0};
            return action -> {
                if (left[0] == 0) {
                    left[0] = random.between(minHold, maxHold);
                    for (int i = 0; i < held.length; i++) {
                        held[i] = (third(random) + random.unit()) / 3;
                    }
                }
                left[0]--;
                levels.write(held, action);
            };
        }

        private int third(SplitMix64 random) {
            int draw = random.below(low + middle + high);
            if (draw < low) {
                return 0;
            }
            return draw < low + middle ? 1 : 2;
        }
    }

    /** The lowest and the highest action in turns, each for a half-period; the seed decides which comes first. */
    record Sweep(int halfPeriod) implements OpenLoopPolicy {

        /** @throws IllegalArgumentException if {@code halfPeriod < 1} */
        public Sweep {
            if (halfPeriod < 1) {
                throw new IllegalArgumentException("halfPeriod must be >= 1: halfPeriod=" + halfPeriod);
            }
        }

        @Override
        public String name() {
            return "sweep(" + halfPeriod + ")";
        }

        @Override
        public Run start(Space actionSpace, long seed) {
            ActionLevels levels = new ActionLevels(actionSpace);
            int[] side = {new SplitMix64(seed).below(2)};
            int[] left = {halfPeriod};
            return action -> {
                if (left[0] == 0) {
                    left[0] = halfPeriod;
                    side[0] = 1 - side[0];
                }
                left[0]--;
                levels.writeAll(side[0], action);
            };
        }
    }

    /**
     * Brownian levels: each starts uniform and moves at every step by a uniform number in {@code [-stride, stride]},
     * reflected at 0 and 1.
     */
    record Brownian(double stride) implements OpenLoopPolicy {

        /** @throws IllegalArgumentException if the stride is not in {@code (0, 1]} */
        public Brownian {
            if (!(stride > 0 && stride <= 1)) {
                throw new IllegalArgumentException("stride must be in (0, 1]: stride=" + stride);
            }
        }

        @Override
        public String name() {
            return "brownian(" + stride + ")";
        }

        @Override
        public Run start(Space actionSpace, long seed) {
            ActionLevels levels = new ActionLevels(actionSpace);
            SplitMix64 random = new SplitMix64(seed);
            double[] level = new double[levels.size()];
            for (int i = 0; i < level.length; i++) {
                level[i] = random.unit();
            }
            return action -> {
                levels.write(level, action);
                for (int i = 0; i < level.length; i++) {
                    double moved = Math.abs(level[i] + stride * (2 * random.unit() - 1));
                    level[i] = moved > 1 ? 2 - moved : moved;
                }
            };
        }
    }
}

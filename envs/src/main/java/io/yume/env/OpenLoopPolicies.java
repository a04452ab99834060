package io.yume.env;

import java.util.ArrayList;
import java.util.List;

/** The open-loop policies that others are measured against: the random one, and a fixed list to choose the best from. */
public final class OpenLoopPolicies {

    private static final int[][] HOLDS = {
        {1, 1}, {1, 3}, {1, 5}, {1, 10}, {5, 15}, {1, 20}, {10, 30}, {1, 40}, {20, 40}, {1, 80}, {30, 60}, {40, 80}
    };
    private static final int[][] WEIGHTS = {{1, 1, 1}, {1, 0, 1}, {1, 2, 1}, {1, 4, 1}, {2, 1, 1}, {1, 1, 2}};
    private static final double[] STRIDES = {0.02, 0.05, 0.1, 0.2, 0.4, 0.8};
    private static final int SHORTEST_SWEEP = 5;
    private static final int LONGEST_SWEEP = 150;
    private static final int LEVELS = 3;
    /** Elements whose constants are combined: with more there would be too many combinations. */
    private static final int MOST_COMBINED = 3;

    private OpenLoopPolicies() {}

    /** The policy called "random" everywhere: a uniform action held for 1 to 10 steps (Ha and Schmidhuber, 2018). */
    public static OpenLoopPolicy random() {
        return new OpenLoopPolicy.HeldRandom(1, 10, 1, 1, 1);
    }

    /**
     * The policies to choose the best open-loop policy from, always in the same order: constants (every action;
     * in a box lowest, middle and highest of each element with those of the others, of more than three elements of all at
     * once), random actions held for several ranges of steps and with several weights, Brownian
     * actions, and sweeps of every half-period from 5 to 150 steps. Choose on other seeds than those reported.
     *
     * @throws IllegalArgumentException if the space is pixels or an unbounded box
     */
    public static List<OpenLoopPolicy> candidates(Space actionSpace) {
        new ActionLevels(actionSpace);
        List<OpenLoopPolicy> policies = new ArrayList<>();
        addConstants(actionSpace, policies);
        for (int[] hold : HOLDS) {
            for (int[] weight : WEIGHTS) {
                policies.add(new OpenLoopPolicy.HeldRandom(hold[0], hold[1], weight[0], weight[1], weight[2]));
            }
        }
        for (double stride : STRIDES) {
            policies.add(new OpenLoopPolicy.Brownian(stride));
        }
        for (int halfPeriod = SHORTEST_SWEEP; halfPeriod <= LONGEST_SWEEP; halfPeriod++) {
            policies.add(new OpenLoopPolicy.Sweep(halfPeriod));
        }
        return List.copyOf(policies);
    }

    private static void addConstants(Space actionSpace, List<OpenLoopPolicy> policies) {
        int elements = actionSpace.size();
        if (elements > 1 && elements <= MOST_COMBINED) {
            int count = (int) Math.pow(LEVELS, elements);
            for (int number = 0; number < count; number++) {
                Double[] levels = new Double[elements];
                int rest = number;
                for (int i = elements - 1; i >= 0; i--) {
                    levels[i] = (rest % LEVELS) / (LEVELS - 1.0);
                    rest /= LEVELS;
                }
                policies.add(new OpenLoopPolicy.Constants(List.of(levels)));
            }
            return;
        }
        int constants = actionSpace instanceof Discrete discrete ? discrete.n() : LEVELS;
        for (int i = 0; i < constants; i++) {
            policies.add(new OpenLoopPolicy.Constant(constants == 1 ? 0 : (double) i / (constants - 1)));
        }
    }
}

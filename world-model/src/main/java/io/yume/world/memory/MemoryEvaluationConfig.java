package io.yume.world.memory;

import java.util.List;

/**
 * How {@link MemoryEvaluation} works.
 *
 * @param rows episodes at once, at least 2; part of the result's last bits
 * @param maxEpisodes held-out episodes looked at, from the front of the list
 * @param doneWeight the weight of positives that the done head was trained with
 * @param prefix steps of an episode that Memory has seen at least before it predicts alone
 * @param horizons the steps ahead at which predictions are scored, increasing
 * @param starts places, spread evenly over the episodes, where predictions start
 * @param draws sampled futures per start
 */
public record MemoryEvaluationConfig(
        int rows, int maxEpisodes, double doneWeight, int prefix, List<Integer> horizons, int starts, int draws) {

    /** @throws IllegalArgumentException if a value is out of its range */
    public MemoryEvaluationConfig {
        horizons = List.copyOf(horizons);
        atLeast("rows", rows, 2);
        atLeast("maxEpisodes", maxEpisodes, 1);
        atLeast("prefix", prefix, 0);
        atLeast("starts", starts, 1);
        atLeast("draws", draws, 1);
        if (!(doneWeight > 0) || Double.isInfinite(doneWeight)) {
            throw new IllegalArgumentException("doneWeight must be > 0 and finite: doneWeight=" + doneWeight);
        }
        int last = 0;
        for (int horizon : horizons) {
            if (horizon <= last) {
                throw new IllegalArgumentException("horizons must be >= 1 and increasing: horizons=" + horizons);
            }
            last = horizon;
        }
    }

    /** 64 rows, up to 100 episodes, 128 predictions of 16 draws up to 32 steps ahead after at least 16 steps. */
    public static MemoryEvaluationConfig of(double doneWeight) {
        return new MemoryEvaluationConfig(64, 100, doneWeight, 16, List.of(1, 2, 4, 8, 16, 32), 128, 16);
    }

    private static void atLeast(String name, int value, int bound) {
        if (value < bound) {
            throw new IllegalArgumentException(name + " must be >= " + bound + ": " + name + "=" + value);
        }
    }
}

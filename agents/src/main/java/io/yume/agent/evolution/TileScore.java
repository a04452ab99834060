package io.yume.agent.evolution;

/**
 * What a tile of episodes came to, row by row.
 *
 * @param returns sum of rewards
 * @param steps steps made
 * @param truncated whether the limit cut the episode
 */
public record TileScore(double[] returns, int[] steps, boolean[] truncated) {

    /** Steps of all rows together. */
    public long totalSteps() {
        long total = 0;
        for (int count : steps) {
            total += count;
        }
        return total;
    }
}

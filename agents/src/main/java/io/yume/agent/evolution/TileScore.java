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

    /** The returns with their signs changed: what {@link CmaEs#tell} takes where each candidate played one episode. */
    public double[] losses() {
        double[] losses = new double[returns.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = -returns[i];
        }
        return losses;
    }
}

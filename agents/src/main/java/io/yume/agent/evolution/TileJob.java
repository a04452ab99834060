package io.yume.agent.evolution;

/**
 * One tile of episodes: row {@code i} is played by {@code parameters[i]} in the episode of {@code streams[i]}.
 *
 * @param parameters the policy of each row; rows of one candidate share an array
 * @param streams the stream that decides each row's episode
 */
public record TileJob(float[][] parameters, long[] streams) {

    /** @throws IllegalArgumentException if the lengths differ or there is no row */
    public TileJob {
        if (streams.length == 0 || parameters.length != streams.length) {
            throw new IllegalArgumentException("a tile needs a policy for each episode, and at least one: policies="
                    + parameters.length + ", episodes=" + streams.length);
        }
    }

    /**
     * Every candidate in every episode, candidate by candidate.
     *
     * @param candidates as a search asks for them
     * @param streams the episodes, shared by all candidates
     */
    public static TileJob of(double[][] candidates, long... streams) {
        int count = candidates.length * streams.length;
        float[][] parameters = new float[count][];
        long[] episodes = new long[count];
        for (int i = 0; i < count; i++) {
            // Rows of one candidate share an array.
            parameters[i] =
                    i % streams.length == 0 ? LinearPolicy.toFloats(candidates[i / streams.length]) : parameters[i - 1];
            episodes[i] = streams[i % streams.length];
        }
        return new TileJob(parameters, episodes);
    }
}

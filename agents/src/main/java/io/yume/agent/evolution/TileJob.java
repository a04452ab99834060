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
}

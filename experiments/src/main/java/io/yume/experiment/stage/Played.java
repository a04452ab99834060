package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.report.Statistics;
import java.util.Arrays;

/**
 * What came of episodes, in their order.
 *
 * @param returns undiscounted, one for each
 * @param truncated which episodes were cut
 */
record Played(double[] returns, boolean[] truncated) {

    /** So many episodes that are yet to be played. */
    static Played room(int episodes) {
        return new Played(new double[episodes], new boolean[episodes]);
    }

    /** Two arrays of JSON. */
    static Played of(JsonNode returns, JsonNode truncated) {
        boolean[] flags = new boolean[truncated.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = truncated.get(i).asBoolean();
        }
        return new Played(Returns.of(returns), flags);
    }

    int episodes() {
        return returns.length;
    }

    double mean() {
        return Statistics.mean(returns);
    }

    /** The episodes from one up to, but not with, another. */
    Played range(int from, int to) {
        return new Played(Arrays.copyOfRange(returns, from, to), Arrays.copyOfRange(truncated, from, to));
    }

    /** Puts other episodes in the place of those from one on. */
    void set(int from, Played others) {
        System.arraycopy(others.returns, 0, returns, from, others.episodes());
        System.arraycopy(others.truncated, 0, truncated, from, others.episodes());
    }
}

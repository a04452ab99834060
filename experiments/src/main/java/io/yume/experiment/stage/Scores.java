package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the evaluation left.
 *
 * @param cap the step at which an episode is cut
 * @param random returns of the random policy in the held-out episodes
 * @param openLoopPolicy the name of the best open-loop policy
 * @param openLoop its returns in the same episodes
 * @param real returns of the controller in the same episodes
 * @param realCapShare share of those that reached the cap
 * @param dream returns of the controller in its dream
 * @param pBeatsRandom one-sided paired permutation test against the random policy
 * @param pBeatsOpenLoop the same against the best open-loop policy
 */
record Scores(
        int cap,
        double[] random,
        String openLoopPolicy,
        double[] openLoop,
        double[] real,
        double realCapShare,
        double[] dream,
        double pBeatsRandom,
        double pBeatsOpenLoop) {

    static Scores of(JsonNode evaluated) {
        Baselines baselines = Baselines.of(evaluated);
        return new Scores(
                baselines.cap(),
                baselines.random(),
                baselines.openLoopPolicy(),
                baselines.openLoop(),
                Returns.of(evaluated.path("real")),
                Returns.share(evaluated.path("realTruncated")),
                Returns.of(evaluated.path("dream")),
                evaluated.path("pBeatsRandom").asDouble(),
                evaluated.path("pBeatsOpenLoop").asDouble());
    }
}

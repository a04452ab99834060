package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the evaluation left.
 *
 * @param cap the step at which an episode is cut
 * @param random returns of the random policy in the held-out episodes
 * @param randomCapShare share of those that reached the cap
 * @param openLoopPolicy the name of the best open-loop policy
 * @param openLoop its returns in the same episodes
 * @param openLoopCapShare share of those that reached the cap
 * @param real returns of the controller in the same episodes
 * @param realCapShare share of those that reached the cap
 * @param dream returns of the controller in its dream
 * @param dreamCapShare share of those that reached the cap of a dream
 * @param pBeatsRandom one-sided paired permutation test against the random policy
 * @param pBeatsOpenLoop the same against the best open-loop policy
 */
record Scores(
        int cap,
        double[] random,
        double randomCapShare,
        String openLoopPolicy,
        double[] openLoop,
        double openLoopCapShare,
        double[] real,
        double realCapShare,
        double[] dream,
        double dreamCapShare,
        double pBeatsRandom,
        double pBeatsOpenLoop) {

    static Scores of(JsonNode evaluated, int dreamCap) {
        Baselines baselines = Baselines.of(evaluated);
        double[] dream = Returns.of(evaluated.path("dream"));
        return new Scores(
                baselines.cap(),
                baselines.random(),
                baselines.randomCapShare(),
                baselines.openLoopPolicy(),
                baselines.openLoop(),
                baselines.openLoopCapShare(),
                Returns.of(evaluated.path("real")),
                Returns.share(evaluated.path("realTruncated")),
                dream,
                Returns.capShare(evaluated.path("dreamTruncated"), dreamCap, dream),
                evaluated.path("pBeatsRandom").asDouble(),
                evaluated.path("pBeatsOpenLoop").asDouble());
    }
}

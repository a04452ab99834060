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
        JsonNode truncated = evaluated.path("realTruncated");
        int cut = 0;
        for (JsonNode flag : truncated) {
            cut += flag.asBoolean() ? 1 : 0;
        }
        return new Scores(
                evaluated.path("cap").asInt(),
                doubles(evaluated.path("random")),
                evaluated.path("openLoopPolicy").asText(),
                doubles(evaluated.path("openLoop")),
                doubles(evaluated.path("real")),
                truncated.isEmpty() ? 0 : (double) cut / truncated.size(),
                doubles(evaluated.path("dream")),
                evaluated.path("pBeatsRandom").asDouble(),
                evaluated.path("pBeatsOpenLoop").asDouble());
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}

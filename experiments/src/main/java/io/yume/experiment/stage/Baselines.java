package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;

/**
 * What a policy without eyes comes to in the held-out episodes.
 *
 * @param cap the step at which an episode is cut
 * @param random returns of the random policy
 * @param openLoopPolicy the name of the best open-loop policy, chosen on other episodes
 * @param openLoop its returns
 */
record Baselines(int cap, double[] random, String openLoopPolicy, double[] openLoop) {

    static Baselines play(RunContext context) {
        RunConfig.Evaluate config = context.config().evaluate();
        Seed seed = EvaluateStage.seed(context);
        long[] heldOut = EvaluateStage.heldOut(context);
        try (Environment environment = new Parts(context).environment()) {
            OpenLoop player = new OpenLoop(environment);
            double[] random = player.play(OpenLoopPolicies.random(), heldOut);
            context.progress().note("random policy: mean return " + Math.round(Statistics.mean(random)));
            OpenLoopPolicy best =
                    player.best(context, Worlds.streams(seed.split("selection"), config.openLoopSelectionEpisodes()));
            double[] openLoop = player.play(best, heldOut);
            context.progress()
                    .note("best open-loop policy, " + best.name() + ": mean return "
                            + Math.round(Statistics.mean(openLoop)));
            return new Baselines(environment.maxSteps(), random, best.name(), openLoop);
        }
    }

    void put(ObjectNode result) {
        result.put("cap", cap).put("openLoopPolicy", openLoopPolicy);
        result.set("random", Json.tree(random));
        result.set("openLoop", Json.tree(openLoop));
    }

    static Baselines of(JsonNode result) {
        return new Baselines(
                result.path("cap").asInt(),
                Returns.of(result.path("random")),
                result.path("openLoopPolicy").asText(),
                Returns.of(result.path("openLoop")));
    }
}

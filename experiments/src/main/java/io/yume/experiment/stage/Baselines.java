package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a policy without eyes comes to in the held-out episodes.
 *
 * @param cap the step at which an episode is cut
 * @param random returns of the random policy
 * @param randomCapShare the share of its episodes that were cut
 * @param openLoopPolicy the name of the best open-loop policy, chosen on other episodes
 * @param openLoop its returns
 * @param openLoopCapShare the share of its episodes that were cut
 */
record Baselines(
        int cap,
        double[] random,
        double randomCapShare,
        String openLoopPolicy,
        double[] openLoop,
        double openLoopCapShare) {

    /** Plays them, and puts what came of it into a result. */
    static void play(RunContext context, ObjectNode result) throws IOException, InterruptedException {
        RunConfig.Evaluate config = context.config().evaluate();
        Seed seed = EvaluateStage.seed(context);
        long[] heldOut = EvaluateStage.heldOut(context);
        int cap;
        try (Environment environment = new Parts(context).environment()) {
            cap = environment.maxSteps();
        }
        List<OpenLoopPolicy> candidates =
                spread(OpenLoopPolicies.candidates(new Parts(context).actionSpace()), config.openLoopPolicies());
        try (OpenLoop player = new OpenLoop(context)) {
            Played random = player.play("random-policy", OpenLoopPolicies.random(), heldOut);
            context.progress().note("random policy: mean return " + Math.round(random.mean()));
            OpenLoopPolicy best = player.best(
                    "open-loop-choice",
                    candidates,
                    Worlds.streams(seed.split("selection"), config.openLoopSelectionEpisodes()));
            Played openLoop = player.play("open-loop-policy", best, heldOut);
            context.progress()
                    .note("best open-loop policy, " + best.name() + ": mean return " + Math.round(openLoop.mean()));
            result.put("cap", cap).put("openLoopPolicy", best.name());
            result.set("random", Json.tree(random.returns()));
            result.set("randomTruncated", Json.tree(random.truncated()));
            result.set("openLoop", Json.tree(openLoop.returns()));
            result.set("openLoopTruncated", Json.tree(openLoop.truncated()));
        }
    }

    /** So many of a list at even distances, the first among them; 0 for all. */
    static <T> List<T> spread(List<T> all, int count) {
        if (count == 0 || count >= all.size()) {
            return all;
        }
        List<T> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / count)));
        }
        return chosen;
    }

    static Baselines of(JsonNode result) {
        int cap = result.path("cap").asInt();
        double[] random = Returns.of(result.path("random"));
        double[] openLoop = Returns.of(result.path("openLoop"));
        return new Baselines(
                cap,
                random,
                Returns.capShare(result.path("randomTruncated"), cap, random),
                result.path("openLoopPolicy").asText(),
                openLoop,
                Returns.capShare(result.path("openLoopTruncated"), cap, openLoop));
    }
}

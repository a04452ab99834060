package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.agent.evolution.TileJob;
import io.yume.agent.evolution.TileScore;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.graph.Seed;
import io.yume.world.dream.DreamStarts;
import java.io.IOException;
import java.util.List;

/**
 * Scores the evolved controller in reality and in its dream, beside the random policy and the best open-loop policy in the
 * very same episodes; the open-loop policy is chosen on other episodes.
 */
final class EvaluateStage implements Stage {

    static final String NAME = "evaluate";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        RunConfig.Evaluate config = context.config().evaluate();
        Seed seed = context.seed().split(NAME);
        long[] heldOut = Worlds.streams(seed.split("held-out"), config.episodes());
        ObjectNode result = Json.object();
        double[] random;
        double[] openLoop;
        int cap;
        try (Environment environment = new Parts(context.config()).environment()) {
            cap = environment.maxSteps();
            OpenLoop player = new OpenLoop(environment);
            random = player.play(OpenLoopPolicies.random(), heldOut);
            context.progress().note("random policy: mean return " + Math.round(Statistics.mean(random)));
            OpenLoopPolicy best =
                    player.best(context, Worlds.streams(seed.split("selection"), config.openLoopSelectionEpisodes()));
            openLoop = player.play(best, heldOut);
            context.progress()
                    .note("best open-loop policy, " + best.name() + ": mean return "
                            + Math.round(Statistics.mean(openLoop)));
            result.put("openLoopPolicy", best.name());
        }
        Worlds dream = Worlds.dream(context.config());
        float[] controller = EvolveStage.controller(context);
        TileScore real = play(context, dream.inReality(), controller, null, heldOut);
        TileScore dreamed = play(
                context,
                dream,
                controller,
                DreamStarts.of(Latents.of(context)),
                Worlds.streams(seed.split("dream"), config.episodes()));
        result.put("cap", cap);
        result.set("random", Json.tree(random));
        result.set("openLoop", Json.tree(openLoop));
        result.set("real", Json.tree(real.returns()));
        result.set("realTruncated", Json.tree(real.truncated()));
        result.set("dream", Json.tree(dreamed.returns()));
        result.put("pBeatsRandom", Statistics.pairedPermutationTest(real.returns(), random, seed.value()));
        result.put("pBeatsOpenLoop", Statistics.pairedPermutationTest(real.returns(), openLoop, seed.value()));
        context.progress()
                .note("controller in reality: mean return " + Math.round(Statistics.mean(real.returns()))
                        + ", in the dream " + Math.round(Statistics.mean(dreamed.returns())));
        return result;
    }

    static TileScore play(RunContext context, Worlds worlds, float[] controller, DreamStarts starts, long... streams)
            throws IOException, InterruptedException {
        try (WorkerPool<TileJob, TileScore> pool = worlds.pool(context, NAME, starts)) {
            return Worlds.play(pool, worlds.rows(context.config()), List.of(controller), streams);
        }
    }
}

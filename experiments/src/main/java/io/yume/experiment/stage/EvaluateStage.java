package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.agent.evolution.TileJob;
import io.yume.agent.evolution.TileScore;
import io.yume.agent.rollout.WorkerPool;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.Json;
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
        ObjectNode result = Json.object();
        Baselines.play(context, result);
        Baselines baselines = Baselines.of(result);
        Worlds dream = Worlds.dream(context.config());
        DreamStarts starts = DreamStarts.of(Latents.of(context));
        float[] controller = EvolveStage.controller(context);
        TileScore real = play(context, dream.inReality(), controller, null, heldOut(context));
        TileScore dreamed = play(context, dream, controller, starts, dreams(context));
        long seed = seed(context).value();
        result.set("real", Json.tree(real.returns()));
        result.set("realTruncated", Json.tree(real.truncated()));
        result.set("dream", Json.tree(dreamed.returns()));
        result.set("dreamTruncated", Json.tree(dreamed.truncated()));
        result.put("pBeatsRandom", Statistics.pairedPermutationTest(real.returns(), baselines.random(), seed));
        result.put("pBeatsOpenLoop", Statistics.pairedPermutationTest(real.returns(), baselines.openLoop(), seed));
        context.progress()
                .note("controller in reality: mean return " + Math.round(Statistics.mean(real.returns()))
                        + ", in the dream " + Math.round(Statistics.mean(dreamed.returns())));
        ObjectNode rivals = result.putObject("rivals");
        for (Rival rival : Rival.of(context)) {
            Trial.Outcome outcome = rival.trial().run(context, starts);
            rivals.putObject(rival.key())
                    .put("stage", rival.trial().evolution().name())
                    .put("pIsBeaten", Statistics.pairedPermutationTest(real.returns(), outcome.real(), seed));
        }
        return result;
    }

    /** Decides the episodes that are scored. */
    static Seed seed(RunContext context) {
        return context.seed().split(NAME);
    }

    /** The real episodes that everything is scored in. */
    static long[] heldOut(RunContext context) {
        return Worlds.streams(
                seed(context).split("held-out"), context.config().evaluate().episodes());
    }

    /** The dreams that everything is scored in. */
    static long[] dreams(RunContext context) {
        return Worlds.streams(
                seed(context).split("dream"), context.config().evaluate().episodes());
    }

    static TileScore play(RunContext context, Worlds worlds, float[] controller, DreamStarts starts, long... streams)
            throws IOException, InterruptedException {
        try (WorkerPool<TileJob, TileScore> pool = worlds.pool(context, NAME, starts)) {
            return Worlds.play(pool, worlds.rows(context.config()), List.of(controller), streams);
        }
    }
}

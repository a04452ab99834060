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
        DreamStarts starts = Latents.starts(context, Pass.LAST);
        float[] controller = EvolveStage.controller(context);
        Played real = inReality(context, NAME, dream, controller);
        Played dreamed = inDream(context, NAME, dream, controller, starts);
        long seed = seed(context).value();
        result.set("real", Json.tree(real.returns()));
        result.set("realTruncated", Json.tree(real.truncated()));
        result.set("dream", Json.tree(dreamed.returns()));
        result.set("dreamTruncated", Json.tree(dreamed.truncated()));
        result.put("pBeatsRandom", Statistics.pairedPermutationTest(real.returns(), baselines.random(), seed));
        result.put("pBeatsOpenLoop", Statistics.pairedPermutationTest(real.returns(), baselines.openLoop(), seed));
        context.progress()
                .note("controller in reality: mean return " + Math.round(real.mean()) + ", in the dream "
                        + Math.round(dreamed.mean()));
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

    /** Plays a controller in the held-out episodes, seen as in some worlds. */
    static Played inReality(RunContext context, String name, Worlds worlds, float[] controller)
            throws IOException, InterruptedException {
        return play(context, name + "-real", worlds.inReality(), controller, null, heldOut(context));
    }

    /** Plays a controller in dreams. */
    static Played inDream(RunContext context, String name, Worlds worlds, float[] controller, DreamStarts starts)
            throws IOException, InterruptedException {
        return play(context, name + "-dream", worlds, controller, starts, dreams(context));
    }

    private static Played play(
            RunContext context, String name, Worlds worlds, float[] controller, DreamStarts starts, long... streams)
            throws IOException, InterruptedException {
        List<TileJob> tiles = Worlds.tiles(worlds.rows(context.config()), List.of(controller), streams);
        try (WorkerPool<TileJob, TileScore> pool = worlds.pool(context, name, starts)) {
            return new Scoring<>(context, name, streams.length, tiles)
                    .play(pool, score -> new Played(score.returns(), score.truncated()));
        }
    }
}

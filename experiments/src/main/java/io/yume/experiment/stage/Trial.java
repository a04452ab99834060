package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.agent.evolution.LinearPolicy;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunContext;
import io.yume.world.dream.DreamStarts;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * A training and its scores, done once: they are kept under the name of the training, and one that was stopped goes on.
 *
 * @param evolution the training
 */
record Trial(Evolution evolution) {

    /**
     * What a training came to.
     *
     * @param steps it was given
     * @param controller the mean of the final distribution
     * @param dream returns in the dream that it was trained in; empty if it was trained in reality
     * @param real returns in the held-out episodes
     * @param realCapShare the share of those that reached the cap
     */
    record Outcome(long steps, double[] controller, double[] dream, double[] real, double realCapShare) {

        private String line(String name) {
            String dreamed =
                    dream.length == 0 ? "" : String.format(Locale.ROOT, ", in its dream %.0f", Statistics.mean(dream));
            return String.format(Locale.ROOT, "%s: mean return %.0f%s", name, Statistics.mean(real), dreamed);
        }
    }

    Outcome run(RunContext context, DreamStarts starts) throws IOException, InterruptedException {
        Optional<JsonNode> kept = context.result(evolution.name());
        if (kept.isPresent()) {
            return outcome(kept.get());
        }
        Evolution.Outcome trained = evolution.run(context, starts);
        long began = System.nanoTime();
        float[] controller = LinearPolicy.toFloats(trained.mean());
        Worlds worlds = evolution.worlds();
        ObjectNode result = Json.object()
                .put("generations", trained.generations())
                .put("steps", trained.steps())
                .put("stepsPerSecond", trained.stepsPerSecond());
        result.set("controller", Json.tree(trained.mean()));
        if (!worlds.real()) {
            Played dreamed = EvaluateStage.inDream(context, evolution.name(), worlds, controller, starts);
            result.set("dream", Json.tree(dreamed.returns()));
        }
        Played real = EvaluateStage.inReality(context, evolution.name(), worlds, controller);
        result.set("real", Json.tree(real.returns()));
        result.set("realTruncated", Json.tree(real.truncated()));
        double scoring = (System.nanoTime() - began) / 1e9;
        context.folder().completeStage(evolution.name(), trained.seconds() + scoring, result);
        context.keepTime();
        Outcome outcome = outcome(result);
        context.progress().note(outcome.line(evolution.name()));
        return outcome;
    }

    static Outcome outcome(JsonNode result) {
        return new Outcome(
                result.path("steps").asLong(),
                Returns.of(result.path("controller")),
                Returns.of(result.path("dream")),
                Returns.of(result.path("real")),
                Returns.share(result.path("realTruncated")));
    }
}

package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.agent.evolution.LinearPolicy;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.world.dream.DreamStarts;
import java.io.IOException;

/** Evolves the controller, inside the dream unless the configuration says otherwise. */
final class EvolveStage implements Stage {

    static final String NAME = "evolve";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        Evolution evolution = new Evolution(
                NAME,
                worlds(context.config()),
                context.seed().split(NAME),
                context.config().evolve().generations(),
                Long.MAX_VALUE);
        Evolution.Outcome outcome = evolution.run(context, DreamStarts.of(Latents.of(context)));
        return Json.object()
                .put(Saved.HASH, outcome.checkpoint())
                .put("in", context.config().evolve().in().toString())
                .put("parameters", outcome.mean().length)
                .put("generations", outcome.generations())
                .put("steps", outcome.steps())
                .put("stepsPerSecond", outcome.stepsPerSecond());
    }

    @Override
    public boolean intact(RunContext context) throws IOException {
        return Saved.isWhole(context, NAME, NAME);
    }

    /** Where the controller is evolved. */
    static Worlds worlds(RunConfig config) {
        Worlds dream = Worlds.dream(config);
        return config.evolve().in() == RunConfig.World.REAL ? dream.inReality() : dream;
    }

    /** The evolved controller of a run. */
    static float[] controller(RunContext context) throws IOException {
        return LinearPolicy.toFloats(Saved.require(context, NAME).doubles("mean"));
    }
}

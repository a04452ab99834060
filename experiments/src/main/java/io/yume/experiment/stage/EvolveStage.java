package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.agent.evolution.LinearPolicy;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import java.io.IOException;
import java.util.Optional;

/** Evolves the controller of a pass, inside the dream unless the configuration says otherwise. */
final class EvolveStage implements Stage {

    static final String NAME = "evolve";

    private final Pass pass;

    EvolveStage(Pass pass) {
        this.pass = pass;
    }

    @Override
    public String name() {
        return pass.name(NAME);
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        Evolution evolution = new Evolution(
                name(),
                worlds(context.config(), pass),
                from(context.config()),
                pass.seed(context, NAME),
                pass.generations(context.config()),
                Long.MAX_VALUE);
        Evolution.Outcome outcome = evolution.run(context, Latents.starts(context, pass));
        return Json.object()
                .put(Saved.HASH, outcome.checkpoint())
                .put("in", context.config().evolve().in().toString())
                .put("parameters", outcome.mean().length)
                .put("generations", outcome.generations())
                .put("steps", outcome.steps())
                .put("stepsPerSecond", outcome.stepsPerSecond());
    }

    /**
     * Rounds start anew, so that they seek out different places. The last pass goes on from the last of them, whose
     * episodes Memory knows: one that starts anew finds what no round has shown.
     */
    private Optional<String> from(RunConfig config) {
        return pass.equals(Pass.LAST) ? pass.before(config).map(round -> round.name(NAME)) : Optional.empty();
    }

    @Override
    public boolean intact(RunContext context) throws IOException {
        return Saved.isWhole(context, name(), name());
    }

    /** Where the controller is evolved. */
    static Worlds worlds(RunConfig config, Pass pass) {
        Worlds dream = Worlds.dream(config, pass);
        return config.evolve().in() == RunConfig.World.REAL
                ? dream.inReality().cutAt(config.evolve().maxSteps())
                : dream;
    }

    /** The evolved controller of a run. */
    static float[] controller(RunContext context) throws IOException {
        return controller(context, Pass.LAST);
    }

    /** The evolved controller of a pass. */
    static float[] controller(RunContext context, Pass pass) throws IOException {
        return LinearPolicy.toFloats(Saved.require(context, pass.name(NAME)).doubles("mean"));
    }

    /** The steps of all passes' evolutions together. */
    static long steps(RunContext context) throws IOException {
        long steps = 0;
        for (Pass pass : Pass.all(context.config())) {
            steps += ReportStage.result(context, pass.name(NAME)).path("steps").asLong();
        }
        return steps;
    }
}

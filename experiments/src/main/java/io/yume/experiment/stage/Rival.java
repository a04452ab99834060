package io.yume.experiment.stage;

import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import io.yume.world.dream.Features;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Another way to train a controller, given as many steps as the run's own.
 *
 * @param key of its outcome in the result of the evaluation
 * @param label what tables call it
 * @param trial how it is trained
 */
record Rival(String key, String label, Trial trial) {

    /** The rivals that the configuration asks for. */
    static List<Rival> of(RunContext context) throws IOException {
        RunConfig config = context.config();
        Seed seed = EvaluateStage.seed(context);
        long steps = EvolveStage.steps(context);
        Worlds own = Worlds.dream(config);
        List<Rival> rivals = new ArrayList<>();
        if (config.evaluate().direct()) {
            Worlds reality = own.seeing(Features.ZH).inReality();
            rivals.add(new Rival(
                    "direct",
                    "evolved in reality",
                    new Trial(Evolution.ofSteps("evaluate-direct", reality, seed.split("direct"), steps))));
        }
        if (config.evaluate().visionOnly()) {
            Worlds blindToTime = EvolveStage.worlds(config, Pass.LAST).seeing(Features.Z);
            rivals.add(new Rival(
                    "visionOnly",
                    "vision only (z)",
                    new Trial(
                            Evolution.ofSteps("evaluate-vision-only", blindToTime, seed.split("vision-only"), steps))));
        }
        return rivals;
    }
}

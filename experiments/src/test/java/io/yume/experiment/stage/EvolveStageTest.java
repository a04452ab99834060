package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.experiment.run.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvolveStageTest {

    @TempDir
    Path run;

    @Test
    void inRealityItsEpisodesMayBeCutAndThoseOfTheScoresAreWhole() throws Exception {
        int cut = 5;
        Map<String, String> sizes = Map.of(
                "evolve.in",
                "real",
                "evolve.maxSteps",
                "" + cut,
                "explore.rounds",
                "0",
                "evaluate.openLoopPolicies",
                "1");
        TinyStages.run(run, TinyStages.config(sizes), DreamStages.pipeline());

        // 2 generations of 4 candidates with 2 episodes each; nobody dies in the first five steps.
        assertThat(Json.read(run.resolve("stages/evolve.json"))
                        .at("/result/steps")
                        .asInt())
                .isEqualTo(2 * 4 * 2 * cut);
        assertThat(Json.read(run.resolve("result.json")).at("/real/mean").asDouble())
                .isGreaterThan(cut);
    }
}

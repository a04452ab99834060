package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.gym.client.GymClient;
import io.yume.experiment.gym.LivePython;
import io.yume.experiment.gym.PythonGymServer;
import io.yume.experiment.run.Json;
import io.yume.experiment.stage.TinyRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The games of World Models from collecting to the report, on the server in Python, in short episodes and at tiny sizes. */
@Tag("slow")
class GamesLiveTest {

    private static final List<String> TINIER = List.of(
            "maxSteps=20",
            "vision.tile=2",
            "collect.episodes=3",
            "explore.episodes=2",
            "evolve.generations=1",
            "evolve.rollouts=1",
            "evaluate.episodes=2",
            "evaluate.openLoopPolicies=2");

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @CsvSource({"car-racing, CarRacing-v3", "doom-take-cover, VizdoomTakeCover-v1"})
    void aWholeRunOfEachPresetComesToItsReport(String preset, String id) throws Exception {
        Path folder = temporary.resolve(preset);
        try (PythonGymServer server = LivePython.start(LivePython.find())) {
            String url = server.address().toString();
            try (GymClient client = GymClient.of(url)) {
                assumeTrue(client.ids().orElseThrow().contains(id), id + " is not installed");
            }
            List<String> more = new ArrayList<>(List.of("--preset", preset, "--env", "gym:" + id + "@" + url));
            TINIER.forEach(setting -> more.addAll(List.of("--set", setting)));

            Outcome outcome = TinyRun.yume(TinyRun.dream(folder, 2, more.toArray(String[]::new)));

            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.status()).isZero();
            try (GymClient client = GymClient.of(url)) {
                assertThat(client.instances()).isEmpty();
            }
        }
        JsonNode result = Json.read(folder.resolve("result.json"));
        assertThat(result.path("preset").asText()).isEqualTo(preset);
        // Nothing ends an episode of either game so early but the cut.
        assertThat(result.at("/random/capShare").asDouble()).isEqualTo(1);
        assertThat(result.at("/real/capShare").asDouble()).isEqualTo(1);
        if (id.startsWith("Vizdoom")) {
            assertThat(result.at("/real/mean").asDouble()).isEqualTo(20);
        }
        assertThat(Files.readString(folder.resolve("report.html"))).contains("What it came to");
    }
}

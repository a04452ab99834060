package io.yume.experiment.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.AtomicFiles;
import io.yume.experiment.run.Json;
import io.yume.graph.ComputeThread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Our loss and gradients are those of PyTorch, on the same weights, batch and noise: so that a comparison of speeds compares
 * the same arithmetic. What PyTorch says was recorded by {@code experiments/peers/record.py}; where it is installed it is
 * asked again.
 */
class AgreementTest {

    /** Of the largest entry of a tensor. */
    private static final double TOLERANCE = 1e-4;

    private static final Path RESOURCES = Path.of("src", "test", "resources", "io", "yume", "experiment", "bench");

    /** What our side gave to the other; our draws are in it, so only we can write it. */
    private static final Path REQUESTS = RESOURCES.resolve("agreement-requests.json");

    private static final Path ANSWERS = RESOURCES.resolve("agreement-answers.json");

    private static List<AgreementCase> cases;

    @BeforeAll
    static void computeOurs() {
        try (ComputeThread thread = ComputeThread.start("agreement", 1)) {
            thread.run(() -> cases = AgreementCase.all());
        }
    }

    @AfterAll
    static void forget() {
        cases = null;
    }

    /** With {@code -Dyume.agreement.write=true} it writes them anew; {@code record.py} then has to run again. */
    @Test
    void theRecordedRequestsAreWhatWeCompute() throws IOException {
        StringBuilder lines = new StringBuilder();
        cases.forEach(each -> lines.append(Json.line(each.request())).append('\n'));
        if (Boolean.getBoolean("yume.agreement.write")) {
            AtomicFiles.write(REQUESTS, lines.toString().getBytes(StandardCharsets.UTF_8));
        }
        List<String> recorded = Files.readAllLines(REQUESTS);
        assertThat(recorded).hasSameSizeAs(cases);
        for (int i = 0; i < recorded.size(); i++) {
            JsonNode request = Json.parse(recorded.get(i));
            AgreementCase ours = cases.get(i);
            assertThat(request.get("model").asText()).isEqualTo(ours.name());
            assertThat(request.get("sizes"))
                    .isEqualTo(Json.parse(Json.line(ours.request().get("sizes"))));
            ours.request().properties().forEach(entry -> {
                if (entry.getValue().isArray()) {
                    assertThat(floats(request.get(entry.getKey())))
                            .as("%s of %s", entry.getKey(), ours.name())
                            .containsExactly(floats(entry.getValue()), within(1e-5f));
                }
            });
        }
    }

    @Test
    void agreesWithTheRecordedLossAndGradients() throws IOException {
        JsonNode recorded = Json.read(ANSWERS);
        assertThat(recorded.get("torch").asText()).startsWith("2.");
        for (AgreementCase ours : cases) {
            assertAgrees(ours, recorded.get("answers").get(ours.name()));
        }
    }

    @Test
    void agreesWithTheInstalledPyTorch() throws IOException, InterruptedException {
        ProcessPeer torch;
        try {
            torch = Peers.torch(Path.of("peers").toAbsolutePath(), Peers.cache());
        } catch (IOException missing) {
            abort("torch: " + missing.getMessage());
            return;
        }
        try (PeerProcess process = torch.process(1)) {
            for (AgreementCase ours : cases) {
                assertAgrees(ours, process.ask("check " + Json.line(ours.request())));
            }
        }
    }

    private static void assertAgrees(AgreementCase ours, JsonNode theirs) {
        double loss = theirs.get("loss").asDouble();
        assertThat(ours.loss()).as("loss of %s", ours.name()).isCloseTo(loss, within(TOLERANCE * Math.abs(loss)));
        assertThat(theirs.get("gradients").properties())
                .as("tensors of %s", ours.name())
                .hasSameSizeAs(ours.gradients().keySet());
        ours.gradients().forEach((name, gradient) -> {
            float[] expected = floats(theirs.get("gradients").get(name));
            double largest = 0;
            for (float entry : expected) {
                largest = Math.max(largest, Math.abs(entry));
            }
            // Otherwise a tensor that nothing depends on would agree with anything that is zero.
            assertThat(largest).as("%s of %s", name, ours.name()).isPositive();
            assertThat(gradient).as("gradient of %s of %s", name, ours.name()).containsExactly(expected, within((float)
                    (TOLERANCE * largest)));
        });
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }
}

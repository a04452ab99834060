package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Json;
import io.yume.experiment.stage.TinyRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job on the reference engine, which needs a process of its own, beside the same run on the compiled one. */
class ReferenceRunTest {

    /** Smaller still, since every product is a loop. */
    /** Without exploration: what a controller does, and so what is seen, hangs on the last digits. */
    private static final String[] SMALLER = {
        "--set",
        "vision.batch=8",
        "--set",
        "vision.steps=6",
        "--set",
        "collect.episodes=3",
        "--set",
        "memory.steps=6",
        "--set",
        "explore.rounds=0"
    };

    @TempDir
    private static Path shared;

    private static Path reference;
    private static Path compiled;

    @BeforeAll
    static void runBoth() throws Exception {
        reference = shared.resolve("reference");
        compiled = shared.resolve("compiled");
        Path log = shared.resolve("child.txt");
        List<String> arguments = new ArrayList<>(TinyRun.dream(reference, 1, SMALLER));
        arguments.addAll(List.of("--engine", "reference"));
        Process child = TinyRun.start(log, arguments);
        try {
            assertThat(TinyRun.yume(TinyRun.dream(compiled, 1, SMALLER)).err()).isEmpty();
            assertThat(child.waitFor(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(Files.readString(log)).isZero();
    }

    @Test
    void configurationAndProvenanceNameTheEngine() throws IOException {
        assertThat(reference.resolve("config.yaml")).content().contains("engine: reference");
        assertThat(compiled.resolve("config.yaml")).content().contains("engine: compiled");
        assertThat(Json.read(reference.resolve("provenance.json"))
                        .at("/0/engine")
                        .asText())
                .isEqualTo("reference");
        assertThat(Json.read(compiled.resolve("provenance.json"))
                        .at("/0/engine")
                        .asText())
                .isEqualTo("compiled");
        assertThat(TinyRun.hash(reference)).isNotEqualTo(TinyRun.hash(compiled));
    }

    @ParameterizedTest
    @ValueSource(strings = {"train-vision/loss", "train-vision/kl", "train-memory/nll"})
    void learningCurvesAreThoseOfTheCompiledEngine(String series) throws IOException {
        List<Double> expected = points(reference, series);
        List<Double> actual = points(compiled, series);

        assertThat(expected).hasSize(6);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i))
                    .as("%s at %d", series, i)
                    .isCloseTo(expected.get(i), Percentage.withPercentage(0.1));
        }
    }

    private static List<Double> points(Path folder, String series) throws IOException {
        List<Double> points = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
            JsonNode point = Json.parse(line);
            if (point.path("series").asText().equals(series)) {
                points.add(point.path("value").asDouble());
            }
        }
        return points;
    }

    @Test
    void runGoesOnOnlyWithItsOwnEngine() {
        Outcome other =
                TinyRun.yume(List.of("dream", "--resume", "--out", reference.toString(), "--engine", "compiled"));
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("engine (saved: reference, asked for: compiled)");

        // What is saved holds where nothing is asked for; this process has chosen long ago.
        Outcome same = TinyRun.yume(List.of("dream", "--resume", "--out", reference.toString()));
        assertThat(same.status()).isEqualTo(2);
        assertThat(same.err())
                .contains("this process computes with the compiled engine: start another one for reference");
    }

    @Test
    void benchRefusesAnEngineThatIsNotThere() {
        Outcome outcome = TinyRun.yume(List.of("bench", "--engine", "fast"));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("engine must be one of compiled, reference, nd4j: engine=fast");
    }
}

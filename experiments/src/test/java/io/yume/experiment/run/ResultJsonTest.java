package io.yume.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultJsonTest {

    private static final ResultJson RESULT = new ResultJson(
            1,
            "quick",
            "take-cover",
            new ResultJson.Random(210.5, 108, 100, 0),
            new ResultJson.OpenLoop(250, 120, 100, "sweep 40"),
            new ResultJson.Dream(900, 500, 100, 1.15),
            new ResultJson.Real(800, 400, List.of(720.0, 880.0), 100, 0.05),
            new ResultJson.Throughput(12_000, 60_000),
            300.5,
            2048,
            2,
            "a processor",
            "a machine",
            "00ff");

    @Test
    void hasTheKeysThatScriptsReadInTheirOrder() {
        JsonNode tree = Json.parse(new String(Json.document(RESULT), StandardCharsets.UTF_8));

        assertThat(names(tree))
                .containsExactly(
                        "seed",
                        "preset",
                        "env",
                        "random",
                        "openLoop",
                        "dream",
                        "real",
                        "throughput",
                        "wallSeconds",
                        "peakRssMiB",
                        "threads",
                        "cpu",
                        "jvm",
                        "hash");
        assertThat(names(tree.get("random"))).containsExactly("mean", "sd", "episodes", "capShare");
        assertThat(names(tree.get("openLoop"))).containsExactly("mean", "sd", "episodes", "policy");
        assertThat(names(tree.get("dream"))).containsExactly("mean", "sd", "episodes", "temperature");
        assertThat(names(tree.get("real"))).containsExactly("mean", "sd", "ci95", "episodes", "capShare");
        assertThat(names(tree.get("throughput"))).containsExactly("framesPerSecond", "dreamStepsPerSecond");
        assertThat(tree.at("/real/ci95/1").asDouble()).isEqualTo(880);
    }

    @Test
    void readsBackAsItWas() {
        assertThat(Json.value(Json.tree(RESULT), ResultJson.class)).isEqualTo(RESULT);
    }

    @Test
    void anIntervalHasTwoEnds() {
        assertThatThrownBy(() -> new ResultJson.Real(1, 1, List.of(1.0), 2, 0))
                .hasMessage("ci95 must be a lower and an upper end: ci95=[1.0]");
    }

    @Test
    void aStudyHasItsTables() {
        StudyJson.Score score = new StudyJson.Score(1, 2, 3);
        StudyJson study = new StudyJson(
                List.of(new StudyJson.Temperature(0.5, score, score, List.of(new StudyJson.Training(1, score, score)))),
                Map.of(
                        "z-only",
                        new StudyJson.Ablation(
                                "without h", null, score, List.of(new StudyJson.Training(1, null, score)))));

        JsonNode tree = Json.tree(study);

        assertThat(names(tree)).containsExactly("temperatures", "ablations");
        assertThat(names(tree.at("/temperatures/0"))).containsExactly("temperature", "dream", "real", "trainings");
        assertThat(names(tree.at("/ablations/z-only"))).containsExactly("description", "dream", "real", "trainings");
        assertThat(names(tree.at("/temperatures/0/trainings/0"))).containsExactly("seed", "dream", "real");
        assertThat(Json.value(tree, StudyJson.class)).isEqualTo(study);
    }

    @Test
    void theHashIsThatOfTheStatedBytes() {
        // sha256 of 00000001 'w' 00000002 3f800000 c0000000 00000001 's' 00000001 4000000000000000
        String expected = "957a202bf0645120199c5987d07d20dbac01fc837a12295b22677d82251abe48";

        String hash = new RunHash().add("w", 1f, -2f).add("s", 2.0).digest();

        assertThat(hash).isEqualTo(expected);
        assertThat(new RunHash().add("w", 1f).add("s", -2f, 2f).digest()).isNotEqualTo(hash);
    }

    private static List<String> names(JsonNode tree) {
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

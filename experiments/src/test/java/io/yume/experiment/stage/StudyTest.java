package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Cancellation;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.experiment.run.StudyJson;
import io.yume.graph.ComputeThread;
import io.yume.world.dream.DreamStarts;
import io.yume.world.dream.FeatureWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole study, as small as it goes. */
class StudyTest {

    private static final RunConfig CONFIG = TinyStages.config(Map.of());

    @TempDir
    private static Path directory;

    private static Path done;
    private static StudyJson study;

    @BeforeAll
    static void studyOnce() throws Exception {
        done = directory.resolve("done");
        TinyStages.run(done, CONFIG, DreamStages.study());
        study = Json.value(Json.read(done.resolve("study.json")), StudyJson.class);
    }

    private static JsonNode stage(String name) throws IOException {
        return Json.read(done.resolve("stages").resolve(name + ".json")).path("result");
    }

    @Test
    void holdsEveryTemperatureAndAblation() {
        assertThat(study.temperatures())
                .extracting(StudyJson.Temperature::temperature)
                .containsExactly(0.5, 1.15);
        assertThat(study.ablations()).containsOnlyKeys("z-only", "random-memory", "direct");
        assertThat(study.temperatures()).allSatisfy(row -> {
            assertThat(row.trainings()).extracting(StudyJson.Training::seed).containsExactly(1L, 2L);
            assertThat(row.dream().episodes()).isEqualTo(12);
            assertThat(row.real().episodes()).isEqualTo(12);
        });
        assertThat(study.ablations().get("direct").dream()).isNull();
        assertThat(study.ablations().get("random-memory").dream()).isNotNull();
    }

    @Test
    void scoresAreThoseOfTheTrainings() throws Exception {
        double sum = 0;
        for (int training = 1; training <= 2; training++) {
            for (JsonNode value : stage("study-t0_5-" + training).path("real")) {
                sum += value.asDouble();
            }
        }
        assertThat(study.temperatures().get(0).real().mean()).isCloseTo(sum / 12, within(1e-9));
    }

    @Test
    void ablationsAreGivenTheStepsOfTheirReference() throws Exception {
        for (String ablation : List.of("z-only", "random-memory", "direct")) {
            for (int training = 1; training <= 2; training++) {
                JsonNode own = stage("study-" + ablation + "-" + training);
                long wanted = stage("study-t1_15-" + training).path("steps").asLong();
                long steps = own.path("steps").asLong();
                // A generation is played to its end: 8 episodes of at most 40 dreamed or 2,100 real steps.
                long lastGeneration = 8L * (ablation.equals("direct") ? 2100 : 40);
                assertThat(steps).as(ablation).isBetween(wanted, wanted + lastGeneration);
            }
        }
    }

    @Test
    void controllersHaveTheSizeOfWhatTheySee() throws Exception {
        assertThat(stage("study-z-only-1").path("controller")).hasSize(4 + 1);
        assertThat(stage("study-random-memory-1").path("controller")).hasSize(4 + 6 + 1);
        assertThat(stage("study-direct-1").path("controller")).hasSize(4 + 6 + 1);
    }

    /** What the features of a tile are after a few steps of going left. */
    private static float[] seen(RunContext context, Worlds worlds) throws IOException {
        try (FeatureWorld world = worlds.open(context, DreamStarts.of(Latents.of(context)))) {
            float[] features = new float[world.rows() * world.featureSize()];
            world.reset(5, 6);
            for (int step = 0; step < 3; step++) {
                world.step(new float[world.rows()]);
            }
            world.features(features);
            return Arrays.copyOf(features, world.featureSize());
        }
    }

    @Test
    void aRandomMemoryChangesWhatIsSeenButNotWhatHappens() throws Exception {
        Path copy = directory.resolve("worlds");
        TinyStages.copy(done, copy);
        Worlds dream = Worlds.dream(CONFIG);
        TinyStages.run(copy, CONFIG, List.of(new Stage() {
            @Override
            public String name() {
                return "look";
            }

            @Override
            public JsonNode run(RunContext context) throws IOException, InterruptedException {
                try (ComputeThread thread = ComputeThread.start("look", 1)) {
                    for (Worlds worlds : List.of(dream, dream.inReality())) {
                        float[] own = Threads.call(thread, () -> seen(context, worlds));
                        float[] other = Threads.call(thread, () -> seen(context, worlds.withRandomMemory()));
                        assertThat(Arrays.copyOf(other, 4)).containsExactly(Arrays.copyOf(own, 4));
                        assertThat(other).hasSameSizeAs(own).isNotEqualTo(own);
                    }
                }
                return Json.object();
            }
        }));
    }

    @Test
    void thePageShowsThePublishedNumbersBesideItsOwn() throws Exception {
        assertThat(Files.readString(done.resolve("study.html")))
                .contains("1092 ± 556")
                .contains("2060 ± 277")
                .contains(Words.spread(StudyTables.reals(
                        List.of(Trial.outcome(stage("study-t0_5-1")), Trial.outcome(stage("study-t0_5-2"))))))
                .contains("random-memory")
                .contains("<svg")
                .doesNotContain("src=\"http");
    }

    @Test
    void goesOnWhereItWasStopped() throws Exception {
        Path stopped = directory.resolve("stopped");
        TinyStages.copy(done, stopped);
        forget(stopped, "study.json", "study-report.json", "study-t1_15-2.json", "study-z-only-1.json");
        Files.delete(stopped.resolve("study.json"));
        Files.delete(stopped.resolve("study.html"));
        try (Stream<Path> checkpoints = Files.list(stopped.resolve("checkpoints"))) {
            for (Path file : checkpoints
                    .filter(path -> path.getFileName().toString().startsWith("study-z-only-1"))
                    .toList()) {
                Files.delete(file);
            }
        }
        Cancellation cancellation = new Cancellation();
        List<Stage> stages = new ArrayList<>(DreamStages.study());
        stages.add(3, new Stage() {
            @Override
            public String name() {
                return "stop";
            }

            @Override
            public JsonNode run(RunContext context) {
                cancellation.request();
                return Json.object();
            }
        });
        assertThatThrownBy(() -> TinyStages.run(stopped, CONFIG, stages, cancellation))
                .isInstanceOf(CancellationException.class);

        TinyStages.run(stopped, CONFIG, DreamStages.study());

        assertThat(stopped.resolve("study.json")).hasSameBinaryContentAs(done.resolve("study.json"));
    }

    private static void forget(Path run, String... stages) throws IOException {
        for (String stage : stages) {
            Files.delete(run.resolve("stages").resolve(stage));
        }
    }
}

package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Cancellation;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Pipeline;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunConfigs;
import io.yume.experiment.run.RunFolder;
import io.yume.experiment.stage.TinyRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job from its command to its result, in small: what it leaves, and that nothing but the seed decides it. */
class MainJobTest {

    @TempDir
    private static Path shared;

    private static Path undisturbed;
    private static Outcome outcome;
    private static String hash;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void runUndisturbed() throws IOException {
        undisturbed = shared.resolve("undisturbed");
        outcome = TinyRun.yume(TinyRun.dream(undisturbed, 1));
        assertThat(outcome.err()).isEmpty();
        hash = TinyRun.hash(undisturbed);
    }

    @Test
    void finishesWithEveryFileOfARun() throws IOException {
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).endsWith("done: " + undisturbed.resolve("report.html") + System.lineSeparator());
        for (String file : List.of(
                "config.yaml",
                "metrics.jsonl",
                "provenance.json",
                "log.txt",
                "result.json",
                "report.html",
                "checkpoints/vision.safetensors",
                "checkpoints/memory.safetensors",
                "checkpoints/evolve.safetensors",
                "stages/collect.json",
                "stages/train-memory-1.json",
                "stages/evolve-1.json",
                "stages/collect-1.json",
                "stages/train-vision.json",
                "stages/train-memory.json",
                "stages/evolve.json",
                "stages/evaluate.json",
                "stages/report.json")) {
            assertThat(undisturbed.resolve(file)).isNotEmptyFile();
        }
        assertThat(files(undisturbed.resolve("episodes"))).isNotEmpty();
        assertThat(files(undisturbed.resolve("episodes-1"))).isNotEmpty();
        assertThat(files(undisturbed.resolve("tensorboard"))).hasSize(1);
        assertThat(files(undisturbed))
                .as("nothing half-written is left")
                .noneMatch(file -> file.toString().endsWith(".tmp")
                        || file.toString().endsWith(".saving")
                        || file.toString().endsWith(".time.json")
                        || file.startsWith(undisturbed.resolve("partial")));
    }

    @Test
    void resultHasExactlyTheKeysThatScriptsRead() throws IOException {
        JsonNode result = Json.read(undisturbed.resolve("result.json"));

        assertThat(keys(result))
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
        assertThat(keys(result.path("random"))).containsExactly("mean", "sd", "episodes", "capShare");
        assertThat(keys(result.path("openLoop"))).containsExactly("mean", "sd", "episodes", "policy");
        assertThat(keys(result.path("dream"))).containsExactly("mean", "sd", "episodes", "temperature");
        assertThat(keys(result.path("real"))).containsExactly("mean", "sd", "ci95", "episodes", "capShare");
        assertThat(keys(result.path("throughput"))).containsExactly("framesPerSecond", "dreamStepsPerSecond");
        assertThat(result.path("seed").asLong()).isEqualTo(1);
        assertThat(result.path("preset").asText()).isEqualTo("quick");
        assertThat(result.path("env").asText()).isEqualTo("take-cover");
        assertThat(result.path("threads").asInt()).isEqualTo(1);
        for (String scored : List.of("random", "openLoop", "dream", "real")) {
            assertThat(result.at("/" + scored + "/episodes").asInt()).isEqualTo(4);
            assertThat(result.at("/" + scored + "/mean").asDouble()).isPositive();
        }
        double mean = result.at("/real/mean").asDouble();
        assertThat(result.at("/real/ci95/0").asDouble()).isLessThan(mean);
        assertThat(result.at("/real/ci95/1").asDouble()).isGreaterThan(mean);
        // No dream outlives its cap.
        assertThat(result.at("/dream/mean").asDouble()).isLessThanOrEqualTo(20);
        assertThat(result.path("hash").asText()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void numberOfWorkersChangesNothing(int workers) throws IOException {
        Path folder = temporary.resolve("run");

        assertThat(TinyRun.yume(TinyRun.dream(folder, workers)).status()).isZero();

        assertThat(TinyRun.hash(folder)).isEqualTo(hash);
    }

    @Test
    void anotherSeedGivesAnotherRun() throws IOException {
        Path folder = temporary.resolve("run");

        assertThat(TinyRun.yume(TinyRun.dream(folder, 2, "--seed", "2")).status())
                .isZero();

        assertThat(TinyRun.hash(folder)).isNotEqualTo(hash);
    }

    @Test
    void stagesOneByOneAreTheSameRun() throws IOException {
        Path folder = temporary.resolve("run");
        for (String stage :
                List.of("collect", "train-vision", "explore", "train-memory", "evolve", "evaluate", "report")) {
            assertThat(TinyRun.yume(TinyRun.command(stage, folder, 1)).err()).isEmpty();
        }
        assertThat(TinyRun.hash(folder)).isEqualTo(hash);
    }

    @Test
    void aRunThatIsStoppedAgainAndAgainEndsWithTheSameBits() throws Exception {
        Random random = new Random(6);
        Path directory = temporary.resolve("run");
        int stops = 0;
        while (!stoppedAfter(1 + random.nextInt(9), directory)) {
            stops++;
            assertThat(stops).as("every attempt must get further").isLessThan(100);
        }
        assertThat(stops).isGreaterThanOrEqualTo(5);
        assertThat(TinyRun.hash(directory)).isEqualTo(hash);
        assertThat(series(directory))
                .as("no point of a learning curve twice or missing")
                .isEqualTo(series(undisturbed));
    }

    /** Goes on with a run until something new was reported so many times; true if it came to its end before. */
    private static boolean stoppedAfter(int reports, Path directory) throws IOException, InterruptedException {
        Cancellation cancellation = new Cancellation();
        AtomicInteger left = new AtomicInteger(reports);
        Progress stopping = new Progress() {
            @Override
            public Bar bar(String label, long total) {
                return (done, detail) -> report();
            }

            @Override
            public void note(String line) {
                if (!line.endsWith("done before")) {
                    report();
                }
            }

            private void report() {
                if (left.decrementAndGet() == 0) {
                    cancellation.request();
                }
            }
        };
        RunConfig config = RunConfigs.preset("quick", TinyRun.SETTINGS);
        try (RunFolder folder = RunFolder.open(directory)) {
            folder.saveConfig(config);
            new Pipeline(DreamStages.pipeline()).runAll(config, folder, stopping, cancellation);
            return true;
        } catch (CancellationException e) {
            return false;
        }
    }

    @Test
    void aKilledRunGoesOnToTheSameBitsAndItsFolderIsRefusedWhileItLives() throws Exception {
        Path folder = temporary.resolve("run");
        Process child = TinyRun.start(temporary.resolve("child.txt"), TinyRun.dream(folder, 2));
        try {
            await(child, folder.resolve("checkpoints/vision.safetensors"));

            Outcome refused = TinyRun.yume(TinyRun.dream(folder, 2, "--resume"));

            assertThat(child.isAlive()).as("the child is still at work").isTrue();
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).contains("the folder is in use by another run (process " + child.pid() + ")");
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve("result.json")).doesNotExist();
        assertThat(TinyRun.yume(TinyRun.dream(folder, 3)).status())
                .as("going on must be asked for")
                .isEqualTo(2);

        Outcome resumed = TinyRun.yume(TinyRun.dream(folder, 3, "--resume"));

        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(TinyRun.hash(folder)).isEqualTo(hash);
    }

    @Test
    @Tag("slow")
    void tenKillsAtRandomMomentsChangeNothing() throws Exception {
        Random random = new Random(10);
        Path folder = temporary.resolve("run");
        int kills = 0;
        while (kills < 10) {
            Process child = TinyRun.start(temporary.resolve("child.txt"), TinyRun.dream(folder, 2, "--resume"));
            try {
                if (child.waitFor(1000 + random.nextInt(4000), TimeUnit.MILLISECONDS)) {
                    // It was done before it could be killed: the next ten moments are those of a new run.
                    assertThat(TinyRun.hash(folder)).isEqualTo(hash);
                    folder = temporary.resolve("run" + kills);
                } else {
                    kills++;
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
        assertThat(TinyRun.yume(TinyRun.dream(folder, 2, "--resume")).status()).isZero();
        assertThat(TinyRun.hash(folder)).isEqualTo(hash);
    }

    @Test
    void aDamagedCheckpointIsNamedAndTheOneBeforeItIsUsed() throws Exception {
        Path folder = temporary.resolve("run");
        // Six episodes, the end of collect, and then seven of ten steps: two checkpoints.
        assertThat(stoppedAfter(14, folder)).isFalse();
        Path latest = folder.resolve("checkpoints/vision.safetensors");
        damage(latest);

        Outcome resumed = TinyRun.yume(TinyRun.dream(folder, 1, "--resume"));

        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(Files.readString(folder.resolve("log.txt")))
                .contains("using the previous checkpoint", "damaged: file=" + latest);
        assertThat(TinyRun.hash(folder)).isEqualTo(hash);
    }

    @Test
    void whereNoCheckpointIsIntactTheRunEndsWithTheirNames() throws Exception {
        Path folder = temporary.resolve("run");
        assertThat(stoppedAfter(14, folder)).isFalse();
        Path latest = folder.resolve("checkpoints/vision.safetensors");
        Path previous = folder.resolve("checkpoints/vision.previous.safetensors");
        damage(latest);
        damage(previous);
        byte[] before = Files.readAllBytes(previous);

        Outcome resumed = TinyRun.yume(TinyRun.dream(folder, 1, "--resume"));

        assertThat(resumed.status()).isEqualTo(1);
        assertThat(resumed.err())
                .hasLineCount(1)
                .contains(latest.toString(), previous.toString(), "more in " + folder.resolve("log.txt"));
        assertThat(Files.readAllBytes(previous)).as("nothing is thrown away").isEqualTo(before);
    }

    @Test
    void aDamagedChunkIsNamedAndTheOthersStay() throws Exception {
        Path folder = temporary.resolve("run");
        assertThat(TinyRun.yume(TinyRun.command("collect", folder, 1)).status()).isZero();
        List<Path> chunks = files(folder.resolve("episodes"));
        assertThat(chunks).hasSizeGreaterThan(2);
        Path damaged = chunks.get(0);
        damage(damaged);
        List<Long> sizes = sizes(chunks);

        Outcome trained = TinyRun.yume(TinyRun.command("train-vision", folder, 1));

        assertThat(trained.status()).isEqualTo(1);
        assertThat(trained.err()).hasLineCount(1).contains(damaged.toString());
        assertThat(sizes(chunks)).isEqualTo(sizes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoints/vision.safetensors",
                "checkpoints/memory.safetensors",
                "checkpoints/evolve.safetensors",
                "checkpoints/latents.safetensors",
                "checkpoints/memory-1.safetensors",
                "checkpoints/evolve-1.safetensors",
                "checkpoints/latents-1.safetensors"
            })
    void aFinishedStageWhoseCheckpointIsDamagedIsMendedToTheSameBits(String file) throws Exception {
        Path folder = temporary.resolve("run");
        assertThat(TinyRun.yume(TinyRun.dream(folder, 1)).status()).isZero();
        damage(folder.resolve(file));

        Outcome resumed = TinyRun.yume(TinyRun.dream(folder, 1, "--resume"));

        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(Files.readString(folder.resolve("log.txt"))).contains("damaged");
        assertThat(TinyRun.hash(folder)).isEqualTo(hash);
    }

    @Test
    void episodesCutOffTheEndOfAFinishedCollectionAreRecordedAgain() throws Exception {
        Path folder = temporary.resolve("run");
        assertThat(TinyRun.yume(TinyRun.command("collect", folder, 1)).status()).isZero();
        List<Path> chunks = files(folder.resolve("episodes"));
        Path last = chunks.get(chunks.size() - 1);
        Files.write(last, Arrays.copyOf(Files.readAllBytes(last), (int) Files.size(last) - 1));

        Outcome resumed = TinyRun.yume(TinyRun.dream(folder, 1, "--resume"));

        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(TinyRun.hash(folder)).isEqualTo(hash);
    }

    @Test
    void episodesCutOffTheEndOfAnExplorationArePlayedAgainWithTheirTile() throws Exception {
        Path folder = temporary.resolve("run");
        assertThat(TinyRun.yume(TinyRun.dream(folder, 1)).status()).isZero();
        List<Path> chunks = files(folder.resolve("episodes-1"));
        Path last = chunks.get(chunks.size() - 1);
        Files.write(last, Arrays.copyOf(Files.readAllBytes(last), (int) Files.size(last) - 1));

        Outcome resumed = TinyRun.yume(TinyRun.dream(folder, 2, "--resume"));

        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(files(folder.resolve("episodes-1"))).hasSameSizeAs(chunks);
        assertThat(Json.read(folder.resolve("stages/collect-1.json"))
                        .at("/result/contentHash")
                        .asText())
                .isEqualTo(Json.read(undisturbed.resolve("stages/collect-1.json"))
                        .at("/result/contentHash")
                        .asText());
        assertThat(TinyRun.hash(folder)).isEqualTo(hash);
        assertThat(series(folder)).containsExactlyInAnyOrderElementsOf(series(undisturbed));
    }

    @Test
    void anUnknownKeyIsNamedWithTheNearestOneBeforeAnythingIsMade() {
        Path folder = temporary.resolve("run");

        Outcome refused = TinyRun.yume(TinyRun.dream(folder, 1, "--set", "vision.latent=4"));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("unknown key: vision.latent; did you mean vision.latents?");
        assertThat(folder).doesNotExist();
    }

    @Test
    void resumingWithAnotherSizeIsRefused() {
        Outcome refused = TinyRun.yume(TinyRun.dream(undisturbed, 1, "--resume", "--set", "memory.hidden=16"));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("memory.hidden (saved: 8, asked for: 16)");
    }

    private static void await(Process child, Path file) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!Files.exists(file) && child.isAlive() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(file).exists();
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<Long> sizes(List<Path> files) throws IOException {
        List<Long> sizes = new ArrayList<>();
        for (Path file : files) {
            sizes.add(Files.size(file));
        }
        return sizes;
    }

    /** Name, step and value of every point, without the time. */
    private static List<String> series(Path folder) throws IOException {
        List<String> points = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
            JsonNode point = Json.parse(line);
            points.add(point.path("series").asText() + " " + point.path("step") + " " + point.path("value"));
        }
        return points;
    }
}

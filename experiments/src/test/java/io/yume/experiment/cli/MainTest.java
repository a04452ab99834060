package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunConfigs;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.RunFolder;
import io.yume.experiment.run.Stage;
import io.yume.experiment.run.StageCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    @TempDir
    private Path temporary;

    private final List<String> calls = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String folder;
    private Exception failure;

    private final class Fake implements StageCatalog {

        @Override
        public List<Stage> pipeline() {
            return List.of(
                    new FakeStage("collect"),
                    new FakeStage("train-vision"),
                    new FakeStage("train-memory"),
                    new FakeStage("evolve"),
                    new FakeStage("evaluate"),
                    new FakeStage("report"));
        }

        @Override
        public List<Stage> study() {
            return List.of(new FakeStage("study"));
        }

        @Override
        public List<String> environments() {
            return List.of("take-cover", "catch");
        }
    }

    private final class FakeStage implements Stage {

        private final String name;

        FakeStage(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public JsonNode run(RunContext context) throws IOException {
            calls.add(name);
            if (name.equals("evolve") && failure instanceof IOException e) {
                throw e;
            }
            if (name.equals("evolve") && failure instanceof RuntimeException e) {
                throw e;
            }
            return Json.object().put("seed", context.config().seed());
        }

        @Override
        public boolean repeatable() {
            return name.equals("report");
        }
    }

    @BeforeEach
    void nameFolder() {
        folder = temporary.resolve("a run").toString();
    }

    private int yume(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        calls.clear();
        return Main.run(new Fake(), new PrintWriter(out), new PrintWriter(err), false, arguments);
    }

    private RunConfig saved() throws IOException {
        return RunConfigs.parse(Files.readString(Path.of(folder, "config.yaml")), "config.yaml");
    }

    @Test
    void dreamRunsAllStagesAndKeepsItsConfiguration() throws IOException {
        int status = yume(
                "dream",
                "--out",
                folder,
                "--preset",
                "standard",
                "--seed",
                "3",
                "--workers=1",
                "--threads",
                "2",
                "--env",
                "catch",
                "--set",
                "dream.tile=16",
                "--set",
                "vision.channels=[8, 8, 8, 8]");

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(calls).containsExactly("collect", "train-vision", "train-memory", "evolve", "evaluate", "report");
        assertThat(saved())
                .isEqualTo(RunConfigs.preset(
                        "standard",
                        Map.of(
                                "seed", "3",
                                "workers", "1",
                                "threads", "2",
                                "env", "catch",
                                "dream.tile", "16",
                                "vision.channels", "[8,8,8,8]")));
        assertThat(out.toString()).contains("collect: done in ").endsWith("done: " + folder + System.lineSeparator());
        JsonNode provenance = Json.read(Path.of(folder, "provenance.json"));
        assertThat(provenance.at("/0/command/0").asText()).isEqualTo("dream");
        assertThat(Files.readString(Path.of(folder, "log.txt"))).contains("stage collect begins");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dream",
                "collect",
                "train-vision",
                "train-memory",
                "evolve",
                "evaluate",
                "report",
                "study",
                "bench"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        int status = command.isEmpty() ? yume("--help") : yume(command, "--help");

        assertThat(status).isZero();
        assertThat(out.toString()).contains("Usage: yume", "Example:", "  ./yume " + command);
        assertThat(err.toString()).isEmpty();
        assertThat(calls).isEmpty();
    }

    @Test
    void tellsItsVersion() {
        assertThat(yume("--version")).isZero();
        assertThat(out.toString()).matches("(?s)yume [0-9]+\\.[0-9]+\\..*");
    }

    @Test
    void wrongUsageIsNamedWithWhatWasProbablyMeant() {
        assertUsage("Unknown option", "did you mean --seed?", "dream", "--sede=3");
        assertUsage("'dreem'", "did you mean dream?", "dreem");
        assertUsage("unknown key: vision.step;", "did you mean vision.steps?", "dream", "--set", "vision.step=3");
        assertUsage("unknown preset: quik;", "did you mean quick?", "dream", "--preset", "quik");
        assertUsage("unknown environment: take-cove;", "did you mean take-cover?", "dream", "--env", "take-cove");
        assertUsage("dream.tile must be >= 2: dream.tile=1", "", "dream", "--set", "dream.tile=1");
        assertUsage("'--seed'", "many", "dream", "--seed", "many");
        assertUsage("--set must be followed by key=value: --set dream", "", "dream", "--set", "dream");
        assertUsage("the preset is not set by --set", "", "dream", "--set", "preset=paper");
        assertUsage("say what to do", "");
        assertUsage("there is no run to go on with", folder, "evolve", "--out", folder);
        assertUsage("Missing required parameter", "DIR", "study");
        assertThat(Path.of(folder)).doesNotExist();
    }

    private void assertUsage(String first, String second, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.isEmpty() && all.get(0).equals("dream")) {
            all.addAll(List.of("--out", folder));
        }
        assertThat(yume(all.toArray(String[]::new))).as("%s", all).isEqualTo(2);
        assertThat(err.toString()).startsWith("yume: ").contains(first, second);
        assertThat(calls).isEmpty();
    }

    @Test
    void aFolderWithARunNeedsResume() {
        assertThat(yume("dream", "--out", folder)).isZero();

        assertThat(yume("dream", "--out", folder)).isEqualTo(2);

        assertThat(err.toString())
                .isEqualTo("yume: the folder already holds a run: " + folder
                        + "; add --resume to go on with it, or name another folder" + System.lineSeparator());
        assertThat(yume("collect", "--out", folder)).isEqualTo(2);
        assertThat(calls).isEmpty();
    }

    @Test
    void aFailureIsOneSentenceAndResumeGoesOnThere() throws IOException {
        failure = new IOException("the chunk is damaged: 0007.chunk");

        assertThat(yume("dream", "--out", folder, "--seed", "4")).isEqualTo(1);

        Path log = Path.of(folder, "log.txt");
        assertThat(err.toString())
                .isEqualTo("yume: the chunk is damaged: 0007.chunk; more in " + log + System.lineSeparator());
        assertThat(Files.readString(log)).contains("java.io.IOException: the chunk is damaged", "at io.yume.");
        failure = null;
        assertThat(yume("dream", "--out", folder, "--resume", "--workers", "3")).isZero();
        assertThat(calls).containsExactly("evolve", "evaluate", "report");
        assertThat(saved().seed()).isEqualTo(4);
        assertThat(saved().workers()).isEqualTo(3);
        assertThat(Json.read(Path.of(folder, "provenance.json"))).hasSize(2);
    }

    @Test
    void theStackTraceIsShownOnlyWhenWanted() {
        failure = new IllegalArgumentException("tile must be >= 2: tile=1");

        assertThat(yume("dream", "--out", folder, "-v")).isEqualTo(1);
        assertThat(err.toString()).contains("java.lang.IllegalArgumentException", "\tat io.yume.");
    }

    @Test
    void anUnexpectedFailureIsNamedByItsKind() {
        failure = new IndexOutOfBoundsException("Index 3 out of bounds for length 3");

        assertThat(yume("dream", "--out", folder)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("yume: IndexOutOfBoundsException: Index 3 out of bounds for length 3; more in ")
                .hasLineCount(1);
    }

    @Test
    void aRunThatWasToldToStopSaysHowToGoOn() throws IOException {
        failure = new CancellationException("stopped on request");

        assertThat(yume("dream", "--out", folder)).isEqualTo(1);

        assertThat(err.toString())
                .isEqualTo("yume: stopped; the same command with --resume goes on from here: " + folder
                        + System.lineSeparator());
        assertThat(Files.readString(Path.of(folder, "log.txt"))).contains("stopped on request");
    }

    @Test
    void resumeWithAnotherConfigurationNamesTheKeys() {
        assertThat(yume("dream", "--out", folder, "--seed", "4", "--threads", "1"))
                .isZero();

        assertThat(yume("dream", "--out", folder, "--resume", "--seed", "5", "--threads", "1"))
                .isEqualTo(2);

        assertThat(err.toString()).contains("different: seed (saved: 4, asked for: 5)" + System.lineSeparator());
        assertThat(yume("dream", "--out", folder, "--resume", "--set", "dream.tile=2"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("dream.tile (saved: ");
        assertThat(calls).isEmpty();
    }

    @Test
    void resumeBeginsARunWhereNoneWasSaved() {
        assertThat(yume("dream", "--out", folder, "--resume")).isZero();
        assertThat(calls).hasSize(6);
    }

    @Test
    void stagesAloneWorkOnOneFolder() {
        assertThat(yume("collect", "--out", folder, "--seed", "9")).isZero();
        assertThat(yume("train-memory", "--out", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("train-memory needs what train-vision leaves: run train-vision first");
        for (String stage : List.of("train-vision", "train-memory", "evolve", "evaluate", "report", "report")) {
            assertThat(yume(stage, "--out", folder)).isZero();
            assertThat(calls).containsExactly(stage);
        }
        assertThat(yume("evolve", "--out", folder)).isZero();
        assertThat(calls).isEmpty();
        assertThat(out.toString()).contains("evolve: done before");
    }

    @Test
    void aStudyGoesOnByItself() {
        assertThat(yume("study", folder, "--seed", "2")).isZero();
        assertThat(calls).containsExactly("study");
        assertThat(yume("study", folder)).isZero();
        assertThat(calls).isEmpty();
    }

    @Test
    void aFolderInUseIsRefused() throws IOException {
        try (RunFolder held = RunFolder.open(Path.of(folder))) {
            assertThat(yume("dream", "--out", held.directory().toString())).isEqualTo(2);
            assertThat(err.toString()).contains("the folder is in use by another run");
        }
    }

    @Test
    void theDefaultFolderNamesEnvironmentPresetAndSeed() {
        RunOptions options = new RunOptions();
        new CommandLine(options).parseArgs("--seed", "3", "--set", "env=catch");

        assertThat(options.defaultFolder()).isEqualTo(Path.of("runs", "catch-quick-seed3"));
    }
}

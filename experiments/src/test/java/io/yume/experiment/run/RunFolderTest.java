package io.yume.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    private Path temporary;

    @Test
    void keepsTheConfigurationAndWhatStagesLeave() throws IOException {
        RunConfig config = RunConfigs.preset("standard", Map.of("seed", "7"));
        Path directory = temporary.resolve("a/b");
        assertThat(RunFolder.holdsRun(directory)).isFalse();
        try (RunFolder folder = RunFolder.open(directory)) {
            assertThat(folder.config()).isEmpty();
            folder.saveConfig(config);
            folder.completeStage("collect", 1.5, Json.object().put("frames", 3));
        }

        assertThat(RunFolder.holdsRun(directory)).isTrue();
        try (RunFolder folder = RunFolder.open(directory)) {
            assertThat(folder.config()).contains(config);
            assertThat(folder.stageResult("collect")).contains(Json.object().put("frames", 3));
            assertThat(folder.stageSeconds("collect")).isEqualTo(1.5);
            assertThat(folder.stageResult("evolve")).isEmpty();
            assertThat(folder.stageSeconds("evolve")).isZero();
        }
    }

    @Test
    void isHeldByOneRunAtATime() throws IOException {
        try (RunFolder held = RunFolder.open(temporary)) {
            assertThatThrownBy(() -> RunFolder.open(temporary))
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith("the folder is in use by another run");
            assertThat(held.directory()).isEqualTo(temporary);
        }
        RunFolder.open(temporary).close();
    }

    @Test
    void isRefusedWhileAnotherProcessHoldsItAndFreeOnceThatIsKilled() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("held");

            // Twice, since a failed attempt must not take the lock from its holder.
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> RunFolder.open(temporary))
                        .isInstanceOf(UsageException.class)
                        .hasMessage("the folder is in use by another run (process " + holder.pid() + "): " + temporary);
            }
            holder.destroyForcibly().waitFor();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        RunFolder.open(temporary).close();
    }

    /** Holds a folder until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (RunFolder folder = RunFolder.open(Path.of(args[0]))) {
                System.out.println("held");
                int end = System.in.read();
                System.out.println(folder.directory() + " " + end);
            }
        }
    }

    @Test
    void refusesAFolderThatHoldsSomethingElse() throws IOException {
        Files.writeString(temporary.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(() -> RunFolder.open(temporary))
                .isInstanceOf(UsageException.class)
                .hasMessage("the folder is neither empty nor a run: " + temporary + " holds thesis.tex");
        assertThatThrownBy(() -> RunFolder.open(temporary.resolve("thesis.tex")))
                .hasMessage("the run folder must be a directory: " + temporary.resolve("thesis.tex"));
        assertThat(temporary.resolve(".lock")).doesNotExist();
    }

    @Test
    void goesOnWhereARunWasStoppedBeforeItsConfigurationWasSaved() throws IOException {
        Files.writeString(temporary.resolve("log.txt"), "begin");
        Files.writeString(temporary.resolve("config.yaml.tmp"), "see");

        try (RunFolder folder = RunFolder.open(temporary)) {
            assertThat(folder.config()).isEmpty();
        }
    }

    @Test
    void aFullDiskLeavesTheOldFileAndNoHalfOfTheNew() throws IOException {
        Configuration small = Configuration.unix().toBuilder()
                .setBlockSize(512)
                .setMaxSize(64 * 1024)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small);
                RunFolder folder = RunFolder.open(disk.getPath("/run"))) {
            folder.writeJson("result.json", Map.of("mean", 1));

            assertThatThrownBy(() -> folder.write("result.json", new byte[1024 * 1024]))
                    .isInstanceOf(IOException.class);

            assertThat(Json.read(folder.path("result.json")).get("mean").asInt())
                    .isEqualTo(1);
            assertThat(folder.path("result.json.tmp")).doesNotExist();
            folder.writeJson("result.json", Map.of("mean", 2));
        }
    }

    @Test
    void namesADamagedFile() throws IOException {
        Files.createDirectories(temporary.resolve("stages"));
        try (RunFolder folder = RunFolder.open(temporary.resolve("run"))) {
            folder.write("stages/collect.json", "{\"stage\": ".getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> folder.stageResult("collect"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the file is not JSON: " + folder.path("stages/collect.json"));
        }
    }
}

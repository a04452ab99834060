package io.yume.experiment.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script that installs the peers with a Python that only notes how it was called. */
@DisabledOnOs(OS.WINDOWS)
class InstallPeersTest {

    private static final Path SCRIPTS = Path.of("peers").toAbsolutePath();

    private record Outcome(int status, String out) {}

    @TempDir
    private Path temporary;

    private Path python;
    private Path cache;

    @BeforeEach
    void makePython() throws IOException {
        cache = temporary.resolve("a cache");
        python(0, 0);
    }

    private void python(int tooOld, int pip) throws IOException {
        python = temporary.resolve("fake python");
        Files.writeString(
                python,
                "#!/bin/sh\n"
                        + "case \"$1 $2\" in\n"
                        + "--version*) echo Python 3.8.1;;\n"
                        + "-c*) exit " + tooOld + ";;\n"
                        + "'-m venv') mkdir -p \"$3/bin\"; cp \"$0\" \"$3/bin/python\";;\n"
                        + "'-m pip') echo \"pip $*\"; exit " + pip + ";;\n"
                        + "esac\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome install() throws IOException, InterruptedException {
        Path out = temporary.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder(SCRIPTS.resolve("install").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("YUME_PYTHON", python.toString());
        builder.environment().put("YUME_CACHE", cache.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out));
    }

    @Test
    void thePeersAreThereAfterwards() throws Exception {
        Outcome outcome = install();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("-r " + SCRIPTS.resolve("requirements.txt"))
                .endsWith("The peers are in " + cache.resolve("peers") + ".\n");
        Peers peers = Peers.find(Optional.of(SCRIPTS), cache);
        assertThat(peers.skipped())
                .as("those of the Gym rows have an installation of their own")
                .containsOnlyKeys("gymnasium", "gymnasium.sync", "classic", "python server");
        assertThat(peers.found())
                .extracting(Peer::name)
                .containsExactly("torch", "torch.fused", "torch.compile", "pixyz", "pyro", "samediff", "dl4j");
    }

    @Test
    void otherVersionsAreNotMeasured() throws Exception {
        install();
        Files.writeString(cache.resolve("peers").resolve("complete"), "torch==1.0\n");

        assertThat(Peers.find(Optional.of(SCRIPTS), cache).skipped().get("torch"))
                .isEqualTo("other versions are installed than asked for;"
                        + " ./yume bench --install-peers brings them up to date");
    }

    @Test
    void anInstallationThatFailsDoesNotCount() throws Exception {
        install();
        python(0, 1);

        assertThat(install().status()).isNotZero();

        assertThat(Peers.find(Optional.of(SCRIPTS), cache).skipped().get("torch"))
                .startsWith("it is not installed in ");
    }

    @Test
    void saysThatPythonIsMissingOrTooOld() throws Exception {
        python(1, 0);
        assertThat(install())
                .isEqualTo(
                        new Outcome(
                                1,
                                "install: Python 3.8.1 is too old: install Python 3.11 or newer, or set YUME_PYTHON to one.\n"));
        Files.delete(python);
        assertThat(install())
                .isEqualTo(new Outcome(
                        1,
                        "install: " + python
                                + " was not found: install Python 3.11 or newer, or set YUME_PYTHON to one.\n"));
        assertThat(cache).doesNotExist();
    }
}

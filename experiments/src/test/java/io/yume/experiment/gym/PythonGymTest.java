package io.yume.experiment.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** Runs the script that installs the server's Python with a Python that only notes how it was called. */
@DisabledOnOs(OS.WINDOWS)
class PythonGymTest {

    private static final Path FOLDER =
            Path.of("..", "envs", "gym-server").toAbsolutePath().normalize();

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

    private void python(int doesNotFit, int pip) throws IOException {
        python = temporary.resolve("fake python");
        Files.writeString(
                python,
                "#!/bin/sh\n"
                        + "case \"$1 $2\" in\n"
                        + "--version*) echo Python 3.8.1;;\n"
                        + "-c*) exit " + doesNotFit + ";;\n"
                        + "'-m venv') mkdir -p \"$3/bin\"; cp \"$0\" \"$3/bin/python\";;\n"
                        + "'-m pip') echo \"pip $*\"; exit " + pip + ";;\n"
                        + "esac\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome install(String... options) throws IOException, InterruptedException {
        Path out = temporary.resolve("out.txt");
        String[] command = new String[options.length + 1];
        command[0] = FOLDER.resolve("install").toString();
        System.arraycopy(options, 0, command, 1, options.length);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("YUME_PYTHON", python.toString());
        builder.environment().put("YUME_CACHE", cache.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out));
    }

    @Test
    void theServerIsFoundAfterItsInstallation() throws Exception {
        Outcome outcome = install();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("-r " + FOLDER.resolve("requirements.txt"))
                .doesNotContain("requirements-test.txt")
                .endsWith("The Gym server's Python is in " + cache.resolve("gym") + ".\n");
        PythonGym found = PythonGym.find(Optional.of(FOLDER), cache);
        assertThat(found.interpreter()).isEqualTo(cache.resolve("gym/bin/python"));
        assertThat(found.sources().resolve("yume_gym_server/__main__.py")).isRegularFile();
    }

    @Test
    void whatTheTestsNeedComesWhenAskedFor() throws Exception {
        assertThat(install("--with-tests").out()).contains("-r " + FOLDER.resolve("requirements-test.txt"));
        assertThat(install("--with-everything"))
                .isEqualTo(new Outcome(2, "install: the only option is --with-tests: --with-everything\n"));
    }

    @Test
    void otherVersionsAreNotStarted() throws Exception {
        install();
        Files.writeString(cache.resolve("gym").resolve("complete"), "gymnasium==1.0\n");

        assertThatThrownBy(() -> PythonGym.find(Optional.of(FOLDER), cache))
                .isInstanceOf(IOException.class)
                .hasMessage("the Gym server in Python has other versions than asked for in " + cache.resolve("gym")
                        + "; ./yume gym install brings them up to date");
    }

    @Test
    void anInstallationThatFailsDoesNotCount() throws Exception {
        install();
        python(0, 1);

        assertThat(install().status()).isNotZero();

        assertThatThrownBy(() -> PythonGym.find(Optional.of(FOLDER), cache))
                .isInstanceOf(IOException.class)
                .hasMessage("the Gym server in Python is not installed in " + cache.resolve("gym")
                        + "; ./yume gym install installs it");
    }

    @Test
    void saysThatPythonIsMissingOrDoesNotFit() throws Exception {
        python(1, 0);
        assertThat(install())
                .isEqualTo(
                        new Outcome(
                                1,
                                "install: Python 3.8.1 does not fit: install Python 3.11 to 3.13, or set YUME_PYTHON to one.\n"));
        Files.delete(python);
        assertThat(install())
                .isEqualTo(new Outcome(
                        1,
                        "install: " + python
                                + " was not found: install Python 3.11 to 3.13, or set YUME_PYTHON to one.\n"));
        assertThat(cache).doesNotExist();
    }

    @Test
    void saysThatThereIsNoCheckout() {
        assertThatThrownBy(() -> PythonGym.find(Optional.empty(), cache))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in the folder envs/gym-server of a checkout");
    }
}

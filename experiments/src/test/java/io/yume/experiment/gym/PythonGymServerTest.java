package io.yume.experiment.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Starts scripts that behave as the server does, or does not. */
@DisabledOnOs(OS.WINDOWS)
class PythonGymServerTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    private PythonGym python(String script) throws IOException {
        Path interpreter = temporary.resolve("python");
        Files.writeString(interpreter, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(interpreter, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new PythonGym(temporary.resolve("src"), interpreter);
    }

    @Test
    void runsUntilItIsClosed() throws Exception {
        Path note = temporary.resolve("note");
        PythonGym python = python("echo \"$PYTHONPATH $*\" >'" + note
                + "'\necho http://127.0.0.1:4711\ncat >/dev/null\n" + "echo stopped >>'" + note + "'\n");

        PythonGymServer server = PythonGymServer.start(python, List.of("--port", "0"), LONG);

        assertThat(server.address()).hasToString("http://127.0.0.1:4711");
        server.close();
        server.close();
        assertThat(server.waitFor()).isZero();
        assertThat(Files.readAllLines(note))
                .element(0)
                .asString()
                .startsWith(temporary.resolve("src").toString())
                .endsWith(" -O -m yume_gym_server --port 0 --stop-with-stdin");
        assertThat(Files.readAllLines(note)).endsWith("stopped");
    }

    @Test
    void isNeverBlockedByItsOwnOutput() throws Exception {
        PythonGym python = python(
                """
                echo http://127.0.0.1:4711
                i=0
                while [ $i -lt 3000 ]; do
                    echo 0123456789012345678901234567890123456789
                    i=$((i + 1))
                done
                exit 5
                """);

        try (PythonGymServer server = PythonGymServer.start(python, List.of(), LONG)) {
            assertThat(server.waitFor()).isEqualTo(5);
        }
    }

    @Test
    void saysThatItEndedBeforeItWasReady() throws Exception {
        PythonGym python = python("exit 3\n");

        assertThatThrownBy(() -> PythonGymServer.start(python, List.of(), LONG))
                .isInstanceOf(IOException.class)
                .hasMessage("the Gym server in Python ended before it was ready: status=3");
    }

    @Test
    void saysThatItIsNotReadyInTimeAndEndsIt() throws Exception {
        Path note = temporary.resolve("pid");
        PythonGym python = python("echo $$ >'" + note + "'\nexec cat\n");

        assertThatThrownBy(() -> PythonGymServer.start(python, List.of(), Duration.ofMillis(1500)))
                .isInstanceOf(IOException.class)
                .hasMessage("the Gym server in Python was not ready within 1500 ms");
        long pid = Long.parseLong(Files.readString(note).strip());
        assertThat(ProcessHandle.of(pid).map(process -> process.onExit().join()))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        gone -> assertThat(gone.get().isAlive()).isFalse());
    }

    @Test
    void refusesAnotherFirstLine() throws Exception {
        PythonGym python = python("echo hello\nexec cat\n");

        assertThatThrownBy(() -> PythonGymServer.start(python, List.of(), LONG))
                .isInstanceOf(IOException.class)
                .hasMessage("the Gym server in Python must say its address first: hello");
    }

    @Test
    void saysThatItCannotBeStarted() {
        PythonGym python = new PythonGym(temporary, temporary.resolve("nothing"));

        assertThatThrownBy(() -> PythonGymServer.start(python, List.of(), LONG)).isInstanceOf(IOException.class);
    }
}

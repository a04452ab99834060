package io.yume.experiment.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The calls of the official client in Python, which the server in Python is tested with, on the server in Java. */
class PythonClientLiveTest {

    private static final Path FOLDER = Path.of("..", "envs", "gym-server");

    /** Those that need no environment which only Gymnasium has, and no continued random generator. */
    private static final List<String> TESTS = List.of(
            "test_an_episode",
            "test_bodies_may_be_absent_where_they_say_nothing",
            "test_spaces",
            "test_samples_lie_in_the_space",
            "test_samples_depend_on_the_seed_alone");

    private record Ended(int status, String output) {}

    private static Ended run(String url, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true);
        builder.environment().put("YUME_GYM_URL", url);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theOfficialClientsCallsWork() throws Exception {
        String python = LivePython.find().interpreter().toAbsolutePath().toString();
        assumeTrue(run("", List.of(python, "-c", "import pytest")).status() == 0, "pytest is not installed");
        List<String> command = Stream.concat(
                        Stream.of(python, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                        TESTS.stream().map(test -> "tests/test_classic.py::" + test))
                .toList();

        try (GymServer server = GymServer.start(GymServerOptions.defaults().withPort(0))) {
            Ended ended = run(server.url(), command);

            assertThat(ended.output()).contains(TESTS.size() + " passed");
            assertThat(ended.status()).isZero();
        }
    }
}

package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.TimeStep;
import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import io.yume.env.wrapper.EnvironmentWrapper;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunFolder;
import io.yume.experiment.stage.TinyRun.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose environment is on a Gym server. */
class GymRunTest {

    /** Of so many instances on a server one crashes. */
    private static final int EVERY = 4;

    @TempDir
    private Path temporary;

    private Outcome yume(Path folder, String env) {
        return TinyRun.yume(TinyRun.dream(folder, 1, "--env", env));
    }

    @Test
    void aRunOverHttpIsTheRunInThisProcess() throws IOException {
        Path here = temporary.resolve("here");
        Path there = temporary.resolve("there");

        assertThat(yume(here, "take-cover").err()).isEmpty();
        try (GymServer server = GymServer.start(GymServerOptions.defaults().withPort(0))) {
            Outcome outcome = yume(there, "gym:take-cover@" + server.url());
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.status()).isZero();
        }

        JsonNode wanted = Json.read(here.resolve("result.json"));
        JsonNode result = Json.read(there.resolve("result.json"));
        for (String part : new String[] {"random", "openLoop", "real", "dream", "hash"}) {
            assertThat(result.get(part)).as(part).isEqualTo(wanted.get(part));
        }
    }

    @Test
    void whatHasNoFramesIsRefusedBeforeTheRunBegins() throws IOException {
        Path folder = temporary.resolve("run");
        try (GymServer server = GymServer.start(GymServerOptions.defaults().withPort(0))) {
            Outcome outcome = yume(folder, "gym:CartPole-v1@" + server.url());

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err())
                    .startsWith("yume: a world is learned from RGB frames (height x width x 3, uint8)")
                    .contains("environment=gym:CartPole-v1");
        }
        assertThat(RunFolder.holdsRun(folder)).isFalse();
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        Outcome outcome = yume(temporary.resolve("run"), "gym:take-cover@http://127.0.0.1:" + port);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .startsWith("yume: ")
                .contains("127.0.0.1:" + port)
                .hasLineCount(1);
    }

    @Test
    void aRunWhoseGamesCrashIsTheUndisturbedRun() throws IOException {
        Path here = temporary.resolve("here");
        Path there = temporary.resolve("there");
        assertThat(yume(here, "take-cover").status()).isZero();
        AtomicInteger made = new AtomicInteger();
        GymServerOptions crashing = GymServerOptions.defaults()
                .withPort(0)
                .withEnvironments(Map.of("take-cover", () -> {
                    Environment game = Environments.make("take-cover");
                    return made.incrementAndGet() % EVERY == 0 ? new Crashing(game) : game;
                }));
        try (GymServer server = GymServer.start(crashing)) {
            Outcome outcome = yume(there, "gym:take-cover@" + server.url());

            assertThat(outcome.status()).isZero();
        }

        assertThat(TinyRun.hash(there)).isEqualTo(TinyRun.hash(here));
        assertThat(Files.readString(there.resolve("log.txt")))
                .containsPattern(
                        "the episode of take-cover with seed [0-9]+ was lost at step [0-9]+ and is played again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gym:", "gym:os:CartPole-v1", "gym:CartPole-v1@ftp://x", "Gym:CartPole-v1", "gym:../x"})
    void anotherFormIsWrongUsage(String env) {
        Outcome outcome = yume(temporary.resolve("run"), env);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("yume: ")
                .contains("gym:ID and gym:ID@URL name environments of Gym servers");
    }

    /** A game that ends with an error in the middle of its first episode. */
    private static final class Crashing extends EnvironmentWrapper {

        private int left = 5;

        Crashing(Environment inner) {
            super(inner);
        }

        @Override
        public TimeStep step(float[] action) {
            if (left-- == 0) {
                throw new IllegalStateException("the game crashed");
            }
            return super.step(action);
        }
    }
}

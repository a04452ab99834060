package io.yume.experiment.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.TimeStep;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.client.GymClient;
import io.yume.env.gym.client.GymClientOptions;
import io.yume.env.gym.client.GymReference;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run's environments on a server in Python that is started for them. */
class GymSourceLiveTest {

    private PythonGym python;
    private PythonGymServer server;

    @BeforeEach
    void find() {
        python = LivePython.find();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private GymSource source(String id) {
        return new GymSource(GymReference.parse("gym:" + id), GymClientOptions.defaults(), false, () -> {
            server = LivePython.start(python);
            return server;
        });
    }

    private void assumeServed(String id) throws Exception {
        server = LivePython.start(python);
        try (GymClient client = GymClient.of(server.address().toString())) {
            assumeTrue(client.ids().orElseThrow().contains(id), id + " is not installed");
        }
    }

    /** Frames of some steps, and the sum of the rewards. */
    private static String play(Environment environment, float[] action, int steps) {
        return play(environment, action, steps, step -> {});
    }

    private static String play(Environment environment, float[] action, int steps, IntConsumer mischief) {
        StringBuilder seen = new StringBuilder();
        byte[] frame = new byte[environment.observationSpace().size()];
        environment.reset(7);
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            mischief.accept(i);
            TimeStep step = environment.step(action);
            sum += step.reward();
            environment.observe(frame);
            seen.append(Arrays.hashCode(frame)).append(' ');
        }
        return seen.append(sum).toString();
    }

    @Test
    void aServerIsStartedWithTheFirstEnvironmentAndStoppedAtTheEnd() {
        URI address;
        try (GymSource source = source("CartPole-v1")) {
            assertThat(server).isNull();
            assertThatThrownBy(source::requireUsable)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a world is learned from RGB frames")
                    .hasMessageContaining("gym:CartPole-v1");
            address = server.address();
        }
        assertThatThrownBy(() -> new Socket(address.getHost(), address.getPort()).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void anUnknownEnvironmentIsSaidInTheServersWords() {
        try (GymSource source = source("CarRacing-v99")) {
            assertThatThrownBy(source::make)
                    .isInstanceOf(GymStatusException.class)
                    .hasMessageContaining("CarRacing-v99");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CarRacing-v3", "VizdoomTakeCover-v1"})
    void theGamesOfWorldModelsAreSeenByVisionAndRepeatThemselves(String id) throws Exception {
        assumeServed(id);
        boolean racing = id.startsWith("Car");
        GymReference reference = GymReference.parse("gym:" + id + "@" + server.address());
        try (GymSource source = new GymSource(reference, GymClientOptions.defaults(), false, () -> server);
                Environment environment = source.make();
                Environment other = source.make()) {
            assertThat(environment.observationSpace()).isEqualTo(new Pixels(64, 64, 3));
            assertThat(environment.actionSpace()).isEqualTo(racing ? Box.of(-1, 1, 3) : new Discrete(3));
            assertThat(environment.maxSteps()).isEqualTo(racing ? 1000 : 2100);
            float[] action = racing ? new float[] {0.1f, 0.5f, -1} : new float[] {2};

            String first = play(environment, action, 20);

            // Doom itself shows its first frame for seven steps.
            assertThat(Arrays.stream(first.split(" ")).distinct()).hasSizeGreaterThan(10);
            assertThat(play(environment, action, 20)).isEqualTo(first);
            assertThat(play(other, action, 20)).isEqualTo(first);
        }
    }

    @Test
    void aServerThatIsKilledIsStartedAgainAndItsEpisodePlayedAgain() throws Exception {
        assumeServed("CarRacing-v3");
        server.close();
        float[] action = {0.1f, 0.5f, -1};
        try (GymSource source = source("CarRacing-v3");
                Environment environment = source.make()) {
            String undisturbed = play(environment, action, 12);
            PythonGymServer first = server;

            String disturbed = play(environment, action, 12, step -> {
                if (step == 6) {
                    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
                }
            });

            assertThat(disturbed).isEqualTo(undisturbed);
            assertThat(server).isNotSameAs(first);
            assertThat(first.runs()).isFalse();
        }
    }
}

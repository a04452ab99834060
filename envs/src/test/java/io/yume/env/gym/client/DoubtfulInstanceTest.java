package io.yume.env.gym.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.yume.env.Autoreset;
import io.yume.env.Environment;
import io.yume.env.VectorEnvironment;
import io.yume.env.gym.GymException;
import io.yume.env.gym.client.ClassicServer.Dialect;
import io.yume.env.gym.client.ClassicServer.Reply;
import io.yume.env.gym.client.ClassicServer.Request;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After such a reply nobody knows which steps the server has counted: a reset must make a new instance. */
class DoubtfulInstanceTest {

    private static final String SPACES = "\"action_space\": {\"type\": \"Discrete\", \"n\": 2}, \"observation_space\":"
            + " {\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [1], \"low\": 0, \"high\": 1}";
    private static final Reply RUBBISH = Reply.json("{\"observation\": \"what?\"}");
    private static final Reply GAP =
            new Reply(409, "application/json", "{\"message\": \"step_id must be\", \"code\": \"step_id_gap\"}", "");

    private ClassicServer server;
    private GymClient client;
    private Reply step;

    @BeforeEach
    void start() {
        server = new ClassicServer(Dialect.HTTP_10);
        client = GymClient.of(server.url());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private void speak(String observation, String good) {
        server.script = request -> answer(request, observation, good);
    }

    private Reply answer(Request request, String observation, String good) {
        String line = request.line();
        if (line.endsWith("/health/")) {
            return Reply.json("{\"protocol\": 2, \"features\": [\"vector\", \"step_id\"]}");
        }
        if (line.equals("POST /v1/envs/")) {
            return Reply.json("{\"instance_id\": \"ab\", " + SPACES + "}");
        }
        if (line.endsWith("/step/")) {
            return step == null ? Reply.json(good) : step;
        }
        return line.endsWith("/reset/") ? Reply.json("{\"observation\": " + observation + "}") : Reply.empty();
    }

    private long made() {
        return server.requestsTo("POST /v1/envs/");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneEnvironmentIsMadeAgain(boolean rubbish) {
        speak(
                "[0.5]",
                "{\"observation\": [0.5], \"reward\": 1, \"terminated\": false, \"truncated\": false, \"info\": {}}");
        try (Environment environment = client.make("Odd-v0")) {
            environment.reset(1);
            step = rubbish ? RUBBISH : GAP;
            assertThatExceptionOfType(GymException.class).isThrownBy(() -> environment.step(new float[] {0}));
            assertThat(made()).isEqualTo(1);
            step = null;
            environment.reset(2);
            assertThat(made()).isEqualTo(2);
            assertThat(environment.step(new float[] {0}).reward()).isEqualTo(1);
            environment.reset(3);
            assertThat(made()).as("there is no doubt any more").isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVectorIsMadeAgain(boolean rubbish) {
        speak(
                "[[0.5], [0.5]]",
                "{\"observation\": [[0.5], [0.5]], \"reward\": [1, 2], \"terminated\": [false, false],"
                        + " \"truncated\": [false, false], \"info\": {}}");
        try (VectorEnvironment vector =
                client.makeVector("Odd-v0", 2, Autoreset.NEXT_STEP, GymMakeOptions.defaults())) {
            vector.reset(new long[] {1, 2});
            step = rubbish ? RUBBISH : GAP;
            assertThatExceptionOfType(GymException.class).isThrownBy(() -> vector.step(new float[] {0, 1}));
            step = null;
            vector.reset(new long[] {1, 2});
            assertThat(made()).isEqualTo(2);
            assertThat(vector.step(new float[] {0, 1}).rewards()).containsExactly(1, 2);
        }
    }
}

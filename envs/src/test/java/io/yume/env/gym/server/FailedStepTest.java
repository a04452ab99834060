package io.yume.env.gym.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.TimeStep;
import io.yume.env.TwoButtons;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.server.RawHttp.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps that break the environment were taken: who lost the reply is told the same again. */
class FailedStepTest {

    private final AtomicInteger steps = new AtomicInteger();
    private GymServer server;
    private String id;

    @BeforeEach
    void start() throws IOException {
        server = GymServer.start(
                GymServerOptions.defaults().withPort(0).withEnvironments(Map.of("brittle", () -> new Brittle(steps))));
        JsonNode made = Json.read(post("/v1/envs/", "{\"env_id\": \"brittle\"}").bytes(), "reply");
        id = made.get("instance_id").asText();
        post("/v1/envs/" + id + "/reset/", "{\"seed\": 1}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Breaks when it is stepped with 1. */
    private static final class Brittle extends TwoButtons {

        private final AtomicInteger steps;

        Brittle(AtomicInteger steps) {
            super("brittle", 1);
            this.steps = steps;
        }

        @Override
        public TimeStep step(float[] action) {
            steps.incrementAndGet();
            if (action[0] == 1) {
                throw new IllegalStateException("crack");
            }
            return new TimeStep(1, false, false);
        }
    }

    private Reply post(String path, String body) {
        return RawHttp.call(server.port(), "POST", path, body);
    }

    private Reply step(int action, int stepId) {
        return post("/v1/envs/" + id + "/step/", "{\"action\": " + action + ", \"step_id\": " + stepId + "}");
    }

    @Test
    void theSameIdIsToldTheSameFailure() {
        step(0, 1);
        Reply failed = step(1, 2);
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.body()).contains("environment_failed").contains("crack");
        Reply again = step(1, 2);
        assertThat(again.status()).isEqualTo(500);
        assertThat(again.body()).isEqualTo(failed.body());
        assertThat(again.head()).contains("X-Gym-Replayed: 1");
        assertThat(failed.head()).doesNotContain("X-Gym-Replayed");
        assertThat(steps).hasValue(2);
        post("/v1/envs/" + id + "/reset/", "{}");
        assertThat(step(0, 3).status()).as("it has counted").isEqualTo(200);
    }

    @Test
    void inABatchToo() {
        String batch = "{\"steps\": [{\"instance_id\": \"" + id + "\", \"action\": 1, \"step_id\": 5}]}";
        String failed = post("/v1/step_batch/", batch).body();
        assertThat(failed).startsWith("{\"results\":[{\"error\":{").contains("\"status\":500");
        assertThat(post("/v1/step_batch/", batch).body()).isEqualTo(failed);
        assertThat(steps).hasValue(1);
    }

    @Test
    void aStepThatWasRefusedDoesNotCount() {
        step(0, 1);
        assertThat(step(7, 2).status()).isEqualTo(400);
        assertThat(step(0, 2).status()).isEqualTo(200);
    }
}

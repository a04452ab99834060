package io.yume.env.gym.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.env.gym.internal.Json;
import io.yume.env.gym.server.RawHttp.Reply;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server for each test, and calls of it. */
abstract class GymServerFixture {

    static final String V2 = "X-Gym-Protocol: 2";

    GymServer server;

    @BeforeEach
    void start() throws IOException {
        server = GymServer.start(GymServerOptions.defaults().withPort(0));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    Reply post(String path, String body, String... fields) {
        return RawHttp.call(server.port(), "POST", path, body, fields);
    }

    Reply get(String path, String... fields) {
        return RawHttp.call(server.port(), "GET", path, null, fields);
    }

    String create(String parameters) {
        Reply reply = post("/v1/envs/", parameters);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        String id = Json.read(reply.bytes(), "reply").get("instance_id").asText();
        assertThat(id).matches("[0-9a-f]{8}");
        return "/v1/envs/" + id;
    }
}

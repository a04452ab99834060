package io.yume.experiment.gym;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starts the real server where it is installed. */
class PythonGymLiveTest {

    private PythonGym python;

    @BeforeEach
    void find() {
        python = LivePython.find();
    }

    private static JsonNode ask(URI address, String path, String body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) address.resolve(path).toURL().openConnection();
        connection.setReadTimeout(60_000);
        connection.setConnectTimeout(60_000);
        if (body != null) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(connection.getResponseCode()).isEqualTo(200);
        try (InputStream in = connection.getInputStream()) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void servesAnEpisodeOfTheRealThing() throws Exception {
        URI address;
        try (PythonGymServer server = LivePython.start(python)) {
            address = server.address();
            assertThat(ask(address, "/v1/health/", null).get("protocol").asInt())
                    .isEqualTo(2);
            String cart = ask(address, "/v1/envs/", "{\"env_id\": \"CartPole-v1\", \"seed\": 42}")
                    .get("instance_id")
                    .asText();
            double start = ask(address, "/v1/envs/" + cart + "/reset/", "null")
                    .at("/observation/0")
                    .asDouble();
            assertThat((float) start).isEqualTo((float) 0.027395604855596334);
        }
        assertThat(reachable(address)).isFalse();
    }

    private static boolean reachable(URI address) {
        try {
            ask(address, "/v1/health/", null);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

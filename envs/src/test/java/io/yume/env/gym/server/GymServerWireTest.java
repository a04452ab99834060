package io.yume.env.gym.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Tensor;
import io.yume.env.gym.server.RawHttp.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP and the forms of bodies, down to bytes. */
class GymServerWireTest extends GymServerFixture {

    @Test
    void speaksBinaryBothWays() {
        String path = create("{\"env_id\": \"Pendulum-v1\", \"vector\": \"sync\", \"num_envs\": 2}");
        Reply reset = post(path + "/reset/", "{\"seed\": [1, 2]}", "Accept: application/x-gym-frame");
        Frame frame = Frame.read(reset.bytes());
        Tensor seen = frame.tensor(frame.header().get("observation"), "observation");
        assertThat(seen.shape()).containsExactly(2, 3);
        byte[] action = new Frame.Builder()
                .add("action", Tensor.of(new double[] {0.5, -0.5}, 2, 1))
                .build();
        Reply step = RawHttp.bytes(
                server.port(),
                "POST",
                path + "/step/",
                action,
                "Content-Type: application/x-gym-frame",
                "Accept: application/x-gym-frame");
        Frame reply = Frame.read(step.bytes());
        assertThat(reply.tensor(reply.header().get("reward"), "reward").doubles())
                .hasSize(2);
        assertThat(reply.tensor(reply.header().get("terminated"), "t").flags()).containsExactly(false, false);
        assertThat(reply.header().has("done")).isFalse();
        byte[] wrong = new Frame.Builder()
                .add("action", Tensor.of(new double[] {0.5, -0.5}, 1, 2))
                .build();
        for (byte[] bad : new byte[][] {wrong, {1, 2, 3}, new Frame.Builder().build()}) {
            Reply refused =
                    RawHttp.bytes(server.port(), "POST", path + "/step/", bad, "Content-Type: application/x-gym-frame");
            assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        }
    }

    @Test
    void compressesWhatIsWorthIt() throws IOException {
        String path = create("{\"env_id\": \"take-cover\"}");
        Reply plain = post(path + "/reset/", "{\"seed\": 1}");
        Reply small = post(path + "/reset/", "{\"seed\": 1}", "Accept-Encoding: gzip");
        assertThat(small.head()).contains("Content-Encoding: gzip");
        assertThat(small.bytes().length).isLessThan(plain.bytes().length / 3);
        byte[] inflated = new GZIPInputStream(new ByteArrayInputStream(small.bytes())).readAllBytes();
        assertThat(new String(inflated, UTF_8)).isEqualTo(plain.body());
        assertThat(get("/v1/health/", "Accept-Encoding: gzip").head()).doesNotContain("Content-Encoding");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"seed\": 1}".getBytes(UTF_8));
        }
        assertThat(RawHttp.bytes(
                                server.port(), "POST", path + "/reset/", packed.toByteArray(), "Content-Encoding: gzip")
                        .body())
                .isEqualTo(plain.body());
        assertThat(RawHttp.bytes(server.port(), "POST", path + "/reset/", new byte[9], "Content-Encoding: br")
                        .status())
                .isEqualTo(415);
        assertThat(RawHttp.bytes(server.port(), "POST", path + "/reset/", new byte[9], "Content-Encoding: gzip")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void base64KeepsJson() {
        String path = create("{\"env_id\": \"CartPole-v1\"}");
        assertThat(post(path + "/reset/", "{\"seed\": 1, \"frame\": \"base64\"}")
                        .body())
                .startsWith("{\"observation\":{\"__nd__\":1,\"dtype\":\"float32\",\"shape\":[4],\"b64\":\"");
    }

    @Test
    void takesBodiesLargerThanItsBuffers() {
        create("{\"env_id\": \"CartPole-v1\", \"unknown\": \"" + "x".repeat(300_000) + "\"}");
    }

    @Test
    void keepsConnectionsAndObeysOldOnes() {
        try (RawHttp http = new RawHttp(server.port())) {
            String request = "GET /v1/envs/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
            http.send(request + request + "\r\n" + request);
            for (int i = 0; i < 3; i++) {
                assertThat(http.receive().head()).contains("Connection: keep-alive");
            }
            http.send("GET /v1/envs/ HTTP/1.0\r\n\r\n");
            assertThat(http.receive().head()).contains("Connection: close");
            assertThat(http.ends()).isTrue();
        }
    }

    @Test
    void takesChunksAndContinues() {
        try (RawHttp http = new RawHttp(server.port())) {
            http.send("POST /v1/envs/ HTTP/1.1\r\nContent-Type: application/json\r\n");
            http.send("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
            assertThat(http.receive().status()).isEqualTo(100);
            http.send("4;x=y\r\n{\"en\r\n1c\r\nv_id\":     \"CartPole-v1\"   }\r\n0\r\nTrailer: x\r\n\r\n");
            assertThat(http.receive().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rubbish|400",
                "GET /v1/envs/ HTTP/2.0|505",
                "GET /v1/envs/ HTTP/1.1~Header without colon|400",
                "POST /v1/envs/ HTTP/1.1~Content-Length: x|400",
                "POST /v1/envs/ HTTP/1.1~Content-Length: -1|400",
                "POST /v1/envs/ HTTP/1.1~Content-Length: 3~Content-Length: 4|400",
                "POST /v1/envs/ HTTP/1.1~Content-Length: 3~Transfer-Encoding: chunked|400",
                "POST /v1/envs/ HTTP/1.1~Transfer-Encoding: gzip|501",
                "POST /v1/envs/ HTTP/1.1~Transfer-Encoding: chunked~~zz|400",
                "POST /v1/envs/ HTTP/1.1~Content-Length: 99999999999|413"
            })
    void refusesWhatIsNoHttp(String text, int status) {
        try (RawHttp http = new RawHttp(server.port())) {
            http.send(text.replace("~", "\r\n") + "\r\n\r\n");
            Reply reply = http.receive();
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.body()).contains("\"message\":\"");
            assertThat(http.ends()).isTrue();
        }
    }

    @Test
    void refusesEndlessHeads() {
        try (RawHttp http = new RawHttp(server.port())) {
            http.send("GET /v1/envs/ HTTP/1.1\r\nX: " + "y".repeat(33_000) + "\r\n\r\n");
            assertThat(http.receive().status()).isEqualTo(431);
        }
    }

    @Test
    void endsConnectionsThatSayNothing() throws IOException {
        server.close();
        server = GymServer.start(GymServerOptions.defaults()
                .withPort(0)
                .withLimits(GymServerOptions.Limits.DEFAULTS.withIdle(Duration.ofMillis(50))));
        try (RawHttp http = new RawHttp(server.port())) {
            assertThat(http.ends()).isTrue();
        }
    }

    @Test
    void nonFiniteNumbersAreStringsForThoseWhoKnow() {
        String path = create("{\"env_id\": \"CartPole-v1\"}");
        assertThat(get(path + "/observation_space/", V2).body()).contains("\"-Infinity\"");
    }
}

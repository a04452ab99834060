package io.yume.env.gym.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.yume.env.gym.server.RawHttp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits, leases, and who may call. */
class GymServerGuardTest extends GymServerFixture {

    @Test
    void limitsBodiesInstancesAndTime() throws IOException {
        server.close();
        server = GymServer.start(GymServerOptions.defaults()
                .withPort(0)
                .withLimits(GymServerOptions.Limits.DEFAULTS.withBody(1000).withInstances(2)));
        Reply large = post("/v1/envs/", "{\"env_id\": \"" + "x".repeat(2000) + "\"}");
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.body()).contains("at most 1000 bytes: bytes=");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[100_000]);
        }
        assertThat(RawHttp.bytes(server.port(), "POST", "/v1/envs/", bomb.toByteArray(), "Content-Encoding: gzip")
                        .status())
                .isEqualTo(413);
        String first = create("{\"env_id\": \"CartPole-v1\"}");
        create("{\"env_id\": \"CartPole-v1\"}");
        Reply third = post("/v1/envs/", "{\"env_id\": \"CartPole-v1\"}");
        assertThat(third.status()).isEqualTo(429);
        assertThat(third.body()).contains("limit=2");
        RawHttp.call(server.port(), "DELETE", first + "/", null);
        create("{\"env_id\": \"CartPole-v1\"}");
    }

    @Test
    void closesWhatNobodyUses() throws Exception {
        server.close();
        server = GymServer.start(GymServerOptions.defaults()
                .withPort(0)
                .withLimits(GymServerOptions.Limits.DEFAULTS.withLease(Duration.ofMillis(1))));
        String path = create("{\"env_id\": \"CartPole-v1\"}");
        String kept = create("{\"env_id\": \"CartPole-v1\", \"lease_s\": 3600}");
        while (server.instances() > 1) {
            Thread.sleep(10);
        }
        assertThat(post(path + "/reset/", null).body()).contains("unknown_instance");
        assertThat(post(kept + "/reset/", null).status()).isEqualTo(200);
    }

    @Test
    void wantsItsToken() throws IOException {
        server.close();
        server = GymServer.start(GymServerOptions.defaults().withPort(0).withToken("sesame"));
        Reply without = get("/v1/health/");
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.head()).contains("WWW-Authenticate: Bearer");
        assertThat(get("/v1/health/", "Authorization: Bearer sesam").status()).isEqualTo(401);
        assertThat(get("/v1/health/", "Authorization: Bearer sesame").status()).isEqualTo(200);
        assertThat(post("/v1/shutdown/", null).status()).isEqualTo(401);
    }

    @Test
    void refusesWebPages() {
        assertThat(get("/v1/envs/", "Origin: http://evil.example").status()).isEqualTo(403);
    }

    /** By a name of its own for this machine a page could reach the server without saying so. */
    @ParameterizedTest
    @CsvSource({
        "evil.example, 403",
        "evil.example:5000, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example:80, 403",
        "localhost, 200",
        "LOCALHOST:5000, 200",
        "127.0.0.1:5000, 200",
        "[::1]:5000, 200"
    })
    void isCalledByLocalNamesOnly(String host, int status) {
        try (RawHttp http = new RawHttp(server.port())) {
            http.send("GET /v1/envs/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertThat(http.receive().status()).isEqualTo(status);
        }
    }

    @Test
    void whoHasTheTokenMayCallItByAnyName() throws IOException {
        server.close();
        server = GymServer.start(GymServerOptions.defaults().withPort(0).withToken("sesame"));
        try (RawHttp http = new RawHttp(server.port())) {
            http.send("GET /v1/envs/ HTTP/1.1\r\nHost: games.example\r\nAuthorization: Bearer sesame\r\n\r\n");
            assertThat(http.receive().status()).isEqualTo(200);
        }
    }

    @Test
    void shutsDownOnRequest() throws Exception {
        create("{\"env_id\": \"CartPole-v1\"}");
        Reply reply = post("/v1/shutdown/", null);
        assertThat(reply.body()).isEqualTo("Server shutting down");
        assertThat(reply.head()).contains("Content-Type: text/html").contains("Connection: close");
        server.awaitClose();
        assertThat(server.instances()).isZero();
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> get("/v1/health/"));
    }

    @Test
    void saysThatAPortIsTaken() {
        GymServerOptions same = GymServerOptions.defaults().withPort(server.port());
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> GymServer.start(same));
        assertThatIllegalArgumentException().isThrownBy(() -> same.withPort(70_000));
    }
}

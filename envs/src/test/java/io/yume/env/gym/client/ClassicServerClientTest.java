package io.yume.env.gym.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yume.env.Autoreset;
import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.TimeStep;
import io.yume.env.VectorEnvironment;
import io.yume.env.VectorStep;
import io.yume.env.VectorStepException;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.client.ClassicServer.Dialect;
import io.yume.env.gym.client.ClassicServer.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client against a server of the old protocol, with its traps. */
class ClassicServerClientTest {

    private static float[] observe(Environment environment) {
        float[] values = new float[environment.observationSpace().size()];
        environment.observe(values);
        return values;
    }

    /** Plays both with the same actions until the episode ends. */
    private static void assertSameEpisode(Environment remote, Environment local, long seed, float[]... actions) {
        remote.reset(seed);
        local.reset(seed);
        assertThat(observe(remote)).isEqualTo(observe(local));
        for (int i = 0; ; i++) {
            float[] action = actions[i % actions.length];
            TimeStep expected = local.step(action);
            TimeStep actual = remote.step(action);
            assertThat(actual.reward()).isEqualTo(expected.reward());
            assertThat(actual.last()).isEqualTo(expected.last());
            assertThat(observe(remote)).isEqualTo(observe(local));
            if (expected.last()) {
                return;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void playsTheSameEpisodesAsInProcess(Dialect dialect) throws IOException {
        try (ClassicServer server = new ClassicServer(dialect);
                GymClient client = GymClient.of(server.url());
                Environment remote = client.make("CartPole-v0");
                Environment local = Environments.make("CartPole-v0");
                Environment remotePendulum = client.make("Pendulum-v1");
                Environment localPendulum = Environments.make("Pendulum-v1")) {
            assertThat(client.server()).isEqualTo(GymServerInfo.CLASSIC);
            assertThat(remote.actionSpace()).isEqualTo(new Discrete(2));
            assertThat(remote.observationSpace()).isEqualTo(local.observationSpace());
            assertThat(remotePendulum.actionSpace()).isEqualTo(Box.of(-2, 2, 1));
            for (long seed : new long[] {1, 7, 42, Integer.MAX_VALUE}) {
                assertSameEpisode(remote, local, seed, new float[] {0}, new float[] {1}, new float[] {1});
            }
            assertSameEpisode(remotePendulum, localPendulum, 3, new float[] {0.1f}, new float[] {-1.9999999f});
        }
    }

    @Test
    void keepsConnectionsOnlyWhereTheServerDoes() throws IOException {
        try (ClassicServer closing = new ClassicServer(Dialect.HTTP_10);
                ClassicServer keeping = new ClassicServer(Dialect.KEEPING)) {
            for (ClassicServer server : new ClassicServer[] {closing, keeping}) {
                try (GymClient client = GymClient.of(server.url());
                        Environment environment = client.make("CartPole-v0")) {
                    environment.reset(1);
                    environment.step(new float[] {0});
                }
            }
            assertThat(closing.connections.get()).isEqualTo(closing.requests.size());
            assertThat(keeping.connections.get()).isEqualTo(1);
        }
    }

    @Test
    void surviveKeptConnectionsThatTheServerClosesBetweenSteps() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.KEEPING);
                GymClient client = GymClient.of(server.url());
                Environment remote = client.make("CartPole-v0");
                Environment local = Environments.make("CartPole-v0")) {
            remote.reset(5);
            local.reset(5);
            for (int i = 0; i < 5; i++) {
                server.dropConnections();
                assertThat(remote.step(new float[] {i % 2}).last())
                        .isEqualTo(local.step(new float[] {i % 2}).last());
                assertThat(observe(remote)).as("stepped once").isEqualTo(observe(local));
            }
        }
    }

    @Test
    void neverSendsAStepAgain() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.KEEPING);
                GymClient client = GymClient.of(server.url());
                Environment environment = client.make("CartPole-v0")) {
            environment.reset(1);
            AtomicInteger steps = new AtomicInteger();
            server.script = request -> {
                if (request.line().endsWith("/step/")) {
                    steps.incrementAndGet();
                    return Reply.hangUp();
                }
                return null;
            };
            assertThatExceptionOfType(GymConnectionException.class)
                    .isThrownBy(() -> environment.step(new float[] {0}))
                    .withMessageContaining("not repeated")
                    .matches(e -> e.reason() == GymConnectionException.Reason.BROKEN);
            assertThat(steps).hasValue(1);
            assertThat(catchThrowable(() -> environment.step(new float[] {0})))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lost its episode");
            server.script = request -> null;
            environment.reset(2);
            assertThat(environment.step(new float[] {0}).last()).isFalse();
        }
    }

    @Test
    void saysWhatTheServerSaid() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.HTTP_10);
                GymClient client = GymClient.of(server.url())) {
            assertThatExceptionOfType(GymStatusException.class)
                    .isThrownBy(() -> client.make("os:Evil-v0"))
                    .withMessageContaining("Attempted to look up malformed environment ID 'os:Evil-v0'")
                    .matches(e -> e.status() == 400);
            try (Environment environment = client.make("CartPole-v0")) {
                environment.reset(1);
                server.script = request -> request.line().endsWith("/step/")
                        ? Reply.html(500, "Internal Server Error " + "x".repeat(5000))
                        : null;
                assertThatExceptionOfType(GymStatusException.class)
                        .isThrownBy(() -> environment.step(new float[] {0}))
                        .withMessageContaining("status 500")
                        .matches(e -> e.body().startsWith("<!DOCTYPE HTML"))
                        .matches(e -> e.body().length() == 2048)
                        .matches(e -> e.serverMessage().isEmpty());
            }
        }
    }

    @Test
    void followsARedirectionToTheSameServerAndReportsOthers() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.CLOSING);
                GymClient client = GymClient.of(server.url() + "/gym/")) {
            server.script = request -> {
                if (request.line().equals("GET /gym/v1/envs/")) {
                    return new Reply(308, "text/html", "moved", "Location: /gym/v1/envs/all/\r\n");
                }
                if (request.line().equals("GET /gym/v1/envs/all/")) {
                    return Reply.json("{\"all_envs\": {\"ab\": \"CartPole-v0\"}}");
                }
                return request.line().startsWith("POST")
                        ? new Reply(308, "text/html", "moved", "Location: https://elsewhere.example/v1/\r\n")
                        : null;
            };
            assertThat(client.instances()).containsEntry("ab", "CartPole-v0");
            assertThatExceptionOfType(GymStatusException.class)
                    .isThrownBy(() -> client.make("CartPole-v0"))
                    .withMessageContaining("the server redirects to https://elsewhere.example/v1/");
        }
    }

    @Test
    void takesTextForAnAnswerToShutdown() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.HTTP_10);
                GymClient client = GymClient.of(server.url())) {
            client.shutDownServer();
            assertThat(server.requestsTo("/v1/shutdown/")).isEqualTo(1);
        }
    }

    @Test
    void takesPathsSlashesAndIpv6InAddresses() throws IOException {
        assertThat(GymAddress.parse("http://[::1]:5000/a/b//")).isEqualTo(new GymAddress("::1", 5000, "/a/b"));
        assertThat(GymAddress.parse("http://[::1]:5000").authority()).isEqualTo("[::1]:5000");
        assertThat(GymAddress.parse("http://gym.example")).isEqualTo(new GymAddress("gym.example", 80, ""));
        for (String bad :
                new String[] {"https://127.0.0.1", "127.0.0.1:5000", "http://", "http://a/?q=1", "http://a b"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GymClient.of(bad))
                    .withMessageContaining("server must");
        }
        byte[] one = new byte[16];
        one[15] = 1;
        InetAddress ipv6 = InetAddress.getByAddress(one);
        assumeTrue(listens(ipv6), "this machine has no IPv6");
        try (ClassicServer server = new ClassicServer(Dialect.HTTP_10, ipv6);
                GymClient client = GymClient.of("http://[::1]:" + server.port() + "/");
                Environment environment = client.make("CartPole-v0")) {
            environment.reset(1);
            assertThat(observe(environment)).hasSize(4);
        }
    }

    private static boolean listens(InetAddress address) {
        try (ClassicServer server = new ClassicServer(Dialect.HTTP_10, address)) {
            return server.port() > 0;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void sendsActionsAsTheOldServerWantsThem() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.HTTP_10);
                GymClient client = GymClient.of(server.url());
                Environment discrete = client.make("CartPole-v0");
                Environment box = client.make("Pendulum-v1")) {
            discrete.reset(1);
            box.reset(1);
            server.requests.clear();
            discrete.step(new float[] {1});
            box.step(new float[] {0.1f});
            box.step(new float[] {-1.5e-38f});
            assertThat(server.requests)
                    .extracting(ClassicServer.Request::body)
                    .containsExactly("{\"action\":1}", "{\"action\":[0.1]}", "{\"action\":[-1.5E-38]}");
            assertThatIllegalArgumentException().isThrownBy(() -> box.step(new float[] {Float.NaN}));
            assertThatIllegalArgumentException().isThrownBy(() -> discrete.step(new float[] {0.5f}));
            assertThatIllegalArgumentException().isThrownBy(() -> discrete.step(new float[] {2}));
            assertThat(server.requests).as("refused here").hasSize(3);
        }
    }

    @Test
    void seedsByMakingInstancesAndLeavesNoneBehind() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.HTTP_10);
                GymClient client = GymClient.of(server.url())) {
            Environment environment = client.make("CartPole-v0");
            environment.reset(0);
            float[] first = observe(environment);
            environment.reset(9);
            environment.reset(0);
            assertThat(observe(environment))
                    .as("seed 0 is ignored by such servers")
                    .isEqualTo(first);
            assertThat(server.instances()).isEqualTo(1);
            environment.close();
            environment.close();
            assertThat(server.instances()).isZero();
            GymClientOptions careless =
                    GymClientOptions.defaults().withClassicSeeds(GymClientOptions.ClassicSeeds.IGNORE);
            try (GymClient other = GymClient.of(server.url(), careless);
                    Environment unseeded = other.make("CartPole-v0")) {
                long created = server.requestsTo("POST /v1/envs/");
                unseeded.reset(1);
                unseeded.reset(2);
                assertThat(server.requestsTo("POST /v1/envs/")).isEqualTo(created);
            }
            assertThat(server.instances()).isZero();
        }
    }

    @Test
    void tellsTruncationWhereItCan() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.HTTP_10);
                GymClient client = GymClient.of(server.url());
                GymEnvironment unknown = client.make("Pendulum-v1");
                GymEnvironment limited =
                        client.make("Pendulum-v1", GymMakeOptions.defaults().withMaxSteps(200))) {
            assertThat(unknown.knowsTruncation()).isFalse();
            assertThat(unknown.maxSteps()).isEqualTo(Integer.MAX_VALUE);
            assertThat(lastStep(unknown)).isEqualTo(new Flags(true, false));
            assertThat(limited.knowsTruncation()).isTrue();
            assertThat(lastStep(limited)).isEqualTo(new Flags(false, true));
        }
    }

    private record Flags(boolean terminated, boolean truncated) {}

    private static Flags lastStep(Environment environment) {
        environment.reset(1);
        TimeStep step;
        do {
            step = environment.step(new float[] {0});
        } while (!step.last());
        return new Flags(step.terminated(), step.truncated());
    }

    @Test
    void stepsAVectorOfInstances() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.CLOSING);
                GymClient client = GymClient.of(server.url());
                VectorEnvironment remote =
                        client.makeVector("CartPole-v0", 3, Autoreset.NEXT_STEP, GymMakeOptions.defaults());
                VectorEnvironment local = VectorEnvironment.of(
                        Stream.generate(() -> Environments.make("CartPole-v0"))
                                .limit(3)
                                .toList(),
                        Autoreset.NEXT_STEP)) {
            long[] seeds = {4, 5, 6};
            remote.reset(seeds);
            local.reset(seeds);
            float[] expected = new float[12];
            float[] actual = new float[12];
            for (int i = 0; i < 60; i++) {
                float[] actions = {i % 2, 1, i % 3 % 2};
                assertThat(remote.step(actions).started())
                        .isEqualTo(local.step(actions).started());
                local.observe(expected);
                remote.observe(actual);
                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    @Test
    void aRowThatFailsLeavesTheOthersUnharmed() throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.CLOSING);
                GymClient client = GymClient.of(server.url());
                VectorEnvironment vector =
                        client.makeVector("CartPole-v0", 3, Autoreset.NEXT_STEP, GymMakeOptions.defaults())) {
            vector.reset(new long[] {1, 2, 3});
            AtomicInteger steps = new AtomicInteger();
            server.script = request -> request.line().endsWith("/step/") && steps.incrementAndGet() == 2
                    ? Reply.html(500, "Internal Server Error")
                    : null;
            assertThatExceptionOfType(VectorStepException.class)
                    .isThrownBy(() -> vector.step(new float[3]))
                    .withMessageStartingWith("row 1: POST /v1/envs/")
                    .withMessageContaining("status 500")
                    .matches(e -> e.failures().size() == 1)
                    .matches(e -> e.step().truncated()[1]
                            && e.step().rewards()[0] == 1
                            && e.step().rewards()[2] == 1);
            VectorStep next = vector.step(new float[3]);
            assertThat(next.started()).containsExactly(false, true, false);
            assertThat(next.rewards()).containsExactly(1, 0, 1);
        }
    }

    @Test
    void manyStepsDoNotUseUpThePorts() throws IOException {
        playLong(2_000);
    }

    /** More than there are ports to begin connections from. */
    @Test
    @Tag("slow")
    void veryManyStepsDoNotUseUpThePorts() throws IOException {
        playLong(33_000);
    }

    private static void playLong(int steps) throws IOException {
        try (ClassicServer server = new ClassicServer(Dialect.HTTP_10);
                GymClient client = GymClient.of(
                        server.url(), GymClientOptions.defaults().withReplyTimeout(Duration.ofMinutes(2)));
                Environment environment = client.make("Pendulum-v1")) {
            server.recording = false;
            int left = steps;
            while (left > 0) {
                environment.reset(left);
                TimeStep step;
                do {
                    step = environment.step(new float[] {0});
                    left--;
                } while (!step.last());
            }
            assertThat(server.connections.get()).isGreaterThanOrEqualTo(steps);
        }
    }
}

package io.yume.env.gym.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.Pixels;
import io.yume.env.TimeStep;
import io.yume.env.TwoButtons;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import io.yume.env.gym.server.GymServerOptions.Limits;
import io.yume.env.wrapper.EnvironmentWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against our server. */
class SupersetClientTest {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private GymServer server;
    private GymClient client;

    @BeforeEach
    void start() {
        Map<String, Supplier<Environment>> served =
                new HashMap<>(GymServerOptions.defaults().environments());
        served.put("slow", () -> new Slow(Environments.make("CartPole-v1"), entered, leave));
        served.put("broken", Broken::new);
        server = ServedEnvironments.server(GymServerOptions.defaults().withEnvironments(served));
        client = GymClient.of(server.url());
    }

    @AfterEach
    void stop() {
        leave.countDown();
        client.close();
        server.close();
    }

    /** Steps only when it may. */
    private static final class Slow extends EnvironmentWrapper {

        private final CountDownLatch entered;
        private final CountDownLatch leave;

        Slow(Environment inner, CountDownLatch entered, CountDownLatch leave) {
            super(inner);
            this.entered = entered;
            this.leave = leave;
        }

        @Override
        public String id() {
            return "slow";
        }

        @Override
        public TimeStep step(float[] action) {
            entered.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.step(action);
        }
    }

    /** Cannot be stepped. */
    private static final class Broken extends TwoButtons {

        Broken() {
            super("broken", 1);
        }

        @Override
        public TimeStep step(float[] action) {
            throw new ArithmeticException("/ by zero");
        }
    }

    private static float[] observe(Environment environment) {
        float[] values = new float[environment.observationSpace().size()];
        environment.observe(values);
        return values;
    }

    @Test
    void findsOutWhatTheServerIs() {
        assertThat(client.server().protocol()).isEqualTo(2);
        assertThat(client.server().classic()).isFalse();
        assertThat(client.server().features()).contains("seed", "vector", "frame", "step_id");
        assertThat(client.ids().orElseThrow()).contains("CartPole-v1", "take-cover");
        try (GymEnvironment environment = client.make("CartPole-v1")) {
            assertThat(client.instances()).containsValue("CartPole-v1");
            assertThat(environment.maxSteps()).isEqualTo(500);
            assertThat(environment.knowsTruncation()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "false, true"})
    void goldenTrajectoriesHold(boolean frames, boolean gzip) {
        GymClientOptions options =
                GymClientOptions.defaults().withFrames(frames).withGzip(gzip);
        try (GymClient other = GymClient.of(server.url(), options);
                Environment cartPole = other.make("CartPole-v1");
                Environment pendulum = other.make("Pendulum-v1")) {
            cartPole.reset(42);
            int steps = 0;
            TimeStep step;
            do {
                step = cartPole.step(new float[] {steps % 2});
                steps++;
            } while (!step.last());
            assertThat(steps).isEqualTo(23);
            assertThat(observe(cartPole))
                    .containsExactly(
                            (float) -0.023232166795156346,
                            (float) -0.23219836892868473,
                            (float) 0.21864778382805364,
                            (float) 1.0176443826012553);
            pendulum.reset(42);
            double total = 0;
            for (int t = 0; t < 200; t++) {
                total += pendulum.step(new float[] {(float) Math.sin(0.1 * t)}).reward();
            }
            assertThat(total).isCloseTo(-1184.964715740666, within(1e-9));
        }
    }

    @Test
    void aLostReplyIsAskedForAgainAndTheWorldStepsOnce() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(server.port());
                GymClient behind = GymClient.of(proxy.url());
                Environment remote = behind.make("CartPole-v1");
                Environment local = Environments.make("CartPole-v1")) {
            proxy.losing.set(1);
            remote.reset(3);
            local.reset(3);
            for (int i = 0; i < 8; i++) {
                proxy.losing.set(i % 2);
                assertThat(remote.step(new float[] {i % 2})).isEqualTo(local.step(new float[] {i % 2}));
                assertThat(proxy.losing.get()).isZero();
                assertThat(observe(remote)).isEqualTo(observe(local));
            }
            proxy.losing.set(2);
            assertThatExceptionOfType(GymConnectionException.class)
                    .isThrownBy(() -> remote.step(new float[] {0}))
                    .matches(e -> e.getSuppressed().length == 1);
            assertThatIllegalStateException().isThrownBy(() -> remote.step(new float[] {0}));
            remote.reset(3);
            local.reset(3);
            assertThat(remote.step(new float[] {1})).isEqualTo(local.step(new float[] {1}));
            assertThat(server.instances())
                    .as("the doubtful instance is replaced")
                    .isEqualTo(1);
        }
    }

    @Test
    void survivesIdleConnectionsThatTheServerCloses() throws Exception {
        try (GymServer impatient = ServedEnvironments.server(
                        GymServerOptions.defaults().withLimits(Limits.DEFAULTS.withIdle(Duration.ofMillis(20))));
                GymClient other = GymClient.of(impatient.url());
                Environment environment = other.make("CartPole-v1")) {
            environment.reset(1);
            for (int i = 0; i < 3; i++) {
                Thread.sleep(60);
                assertThat(environment.step(new float[] {i % 2}).last()).isFalse();
            }
        }
    }

    @Test
    void anInstanceWhoseLeaseEndedIsMadeAgainByAReset() throws Exception {
        try (GymServer forgetful = ServedEnvironments.server(GymServerOptions.defaults());
                GymClient other = GymClient.of(
                        forgetful.url(), GymClientOptions.defaults().withLease(Duration.ofSeconds(1)));
                Environment environment = other.make("CartPole-v1")) {
            environment.reset(1);
            float[] first = observe(environment);
            while (forgetful.instances() > 0) {
                Thread.sleep(20);
            }
            assertThatExceptionOfType(GymStatusException.class)
                    .isThrownBy(() -> environment.step(new float[] {0}))
                    .matches(GymStatusException::unknownInstance);
            environment.reset(1);
            assertThat(observe(environment)).isEqualTo(first);
        }
    }

    @Test
    void aBrokenEnvironmentIsSaidAndCanBeResetAgain() {
        try (Environment environment = client.make("broken")) {
            environment.reset(1);
            assertThatExceptionOfType(GymStatusException.class)
                    .isThrownBy(() -> environment.step(new float[] {0}))
                    .withMessageEndingWith("(environment_failed): broken failed: ArithmeticException: / by zero")
                    .matches(e -> e.status() == 500);
            assertThatIllegalStateException().isThrownBy(() -> environment.step(new float[] {0}));
            environment.reset(2);
            assertThat(observe(environment)).containsExactly(1);
        }
    }

    @Test
    void unknownIdsAndModulesAreRefusedByTheServer() {
        for (String id : List.of("CartPole-v9", "os:Evil-v0", "../../etc")) {
            assertThatExceptionOfType(GymStatusException.class)
                    .isThrownBy(() -> client.make(id))
                    .matches(e -> e.code().equals("unknown_environment") && e.status() == 400)
                    .withMessageContaining("'" + id + "'");
        }
        assertThatExceptionOfType(GymStatusException.class)
                .isThrownBy(() ->
                        client.make("CartPole-v1", GymMakeOptions.defaults().withMaxSteps(501)))
                .withMessageContaining("max_episode_steps must be in 1..500");
    }

    @Test
    void refusesASecondThreadWhileOneIsAtIt() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Environment environment = client.make("slow")) {
            environment.reset(1);
            Future<TimeStep> step = pool.submit(() -> environment.step(new float[] {0}));
            entered.await();
            assertThatIllegalStateException()
                    .isThrownBy(() -> environment.step(new float[] {0}))
                    .withMessageContaining("one thread at a time");
            assertThatIllegalStateException().isThrownBy(() -> environment.reset(1));
            leave.countDown();
            assertThat(step.get().last()).isFalse();
            assertThat(environment.step(new float[] {0}).last())
                    .as("handed over")
                    .isFalse();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void manyThreadsPlayAtOnceThroughOneClient() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<float[]>> last = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                long seed = i;
                last.add(pool.submit(() -> play(client.make("CartPole-v1"), seed)));
            }
            for (int i = 0; i < threads; i++) {
                assertThat(last.get(i).get()).isEqualTo(play(Environments.make("CartPole-v1"), i));
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(server.instances()).isZero();
    }

    private static float[] play(Environment made, long seed) {
        try (Environment environment = made) {
            environment.reset(seed);
            int i = 0;
            while (!environment.step(new float[] {i++ % 2}).last()) {
                assertThat(i).isLessThan(500);
            }
            return observe(environment);
        }
    }

    @Test
    void closingTheClientClosesAllThatItMade() {
        Environment first = client.make("CartPole-v1");
        client.make("Pendulum-v1");
        assertThat(server.instances()).isEqualTo(2);
        client.close();
        assertThat(server.instances()).isZero();
        assertThatCode(first::close).doesNotThrowAnyException();
        assertThatIllegalStateException()
                .isThrownBy(() -> client.make("CartPole-v1"))
                .withMessageContaining("it is closed");
    }

    @Test
    void picturesComeAsPng() throws IOException {
        try (GymEnvironment environment =
                client.make("take-cover", GymMakeOptions.defaults().withRender())) {
            environment.reset(1);
            assertThat(environment.observationSpace()).isEqualTo(new Pixels(64, 64, 3));
            assertThat(ImageIO.read(new ByteArrayInputStream(environment.render()))
                            .getHeight())
                    .isEqualTo(64);
        }
    }

    @Test
    void carriesItsToken() {
        GymServerOptions guarded = GymServerOptions.defaults().withToken("sesame");
        try (GymServer other = ServedEnvironments.server(guarded);
                GymClient without = GymClient.of(other.url());
                GymClient with =
                        GymClient.of(other.url(), GymClientOptions.defaults().withToken("sesame"))) {
            assertThatExceptionOfType(GymStatusException.class)
                    .isThrownBy(() -> without.make("CartPole-v1"))
                    .matches(e -> e.status() == 401);
            try (Environment environment = with.make("CartPole-v1")) {
                environment.reset(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " sesame", "sesame\r\nHost: evil.example", "s\u00e9same"})
    void tokensThatAHeaderCannotCarryAreRefusedAndNotShown(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GymClientOptions.defaults().withToken(token))
                .withMessage("a token must be printable ASCII without spaces around it: length=" + token.length());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GymServerOptions.defaults().withToken(token))
                .withMessageContaining("printable ASCII");
    }

    @Test
    void shutsTheServerDown() throws InterruptedException {
        client.shutDownServer();
        server.awaitClose();
        assertThatExceptionOfType(GymConnectionException.class).isThrownBy(() -> client.make("CartPole-v1"));
    }

    @Test
    void readsReferences() {
        assertThat(GymEnvironments.parse("gym:CarRacing-v3"))
                .isEqualTo(new GymReference("CarRacing-v3", Optional.empty()));
        GymReference full = GymEnvironments.parse("gym:ALE/Pong-v5@http://127.0.0.1:5000/x");
        assertThat(full.id()).isEqualTo("ALE/Pong-v5");
        assertThat(full.url()).hasValue("http://127.0.0.1:5000/x");
        assertThat(full).hasToString("gym:ALE/Pong-v5@http://127.0.0.1:5000/x");
        try (Environment environment = GymEnvironments.make(
                server.url(), "CartPole-v1", GymClientOptions.defaults(), GymMakeOptions.defaults())) {
            environment.reset(1);
            assertThat(environment.step(new float[] {1}).reward()).isEqualTo(1);
        }
        assertThat(server.instances()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CartPole-v1", "gym:", "gym:os:Evil-v0", "gym:a b", "gym:x@ftp://y", "gym:../x", "gym:x@"})
    void refusesBadReferences(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GymEnvironments.parse(text))
                .withMessageContaining("must");
    }
}

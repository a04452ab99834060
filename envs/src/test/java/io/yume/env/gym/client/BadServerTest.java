package io.yume.env.gym.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.yume.env.Box;
import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.TimeStep;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.GymException;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.GymSpace;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.UnsupportedSpaceException;
import io.yume.env.gym.client.ClassicServer.Dialect;
import io.yume.env.gym.client.ClassicServer.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that say odd things, wrong things, or nothing. */
class BadServerTest {

    private ClassicServer server;
    private GymClient client;
    private String actionSpace = "{\"name\": \"Discrete\", \"n\": 2}";
    private String observationSpace =
            "{\"name\": \"Box\", \"shape\": [2], \"low\": [-1e100, -3.4028235e38], \"high\": [1e100, Infinity]}";
    private String reset = "{\"observation\": [0.5, 1]}";
    private String step = "{\"observation\": [0.5, 1], \"reward\": 1, \"done\": false, \"info\": {}}";

    @BeforeEach
    void start() {
        server = new ClassicServer(Dialect.HTTP_10);
        server.script = request -> {
            if (request.line().equals("POST /v1/envs/")) {
                return Reply.json("{\"instance_id\": \"ab\"}");
            }
            if (request.line().endsWith("/action_space/")) {
                return Reply.json("{\"info\": " + actionSpace + "}");
            }
            if (request.line().endsWith("/observation_space/")) {
                return Reply.json("{\"info\": " + observationSpace + "}");
            }
            if (request.line().endsWith("/reset/")) {
                return Reply.json(reset);
            }
            return request.line().endsWith("/step/") ? Reply.json(step) : null;
        };
        client = GymClient.of(server.url());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private TimeStep stepOnce(Environment environment) {
        environment.reset(1);
        return environment.step(new float[] {0});
    }

    @Test
    void readsAllFormsOfBoundsAndNumbers() {
        reset = "{\"observation\": [NaN, \"-Infinity\"]}";
        step = "{\"observation\": [Infinity, null], \"reward\": -Infinity, \"done\": 0, \"info\": {\"x\": NaN}}";
        try (Environment environment = client.make("Odd-v0")) {
            assertThat(environment.observationSpace())
                    .isEqualTo(Box.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 2));
            environment.reset(1);
            float[] seen = new float[2];
            environment.observe(seen);
            assertThat(seen).containsExactly(Float.NaN, Float.NEGATIVE_INFINITY);
            TimeStep result = environment.step(new float[] {0});
            environment.observe(seen);
            assertThat(seen).containsExactly(Float.POSITIVE_INFINITY, Float.NaN);
            assertThat(result).isEqualTo(new TimeStep(Double.NEGATIVE_INFINITY, false, false));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|true|{}|true|false",
                "1.5|1|{\"TimeLimit.truncated\": true}|false|true",
                "-2|1.0|{\"TimeLimit.truncated\": false}|true|false",
                "0|false|{\"lives\": 3}|false|false"
            })
    void readsRewardsAndFlagsInAllForms(
            double reward, String done, String info, boolean terminated, boolean truncated) {
        step = "{\"zebra\": [{}], \"info\": " + info + ", \"done\": " + done + ", \"reward\": " + reward
                + ", \"observation\": [0, 1], \"x\": {\"y\": [1, [2]]}}";
        try (Environment environment = client.make("Odd-v0")) {
            assertThat(stepOnce(environment)).isEqualTo(new TimeStep(reward, terminated, truncated));
        }
    }

    @Test
    void observesWholeNumbersAsABoxOfOne() {
        observationSpace = "{\"name\": \"Discrete\", \"n\": 16}";
        reset = "{\"observation\": 7}";
        try (Environment environment = client.make("FrozenLake-v0")) {
            environment.reset(1);
            float[] seen = new float[1];
            environment.observe(seen);
            assertThat(seen).containsExactly(7);
            assertThat(environment.observationSpace()).isEqualTo(Box.of(0, 15, 1));
        }
    }

    private void image() {
        observationSpace = "{\"name\": \"Box\", \"shape\": [2, 2, 3], \"low\": [0,0,0,0,0,0,0,0,0,0,0,0],"
                + " \"high\": [255,255,255,255,255,255,255,255,255,255,255,255]}";
    }

    @Test
    void readsNestedImages() {
        image();
        reset = "{\"observation\": [[[0,1,2],[3,4,5]],[[6,7,128],[254,255.0,11]]]}";
        try (Environment environment = client.make("Image-v0")) {
            assertThat(environment.observationSpace()).isEqualTo(new Pixels(2, 2, 3));
            environment.reset(1);
            byte[] seen = new byte[12];
            environment.observe(seen);
            assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, -128, -2, -1, 11);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[[0,1,2],[3,4,5]],[[6,7,8],[9,10]]]",
                "[[[0,1,2],[3,4,5]],[[6,7,8],[9,10,11],[9,10,11]]]",
                "[[[0,1,2],[3,4,5]]]",
                "[[[0,1,2],[3,4,5]],7]",
                "[[[0,1,2],[3,4,5]],[[6,7,8],[9,10,256]]]",
                "[[[0,1,2],[3,4,5]],[[6,7,8],[9,10,0.5]]]",
                "[[[0,1,2],[3,4,5]],[[6,7,8],[9,10,\"x\"]]]",
                "[0,1,2,3,4,5,6,7,8,9,10,11]",
                "{\"screen\": []}",
                "null"
            })
    void refusesRaggedAndStrangeImages(String observation) {
        image();
        reset = "{\"observation\": " + observation + "}";
        try (Environment environment = client.make("Image-v0")) {
            assertThatExceptionOfType(GymProtocolException.class)
                    .isThrownBy(() -> environment.reset(1))
                    .withMessageContaining("observation");
        }
    }

    @Test
    void unsupportedSpacesAreSaidAndStillUsableAsJson() {
        observationSpace = "{\"name\": \"Tuple\"}";
        reset = "{\"observation\": [14, 10, false]}";
        step = "{\"observation\": [18, 10, false], \"reward\": 0.0, \"done\": false, \"info\": {}}";
        assertThatExceptionOfType(UnsupportedSpaceException.class)
                .isThrownBy(() -> client.make("Blackjack-v0"))
                .withMessageContaining("space=Tuple");
        assertThat(server.requestsTo("/close/")).as("closed again").isEqualTo(1);
        try (GymInstance instance = client.open("Blackjack-v0", GymMakeOptions.defaults())) {
            assertThat(instance.observationSpace()).isEqualTo(new GymSpace.OtherSpace("Tuple"));
            assertThat(instance.reset(OptionalLong.empty()).get("observation").get(0))
                    .isEqualTo(new IntNode(14));
            JsonNode reply = instance.step(new IntNode(1));
            assertThat(reply.get("observation").get(0).intValue()).isEqualTo(18);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>fine</html>",
                "[]",
                "{\"observation\": [1, 2]",
                "{\"observation\": [1, 2], \"reward\": 1}",
                "{\"observation\": [1, 2], \"done\": false}",
                "{\"reward\": 1, \"done\": false}",
                "{\"observation\": [1, 2], \"reward\": {}, \"done\": false}",
                "{\"observation\": [1, 2], \"reward\": 1, \"done\": \"maybe\"}",
                "{\"observation\": [1, 2], \"reward\": 1, \"done\": 2}",
                "{\"observation\": [1, 2], \"reward\": 1, \"done\": false} {}"
            })
    void rubbishIsAProtocolError(String body) {
        try (Environment environment = client.make("Odd-v0")) {
            environment.reset(1);
            step = body;
            assertThatExceptionOfType(GymProtocolException.class).isThrownBy(() -> environment.step(new float[] {0}));
            step = "{\"observation\": [0.5, 1], \"reward\": 1, \"done\": false}";
            assertThat(stepOnce(environment).last()).as("a reset mends it").isFalse();
        }
    }

    @Test
    void whatIsNoHttpIsAProtocolError() {
        server.script = request -> new Reply(0, "", "", "");
        assertThatExceptionOfType(GymProtocolException.class)
                .isThrownBy(() -> client.server())
                .withMessageContaining("HTTP/1.0 0 WHATEVER");
    }

    @Test
    void aSilentServerTimesOut() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        GymClientOptions impatience = GymClientOptions.defaults().withReplyTimeout(Duration.ofSeconds(2));
        try (GymClient impatient = GymClient.of(server.url(), impatience);
                Environment environment = impatient.make("Odd-v0")) {
            environment.reset(1);
            var before = server.script;
            server.script = request -> {
                if (request.line().endsWith("/step/")) {
                    asked.countDown();
                    await(end);
                }
                return before.apply(request);
            };
            assertThatExceptionOfType(GymConnectionException.class)
                    .isThrownBy(() -> environment.step(new float[] {0}))
                    .withMessageContaining("must be answered within 2000 ms")
                    .matches(e -> e.reason() == GymConnectionException.Reason.TIMEOUT);
            assertThat(asked.getCount()).isZero();
            assertThat(server.requestsTo("/step/")).as("asked once").isEqualTo(1);
            end.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anInterruptedThreadStopsWaiting() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        try (GymClient patient = GymClient.of(server.url());
                Environment environment = patient.make("Odd-v0")) {
            environment.reset(1);
            server.script = request -> {
                if (request.line().endsWith("/step/")) {
                    asked.countDown();
                    await(end);
                }
                return Reply.empty();
            };
            Thread thread = new Thread(() -> {
                try {
                    environment.step(new float[] {0});
                } catch (GymException e) {
                    thrown.set(e);
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            thread.start();
            asked.await();
            thread.interrupt();
            thread.join();
            end.countDown();
            assertThat(thrown.get()).isInstanceOfSatisfying(GymConnectionException.class, e -> assertThat(e.reason())
                    .isEqualTo(GymConnectionException.Reason.INTERRUPTED));
            assertThat(flag.get()).as("the flag stays").isTrue();
        }
    }

    @Test
    void aServerThatIsGoneIsSaidAndClosingStaysQuiet() throws IOException {
        Environment environment = client.make("Odd-v0");
        environment.reset(1);
        server.close();
        assertThatExceptionOfType(GymConnectionException.class)
                .isThrownBy(() -> environment.step(new float[] {0}))
                .withMessageContaining("no server can be reached at http://127.0.0.1:" + server.port())
                .matches(e -> e.reason() == GymConnectionException.Reason.UNREACHABLE);
        assertThatExceptionOfType(GymConnectionException.class).isThrownBy(() -> environment.reset(2));
        assertThatCode(environment::close).doesNotThrowAnyException();
        assertThatCode(environment::close).doesNotThrowAnyException();
    }

    @Test
    void closingSwallowsThatTheServerForgot() {
        Environment environment = client.make("Odd-v0");
        server.script = request -> new Reply(400, "application/json", "{\"message\": \"Instance_id ab unknown\"}", "");
        assertThatCode(environment::close).doesNotThrowAnyException();
        assertThat(server.requestsTo("/close/")).isEqualTo(1);
    }

    @Test
    void aServerThatWantsATokenIsNotTakenForAClassicOne() {
        server.script = request ->
                new Reply(401, "application/json", "{\"message\": \"token please\", \"code\": \"unauthorized\"}", "");
        assertThatExceptionOfType(GymStatusException.class)
                .isThrownBy(() -> client.server())
                .withMessage("GET /v1/health/ was answered with status 401 (unauthorized): token please");
    }

    @Test
    void instanceIdsThatAreNoNamesAreRefused() {
        server.script = request -> request.line().equals("POST /v1/envs/")
                ? Reply.json("{\"instance_id\": \"../../x\\r\\nEvil: 1\"}")
                : null;
        assertThatExceptionOfType(GymProtocolException.class)
                .isThrownBy(() -> client.make("Odd-v0"))
                .withMessageContaining("instance_id must be a plain name");
    }
}

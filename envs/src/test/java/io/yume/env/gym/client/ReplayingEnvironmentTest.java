package io.yume.env.gym.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.GymConnectionException.Reason;
import io.yume.env.gym.GymException;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class ReplayingEnvironmentTest {

    private static final int STEPS = 40;

    /** An episode in which each action depends on the frame before it; the mischief happens before each step. */
    private static List<String> play(Environment environment, long seed, IntConsumer mischief) {
        List<String> seen = new ArrayList<>();
        byte[] frame = new byte[environment.observationSpace().size()];
        mischief.accept(-1);
        environment.reset(seed);
        environment.observe(frame);
        for (int step = 0; step < STEPS; step++) {
            mischief.accept(step);
            int hash = Arrays.hashCode(frame);
            TimeStep result = environment.step(new float[] {Math.floorMod(hash, 3)});
            environment.observe(frame);
            seen.add(hash + " " + result);
        }
        return seen;
    }

    private static List<String> undisturbed(long seed) {
        try (Environment environment = Environments.make("take-cover")) {
            return play(environment, seed, step -> {});
        }
    }

    private static void drop(GymClient client) {
        for (String id : client.instances().keySet()) {
            client.send(Call.post("/v1/envs/" + id + "/close/", client.options().replyTimeout()));
        }
    }

    @Test
    void playsOnWhereTheServerDropsInstances() {
        AtomicInteger made = new AtomicInteger();
        try (GymServer server = ServedEnvironments.server();
                GymClient client = GymClient.of(server.url());
                Environment environment = new ReplayingEnvironment(() -> {
                    made.incrementAndGet();
                    return client.make("take-cover");
                })) {
            List<String> seen = play(environment, 3, step -> {
                if (step == 0 || step == 17 || step == 18 || step == STEPS - 1) {
                    drop(client);
                }
            });

            assertThat(seen).isEqualTo(undisturbed(3));
            assertThat(made).hasValue(5);
            assertThat(play(environment, 4, step -> {})).isEqualTo(undisturbed(4));
            assertThat(made).hasValue(5);
            assertThat(client.instances()).hasSize(1);
        }
    }

    @Test
    void playsOnWhereTheServerIsStartedAgain() throws IOException {
        GymServer first = ServedEnvironments.server();
        List<GymServer> servers = new ArrayList<>(List.of(first));
        GymServerOptions again = GymServerOptions.defaults().withPort(first.port());
        List<Thread> starts = new ArrayList<>();
        try (GymClient client = GymClient.of(first.url());
                Environment environment =
                        new ReplayingEnvironment(() -> client.make("take-cover"), 0, 50, 100, 200, 400, 800, 1600)) {
            List<String> seen = play(environment, 3, step -> {
                if (step == 5) {
                    servers.get(servers.size() - 1).close();
                    Thread start = new Thread(() -> restart(servers, again), "starts a server again");
                    starts.add(start);
                    start.start();
                }
            });

            assertThat(seen).isEqualTo(undisturbed(3));
        } finally {
            for (Thread start : starts) {
                join(start);
            }
            servers.forEach(GymServer::close);
        }
    }

    private static void restart(List<GymServer> servers, GymServerOptions options) {
        try {
            Thread.sleep(120);
            servers.add(GymServer.start(options));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void passesOnThatTheServerDoesNotComeBack() {
        GymServer server = ServedEnvironments.server();
        try (GymClient client = GymClient.of(server.url());
                Environment environment = new ReplayingEnvironment(() -> client.make("take-cover"), 0, 1)) {
            environment.reset(1);
            server.close();

            assertThatExceptionOfType(GymConnectionException.class)
                    .isThrownBy(() -> environment.step(new float[] {1}))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

            assertThatThrownBy(() -> environment.step(new float[] {1}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "step needs a running episode, call reset first: take-cover lost its episode at step 0");
            assertThatExceptionOfType(GymConnectionException.class).isThrownBy(() -> environment.reset(2));
            try (GymServer again = restarted(server.port())) {
                assertThat(play(environment, 3, step -> {})).isEqualTo(undisturbed(3));
                assertThat(again.port()).isEqualTo(server.port());
            }
        } finally {
            server.close();
        }
    }

    private static GymServer restarted(int port) {
        try {
            return GymServer.start(GymServerOptions.defaults().withPort(port));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void doesNotGoOnInAnotherEpisode() {
        for (int different : new int[] {1, 2}) {
            List<Fake> made = new ArrayList<>();
            GymException lost = new GymStatusException("POST /step/", 500, "environment_failed", "it broke", "");
            try (Environment environment = new ReplayingEnvironment(() -> {
                made.add(new Fake(made.isEmpty() ? Map.of(3, lost) : Map.of(), made.isEmpty() ? 0 : different));
                return made.get(made.size() - 1);
            })) {
                environment.reset(9);
                environment.step(new float[] {0});
                environment.step(new float[] {1});
                environment.observe(new byte[3]);

                assertThatThrownBy(() -> environment.step(new float[] {2}))
                        .isExactlyInstanceOf(GymException.class)
                        .hasMessage(
                                "an episode that was lost can only be played again where its seed and actions repeat it:"
                                        + " environment=fake, seed=9, step=2");
                assertThat(made).hasSize(2).first().matches(fake -> fake.closed);
            }
        }
    }

    @Test
    void onlyALossIsMadeGood() {
        List<GymException> others = List.of(
                new GymConnectionException(Reason.INTERRUPTED, "interrupted", null),
                new GymStatusException("POST /step/", 400, "invalid_action", "not that", ""),
                new GymStatusException("POST /step/", 401, "unauthorized", "no token", ""));
        for (GymException other : others) {
            AtomicInteger made = new AtomicInteger();
            try (Environment environment = new ReplayingEnvironment(() -> {
                made.incrementAndGet();
                return new Fake(Map.of(1, other), 0);
            })) {
                environment.reset(1);
                assertThatThrownBy(() -> environment.step(new float[] {0})).isSameAs(other);
                assertThat(made).hasValue(1);
            }
        }
    }

    /** Fails at given steps; each kind of difference shows in the second step alone: 1 in the reward, 2 in the frame. */
    private static final class Fake implements Environment {

        private final Map<Integer, GymException> failures;
        private final int difference;
        private int steps;
        private boolean closed;

        Fake(Map<Integer, GymException> failures, int difference) {
            this.failures = failures;
            this.difference = difference;
        }

        @Override
        public String id() {
            return "fake";
        }

        @Override
        public Space observationSpace() {
            return new Pixels(1, 1, 3);
        }

        @Override
        public Space actionSpace() {
            return new Discrete(3);
        }

        @Override
        public int maxSteps() {
            return 10;
        }

        @Override
        public void reset(long seed) {
            steps = 0;
        }

        @Override
        public TimeStep step(float[] action) {
            steps++;
            if (failures.containsKey(steps)) {
                throw failures.get(steps);
            }
            return new TimeStep(steps == 2 && difference == 1 ? 5 : action[0], false, false);
        }

        @Override
        public void observe(byte[] into) {
            Arrays.fill(into, (byte) (steps == 2 && difference == 2 ? 77 : steps));
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}

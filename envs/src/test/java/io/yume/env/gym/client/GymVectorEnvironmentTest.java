package io.yume.env.gym.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.yume.env.Autoreset;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.Pixels;
import io.yume.env.TimeStep;
import io.yume.env.TwoButtons;
import io.yume.env.VectorEnvironment;
import io.yume.env.VectorStep;
import io.yume.env.VectorStepException;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows behind our server against the same rows in this process. */
class GymVectorEnvironmentTest {

    private GymServer server;
    private GymClient client;

    @BeforeEach
    void start() {
        Map<String, Supplier<Environment>> served = Map.of(
                "CartPole-v1", () -> Environments.make("CartPole-v1"),
                "Pendulum-v1", () -> Environments.make("Pendulum-v1"),
                "take-cover", () -> Environments.make("take-cover"),
                "fragile", Fragile::new);
        server = ServedEnvironments.server(GymServerOptions.defaults().withEnvironments(served));
        client = GymClient.of(server.url());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** Fails in its third step, if the action of the second was 1. */
    private static final class Fragile extends TwoButtons {

        private int steps;
        private boolean doomed;

        Fragile() {
            super("fragile", 100);
        }

        @Override
        public void reset(long seed) {
            steps = 0;
            doomed = false;
        }

        @Override
        public TimeStep step(float[] action) {
            steps++;
            if (steps == 3 && doomed) {
                throw new UnsupportedOperationException("the world broke");
            }
            doomed = action[0] == 1;
            return new TimeStep(steps, false, steps == 10);
        }

        @Override
        public void observe(float[] into) {
            into[0] = steps;
        }
    }

    private static List<Object> play(VectorEnvironment vector, Random random, int steps) {
        int rows = vector.rows();
        int size = vector.observationSpace().size();
        List<Object> trace = new ArrayList<>();
        boolean[] over = new boolean[rows];
        for (int i = 0; i < steps; i++) {
            float[] actions = new float[rows * vector.actionSpace().size()];
            for (int k = 0; k < actions.length; k++) {
                actions[k] = vector.actionSpace() instanceof Discrete discrete
                        ? random.nextInt(discrete.n())
                        : random.nextFloat() * 4 - 2;
            }
            if (vector.autoreset() == Autoreset.DISABLED) {
                long[] seeds = new long[rows];
                for (int row = 0; row < rows; row++) {
                    seeds[row] = random.nextInt(1000);
                }
                if (i > 0) {
                    vector.reset(over, seeds);
                }
            }
            VectorStep step = vector.step(actions);
            for (int row = 0; row < rows; row++) {
                over[row] = step.last(row);
                trace.add(List.of(
                        step.rewards()[row], step.terminated()[row], step.truncated()[row], step.started()[row]));
                if (vector.autoreset() == Autoreset.SAME_STEP && step.last(row)) {
                    trace.add(one(vector, row, size));
                }
            }
            trace.add(all(vector, rows * size));
        }
        return trace;
    }

    private static Object one(VectorEnvironment vector, int row, int size) {
        if (vector.observationSpace() instanceof Pixels) {
            byte[] bytes = new byte[size];
            vector.finalObservation(row, bytes);
            return ByteBuffer.wrap(bytes);
        }
        float[] values = new float[size];
        vector.finalObservation(row, values);
        return FloatBuffer.wrap(values);
    }

    private static Object all(VectorEnvironment vector, int size) {
        if (vector.observationSpace() instanceof Pixels) {
            byte[] bytes = new byte[size];
            vector.observe(bytes);
            return ByteBuffer.wrap(bytes);
        }
        float[] values = new float[size];
        vector.observe(values);
        return FloatBuffer.wrap(values);
    }

    @ParameterizedTest
    @CsvSource({
        "CartPole-v1, NEXT_STEP, true, 100",
        "CartPole-v1, SAME_STEP, true, 100",
        "CartPole-v1, DISABLED, true, 100",
        "CartPole-v1, NEXT_STEP, false, 100",
        "CartPole-v1, SAME_STEP, false, 100",
        "Pendulum-v1, SAME_STEP, true, 210",
        "Pendulum-v1, NEXT_STEP, false, 210",
        "take-cover, SAME_STEP, true, 120",
        "take-cover, SAME_STEP, false, 120"
    })
    void equalsRowsInThisProcess(String id, Autoreset autoreset, boolean frames, int steps) {
        int rows = 3;
        GymClientOptions options =
                GymClientOptions.defaults().withFrames(frames).withGzip(!frames);
        List<Environment> environments = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            environments.add(Environments.make(id));
        }
        try (GymClient own = GymClient.of(server.url(), options);
                VectorEnvironment remote = own.makeVector(id, rows, autoreset, GymMakeOptions.defaults());
                VectorEnvironment local = VectorEnvironment.of(environments, autoreset)) {
            assertThat(remote).isInstanceOf(GymVectorEnvironment.class);
            assertThat(remote.rows()).isEqualTo(rows);
            assertThat(remote.observationSpace()).isEqualTo(local.observationSpace());
            assertThat(remote.actionSpace()).isEqualTo(local.actionSpace());
            remote.reset(new long[] {1, 2, Long.MAX_VALUE});
            local.reset(new long[] {1, 2, Long.MAX_VALUE});
            assertThat(play(remote, new Random(1), steps)).isEqualTo(play(local, new Random(1), steps));
        }
    }

    @Test
    void oneRowIsAVectorToo() {
        try (VectorEnvironment vector =
                client.makeVector("CartPole-v1", 1, Autoreset.NEXT_STEP, GymMakeOptions.defaults())) {
            vector.reset(new long[] {1});
            assertThat(vector.step(new float[] {1}).rewards()).containsExactly(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Autoreset.class)
    void aRowThatFailsLeavesTheOthersUnharmed(Autoreset autoreset) {
        try (VectorEnvironment vector = client.makeVector("fragile", 3, autoreset, GymMakeOptions.defaults())) {
            vector.reset(new long[3]);
            vector.step(new float[] {0, 0, 0});
            vector.step(new float[] {0, 1, 0});
            VectorStepException failure =
                    catchThrowableOfType(VectorStepException.class, () -> vector.step(new float[] {0, 0, 0}));
            assertThat(failure).hasMessage("row 1: fragile failed: UnsupportedOperationException: the world broke");
            assertThat(failure.failures()).containsOnlyKeys(1);
            assertThat(failure.step().rewards()).containsExactly(3, 0, 3);
            assertThat(failure.step().truncated()).containsExactly(false, true, false);
            float[] seen = new float[3];
            vector.observe(seen);
            assertThat(seen).containsExactly(3, 0, 3);
            if (autoreset == Autoreset.DISABLED) {
                assertThatIllegalStateException().isThrownBy(() -> vector.step(new float[3]));
                vector.reset(new boolean[] {false, true, false}, new long[3]);
            }
            VectorStep next = vector.step(new float[3]);
            assertThat(next.rewards()).containsExactly(4, autoreset == Autoreset.DISABLED ? 1 : 0, 4);
        }
    }

    @Test
    void refusesBadCallsBeforeAnythingMoves() {
        try (VectorEnvironment vector =
                client.makeVector("CartPole-v1", 2, Autoreset.DISABLED, GymMakeOptions.defaults())) {
            assertThatIllegalStateException().isThrownBy(() -> vector.step(new float[2]));
            assertThatIllegalStateException().isThrownBy(() -> vector.observe(new float[8]));
            assertThatIllegalArgumentException().isThrownBy(() -> vector.reset(new long[1]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> vector.reset(new long[] {0, -1}))
                    .withMessage("seed must be >= 0: row=1, seed=-1");
            vector.reset(new long[2]);
            float[] before = new float[8];
            vector.observe(before);
            assertThatIllegalArgumentException().isThrownBy(() -> vector.step(new float[3]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> vector.step(new float[] {0, 2}))
                    .withMessage("row 1: action must be a whole number in 0..1: action=2.0");
            assertThatIllegalArgumentException().isThrownBy(() -> vector.observe(new float[7]));
            assertThatIllegalStateException().isThrownBy(() -> vector.finalObservation(0, new float[4]));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> vector.observe(new byte[8]));
            float[] after = new float[8];
            vector.observe(after);
            assertThat(after).isEqualTo(before);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.makeVector("CartPole-v1", 0, Autoreset.DISABLED, GymMakeOptions.defaults()))
                .withMessage("rows must be >= 1: rows=0");
    }

    @Test
    void everyCallButCloseThrowsAfterClose() {
        VectorEnvironment vector = client.makeVector("CartPole-v1", 2, Autoreset.DISABLED, GymMakeOptions.defaults());
        vector.reset(new long[2]);
        vector.close();
        vector.close();
        assertThat(server.instances()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> vector.reset(new long[2]));
        assertThatIllegalStateException().isThrownBy(() -> vector.step(new float[2]));
        assertThatIllegalStateException().isThrownBy(() -> vector.observe(new float[8]));
    }

    @Test
    void aServerThatGoesAndComesBackCostsTheEpisodesOnly() throws Exception {
        try (VectorEnvironment vector =
                client.makeVector("CartPole-v1", 2, Autoreset.NEXT_STEP, GymMakeOptions.defaults())) {
            vector.reset(new long[2]);
            int port = server.port();
            server.close();
            assertThatExceptionOfType(GymConnectionException.class).isThrownBy(() -> vector.step(new float[2]));
            assertThatIllegalStateException().isThrownBy(() -> vector.step(new float[2]));
            server = GymServer.start(GymServerOptions.defaults().withPort(port));
            vector.reset(new long[2]);
            assertThat(vector.step(new float[2]).rewards()).containsExactly(1, 1);
        }
    }
}

package io.yume.experiment.gym;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.env.Autoreset;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.env.VectorEnvironment;
import io.yume.env.VectorStep;
import io.yume.env.gym.client.GymClient;
import io.yume.env.gym.client.GymClientOptions;
import io.yume.env.gym.client.GymMakeOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The native environments step by step beside Gymnasium's own, over HTTP, with the same seeds and actions. */
class GymnasiumEqualityTest {

    private static final int EPISODES = 100;
    /** From this step on a last bit may have grown beyond the tolerance in a fast swing of Acrobot, which is chaotic. */
    private static final int CHAOS = 150;

    /** Episodes of Acrobot that may end so; they are compared up to there. */
    private static final int MOST_DIVERGED = 10;

    private static PythonGymServer server;

    @BeforeAll
    static void start() throws Exception {
        server = LivePython.start(LivePython.find());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /**
     * Libraries differ in the last bit of a sine or cosine, where there is one: {@code tolerance} is for those. Acrobot is
     * chaotic, so that such a bit grows in a few long episodes, which are compared up to there.
     */
    @ParameterizedTest(name = "{0}, binary={1}")
    @CsvSource({
        "CartPole-v1, true, 0",
        "CartPole-v1, false, 0",
        "CartPole-v0, true, 0",
        "MountainCar-v0, true, 0",
        "MountainCarContinuous-v0, true, 1e-6",
        "Pendulum-v1, true, 1e-6",
        "Pendulum-v1, false, 1e-6",
        "Acrobot-v1, true, 1e-6"
    })
    void aHundredEpisodesAreThoseOfGymnasium(
            String id, boolean binary, double tolerance, TestInfo info, TestReporter reporter) {
        GymClientOptions options = GymClientOptions.defaults().withFrames(binary);
        try (GymClient client = GymClient.of(server.address().toString(), options);
                VectorEnvironment theirs =
                        client.makeVector(id, EPISODES, Autoreset.NEXT_STEP, GymMakeOptions.defaults());
                Pairs pairs = new Pairs(id, theirs, tolerance)) {
            pairs.play();
            reporter.publishEntry(Map.of(
                    info.getDisplayName(),
                    pairs.steps + " steps, " + pairs.terminated + " terminated, largest difference " + pairs.largest
                            + ", diverged " + pairs.diverged));
            assertThat(pairs.diverged).isLessThanOrEqualTo(MOST_DIVERGED);
            assertThat(pairs.terminated > 0)
                    .as("some episodes end by themselves")
                    .isEqualTo(!id.startsWith("Pendulum"));
        }
    }

    /** One vector of theirs, and as many of ours. */
    private static final class Pairs implements AutoCloseable {

        private final VectorEnvironment theirs;
        private final Environment[] ours = new Environment[EPISODES];
        private final SplittableRandom[] random = new SplittableRandom[EPISODES];
        private final double tolerance;
        private final Space actions;
        private final int width;
        private final float[] seen;
        private final float[] expected;
        private final boolean[] over = new boolean[EPISODES];
        private long steps;
        private int terminated;
        private final boolean chaotic;
        private double largest;
        private int diverged;

        Pairs(String id, VectorEnvironment theirs, double tolerance) {
            this.theirs = theirs;
            this.tolerance = tolerance;
            chaotic = id.startsWith("Acrobot");
            actions = theirs.actionSpace();
            width = theirs.observationSpace().size();
            seen = new float[EPISODES * width];
            expected = new float[width];
            for (int row = 0; row < EPISODES; row++) {
                ours[row] = Environments.make(id);
                random[row] = new SplittableRandom(row);
            }
        }

        void play() {
            long[] seeds =
                    LongStream.range(0, EPISODES).map(row -> row * row * 7919).toArray();
            assertThat(ours[0].actionSpace()).isEqualTo(actions);
            assertThat(ours[0].observationSpace()).isEqualTo(theirs.observationSpace());
            theirs.reset(seeds);
            for (int row = 0; row < EPISODES; row++) {
                ours[row].reset(seeds[row]);
            }
            compareObservations(0);
            int step = 0;
            while (!allOver()) {
                step++;
                step(step);
            }
        }

        private void step(int step) {
            float[] chosen = new float[EPISODES * actions.size()];
            for (int row = 0; row < EPISODES; row++) {
                chosen[row] = action(row);
            }
            VectorStep stepped = theirs.step(chosen);
            boolean[] ended = new boolean[EPISODES];
            for (int row = 0; row < EPISODES; row++) {
                if (!over[row]) {
                    TimeStep own = ours[row].step(new float[] {chosen[row]});
                    String where = "row " + row + ", step " + step;
                    assertThat(stepped.terminated()[row]).as(where).isEqualTo(own.terminated());
                    assertThat(stepped.truncated()[row]).as(where).isEqualTo(own.truncated());
                    compare(stepped.rewards()[row], own.reward(), 0, where + ", reward");
                    steps++;
                    terminated += own.terminated() ? 1 : 0;
                    ended[row] = own.last();
                }
            }
            // Under this policy the last observation is still there.
            compareObservations(step);
            for (int row = 0; row < EPISODES; row++) {
                over[row] |= ended[row];
            }
        }

        /** Random, and in every second row with the swing, which reaches the goals that chance does not. */
        private float action(int row) {
            double draw = random[row].nextDouble();
            boolean forward = width < 6 ? seen[row * width + 1] >= 0 : seen[row * width + 5] >= 0;
            boolean swinging = row % 2 == 0 && draw < 0.9;
            if (actions instanceof Discrete discrete) {
                return swinging && discrete.n() == 3 ? (forward ? 2 : 0) : (int) (draw * discrete.n());
            }
            return swinging ? (forward ? 1 : -1) : (float) (2 * draw - 1);
        }

        private void compareObservations(int step) {
            theirs.observe(seen);
            for (int row = 0; row < EPISODES; row++) {
                if (!over[row]) {
                    ours[row].observe(expected);
                    compareRow(row, step);
                }
            }
        }

        private void compareRow(int row, int step) {
            for (int i = 0; i < width; i++) {
                double actual = seen[row * width + i];
                if (chaotic && step >= CHAOS && Math.abs(actual - expected[i]) > tolerance) {
                    over[row] = true;
                    diverged++;
                    return;
                }
                compare(actual, expected[i], Math.ulp(expected[i]), "row " + row + ", step " + step + ", number " + i);
            }
        }

        private void compare(double actual, double wanted, double ulp, String where) {
            double difference = Math.abs(actual - wanted);
            // Written so that NaN fails.
            boolean fits = difference <= (tolerance == 0 ? 0 : Math.max(tolerance, ulp));
            if (!fits) {
                assertThat(actual).as(where).isEqualTo(wanted);
            }
            largest = Math.max(largest, difference);
        }

        private boolean allOver() {
            for (boolean one : over) {
                if (!one) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() {
            Arrays.stream(ours).forEach(Environment::close);
        }
    }
}

package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.yume.graph.internal.Arena;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs and threads: two in one program, memory freed under a run, two programs side by side. */
@Timeout(120)
final class ProgramThreadsTest {

    private static final int SIDE = 64;
    private static final int PRODUCTS = 300;

    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        others.shutdownNow();
    }

    /** A training program whose runs take a while, and what it trains. */
    private static final class Slow implements AutoCloseable {

        private final Parameters parameters;
        private final OptimizerState adam;
        private final Program program;

        Slow(Engine engine) {
            Graph graph = new Graph();
            Node w = graph.parameter("w", SIDE, SIDE);
            Node h = graph.placeholder("x", SIDE, SIDE);
            for (int i = 0; i < PRODUCTS; i++) {
                h = h.matmul(w).tanh();
            }
            Node loss = h.square().sum();
            parameters = new Parameters(
                    Map.of("w", new Parameters.Spec(w.shape(), new Parameters.Initial.Uniform(0.1))), Seed.root(1));
            adam = new OptimizerState(Adam.of(1e-3), parameters);
            program = Program.training(Map.of("loss", loss), loss, adam, engine);
        }

        /** Runs once, when nobody else is just reading. */
        void run() {
            while (true) {
                try {
                    program.run();
                    return;
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("a program runs on one thread at a time");
                }
            }
        }

        @Override
        public void close() {
            program.close();
            adam.close();
            parameters.close();
        }
    }

    /** What each call says while the program of a {@code Slow} runs on another thread; null where it went through. */
    private List<Throwable> whileRunning(Engine engine, Function<Slow, List<ThrowingCallable>> calls) throws Exception {
        try (Slow slow = new Slow(engine)) {
            Future<?> run = others.submit(slow::run);
            List<Throwable> outcomes = List.of();
            while (!run.isDone() && outcomes.isEmpty()) {
                if (catchThrowable(() -> slow.program.scalar("loss")) != null) {
                    outcomes = calls.apply(slow).stream()
                            .map(call -> catchThrowable(call))
                            .toList();
                }
            }
            run.get();
            if (outcomes.stream().allMatch(Objects::nonNull)) {
                assertThat(slow.adam.step()).as("the run was not disturbed").isEqualTo(1);
            }
            return outcomes;
        }
    }

    /** A run may end before all calls are made, so there are several attempts; one must meet it with all of them. */
    private void assertRefusedWhileRunning(Engine engine, String message, Function<Slow, List<ThrowingCallable>> calls)
            throws Exception {
        List<Throwable> outcomes = List.of();
        for (int attempt = 0; attempt < 40; attempt++) {
            outcomes = whileRunning(engine, calls);
            if (!outcomes.isEmpty() && outcomes.stream().allMatch(Objects::nonNull)) {
                break;
            }
        }
        assertThat(outcomes).isNotEmpty().allSatisfy(outcome -> assertThat(outcome)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void secondThreadInOneProgramIsRefused(Engine engine) throws Exception {
        assertRefusedWhileRunning(
                engine,
                "a program runs on one thread at a time",
                slow -> List.of(
                        slow.program::run,
                        () -> slow.program.feed("x", new float[SIDE * SIDE]),
                        () -> slow.program.scalar("loss"),
                        () -> slow.program.profile(1, new Noise(new long[0], 0))));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void programIsNotClosedWhileItRuns(Engine engine) throws Exception {
        assertRefusedWhileRunning(
                engine, "a program must not be closed while it runs", slow -> List.of(slow.program::close));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void parametersAndTheirOptimiserAreNotFreedUnderARunningProgram(Engine engine) throws Exception {
        long before = Arena.liveBytes();
        assertRefusedWhileRunning(
                engine,
                "native memory must not be freed while a program that uses it runs",
                slow -> List.of(slow.parameters::close, slow.adam::close));
        assertThat(Arena.liveBytes()).as("afterwards they are freed").isEqualTo(before);
    }

    @Test
    void twoProgramsOnTwoThreadsGiveTheBitsOfEachAlone() throws Exception {
        TestModels.Model model = TestModels.mlpVae(16, 30, 20, 5, false);
        try (ComputeThread learner = ComputeThread.start("learner", 1);
                ComputeThread actor = ComputeThread.start("actor", 1)) {
            String learned = learner.<String>call(() -> String.join(" ", TinyTraining.hashes()));
            float[] acted = actor.<float[]>call(() -> act(model, 300));

            Future<String> learning =
                    others.submit(() -> learner.<String>call(() -> String.join(" ", TinyTraining.hashes())));
            int rounds = 0;
            do {
                assertThat(actor.<float[]>call(() -> act(model, 300))).isEqualTo(acted);
                rounds++;
            } while (!learning.isDone());

            assertThat(learning.get()).isEqualTo(learned);
            assertThat(rounds).isPositive();
        }
    }

    /** Runs of a program of its own: what they came to. */
    private static float[] act(TestModels.Model model, int runs) {
        float[] losses = new float[runs];
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(5));
                Program program = Program.of(model.terms(), parameters)) {
            Noise noise = Noise.of(Seed.root(6), 16, 0);
            for (int i = 0; i < runs; i++) {
                program.run(noise.at(i));
                losses[i] = program.scalar("loss");
            }
        }
        return losses;
    }

    @Test
    void programsThatShareParametersRunSideBySide() throws Exception {
        try (Slow slow = new Slow(Engine.preferred())) {
            Graph graph = new Graph();
            Node w = graph.parameter("w", SIDE, SIDE);
            try (Program reader = Program.of(Map.of("sum", w.abs().sum()), slow.parameters)) {
                Future<?> training = others.submit(() -> slow.program.run());
                do {
                    reader.run();
                    assertThat(reader.scalar("sum")).isPositive();
                } while (!training.isDone());
                training.get();
            }
        }
    }
}

package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.internal.Arena;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Native memory by our own count: the counters of the libraries below do not see it. */
final class NativeMemoryTest {

    @Test
    void memoryStaysFlatOverTenThousandStepsAndComesBack() {
        try (ComputeThread compute = ComputeThread.start("compute", 1)) {
            compute.run(NativeMemoryTest::trainTenThousandSteps);
        }
    }

    private static void trainTenThousandSteps() {
        long start = Arena.liveBytes();
        TestModels.Model model = TestModels.mlpVae(4, 6, 5, 2, false);
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(1));
                OptimizerState adam = new OptimizerState(Adam.of(1e-3), parameters);
                Program program = Program.training(model.terms(), model.loss(), adam)) {
            Noise noise = Noise.of(Seed.root(2), 4, 0);
            float[] x = new float[24];
            program.feed("x", x).run(noise);
            long running = Arena.liveBytes();
            assertThat(running).isGreaterThan(start + 2L * 4 * parameters.count());
            for (int step = 1; step < 10_000; step++) {
                x[step % 24] = step % 2;
                program.feed("x", x).run(noise.at(step));
                if (Arena.liveBytes() != running) {
                    assertThat(Arena.liveBytes()).as("after step %d", step).isEqualTo(running);
                }
            }
            assertThat(adam.step()).isEqualTo(10_000);
        }
        assertThat(Arena.liveBytes()).isEqualTo(start);
    }

    @Test
    void compilingAndClosingReturnsToTheStart() {
        try (ComputeThread compute = ComputeThread.start("compute", 1)) {
            compute.run(NativeMemoryTest::compileAndClose);
        }
    }

    private static void compileAndClose() {
        long start = Arena.liveBytes();
        TestModels.Model model = TestModels.convVae(2, true);
        for (int cycle = 0; cycle < 30; cycle++) {
            try (Parameters parameters = new Parameters(model.specs(), Seed.root(1));
                    OptimizerState adam = new OptimizerState(Adam.of(1e-3), parameters);
                    Program training = Program.training(model.terms(), model.loss(), adam);
                    Program reading = Program.of(model.terms(), parameters)) {
                training.run();
                reading.run();
                assertThat(Arena.liveBytes()).isGreaterThan(start);
            }
            assertThat(Arena.liveBytes()).as("after cycle %d", cycle).isEqualTo(start);
        }
    }

    @Test
    void failedCompilationKeepsNothing() {
        long start = Arena.liveBytes();
        Graph graph = new Graph();
        Node w = graph.parameter("w", 2);
        assertThatThrownBy(() -> Program.of(Map.of("sum", w.sum()), null)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Arena.liveBytes()).isEqualTo(start);
    }

    @Test
    void rejectsMoreThanABufferCanShow() {
        assertThatThrownBy(() -> new Arena(1 << 29))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("native memory must be < 2 GiB in one piece: floats=536870912");
    }
}

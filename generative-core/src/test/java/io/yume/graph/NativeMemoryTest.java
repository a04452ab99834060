package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.internal.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Native memory by our own count: the counters of the libraries below do not see it. */
final class NativeMemoryTest {

    @Test
    void memoryStaysFlatOverAHundredThousandStepsAndComesBack() {
        try (ComputeThread compute = ComputeThread.start("compute", 1)) {
            compute.run(NativeMemoryTest::trainAHundredThousandSteps);
        }
    }

    private static void trainAHundredThousandSteps() {
        long start = Arena.liveBytes();
        try (SmallTraining training = new SmallTraining()) {
            training.steps(1);
            long running = Arena.liveBytes();
            assertThat(running).isGreaterThan(start + 2L * 4 * SmallTraining.PARAMETERS);
            for (int steps = 1; steps < 100_000; steps++) {
                training.steps(1);
                if (Arena.liveBytes() != running) {
                    assertThat(Arena.liveBytes()).as("after step %d", steps).isEqualTo(running);
                }
            }
            assertThat(training.done()).isEqualTo(100_000);
        }
        assertThat(Arena.liveBytes()).isEqualTo(start);
    }

    /** Resident memory also shows what is not ours: leaks in the library below, and garbage that is never collected. */
    @Test
    @Tag("slow")
    @EnabledOnOs(OS.LINUX)
    void residentMemoryOfAnotherJvmStaysFlatOverAHundredThousandSteps(@TempDir Path folder) throws Exception {
        List<String> lines = OtherJvm.run(
                folder,
                SmallTraining.class,
                System.getProperty("java.class.path"),
                List.of("--add-modules", "jdk.incubator.vector", "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch"));

        assertThat(lines).hasSize(10);
        long warm = Long.parseLong(lines.get(1));
        for (String line : lines.subList(2, 10)) {
            assertThat(Long.parseLong(line))
                    .as("KiB after each 10,000 steps: %s", lines)
                    .isLessThan(warm + 8 * 1024);
        }
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

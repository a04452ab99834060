package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kernels large enough to be shared between threads. */
class ThreadsTest {

    private static final int ROWS = 300;
    private static final int COLUMNS = 401;

    /** Element-wise chains with broadcasts, row and column reductions, noise: all but native ops. */
    private static float[][] compute(int threads) {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", ROWS, COLUMNS);
        Node noise = graph.normal("n", ROWS, COLUMNS);
        Node mixed = x.times(noise.exp()).plus(x.sum(new int[] {1})).tanh();
        Map<String, Node> outputs = Map.of(
                "mixed",
                mixed,
                "rows",
                mixed.sum(new int[] {1}),
                "columns",
                mixed.sum(new int[] {0}),
                "middle",
                mixed.reshape(100, 3, COLUMNS).sum(new int[] {1}));
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        try (ComputeThread thread = ComputeThread.start("threads", threads);
                Program program = Program.of(outputs, null)) {
            thread.run(() -> {
                for (int run = 0; run < 20; run++) {
                    program.feed("x", values).run(Noise.of(Seed.root(7), ROWS, run));
                }
            });
            return new float[][] {
                program.get("mixed"), program.get("rows"), program.get("columns"), program.get("middle")
            };
        }
    }

    @Test
    void kernelsGiveEqualBitsOnAnyNumberOfThreads() {
        float[][] alone = compute(1);
        assertThat(compute(2)).isDeepEqualTo(alone);
        assertThat(compute(5)).isDeepEqualTo(alone);
    }
}

package io.yume.world.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever rows are live, each gets what the program of all rows would give it. */
final class LiveProgramTest {

    private static final int WIDTH = 3;

    private final Parameters none = new Parameters(Map.of(), Seed.root(1));

    private Program step(int rows) {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", rows, WIDTH);
        Node noisy = x.times(2).plus(graph.normal("noise", rows, WIDTH));
        return Program.of(Map.of("y", noisy, "sum", x.sum(1)), none);
    }

    private static Rows living(int rows, boolean... live) {
        Rows states = new Rows(rows);
        states.reset(rows);
        for (int row = 0; row < rows; row++) {
            states.record(row, 0, !live[row], false);
        }
        return states;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 37, 64})
    void liveRowsGetWhatTheWholeTileWouldGiveThem(int rows) {
        SplittableRandom random = new SplittableRandom(rows);
        long[] streams = random.longs(rows).toArray();
        try (LiveProgram live = new LiveProgram(rows, this::step);
                Program whole = step(rows)) {
            for (int trial = 0; trial < 40; trial++) {
                float[] x = new float[rows * WIDTH];
                boolean[] which = new boolean[rows];
                double share = random.nextDouble();
                for (int row = 0; row < rows; row++) {
                    which[row] = random.nextDouble() < share;
                    for (int i = 0; i < WIDTH; i++) {
                        x[row * WIDTH + i] = (float) random.nextGaussian();
                    }
                }
                float[] y = new float[rows * WIDTH];
                float[] sum = new float[rows];
                live.choose(living(rows, which));
                live.feed("x", x).run(streams, trial);
                live.read("y", y);
                live.read("sum", sum);
                whole.feed("x", x).run(new Noise(streams, trial));
                float[] expected = new float[rows * WIDTH];
                whole.read("y", expected);
                for (int row = 0; row < rows; row++) {
                    if (which[row]) {
                        float total = 0;
                        for (int i = 0; i < WIDTH; i++) {
                            assertThat(y[row * WIDTH + i]).isEqualTo(expected[row * WIDTH + i]);
                            total += x[row * WIDTH + i];
                        }
                        assertThat(sum[row]).isCloseTo(total, within(1e-6f));
                    }
                }
            }
        }
    }

    private static Rows first(int rows, int live) {
        boolean[] which = new boolean[rows];
        Arrays.fill(which, 0, live, true);
        return living(rows, which);
    }

    @Test
    void eachProgramHoldsHalfTheRowsOfTheOneBefore() {
        List<Integer> widths = new ArrayList<>();
        try (LiveProgram live = new LiveProgram(50, rows -> {
            widths.add(rows);
            return step(rows);
        })) {
            for (int alive = 50; alive >= 0; alive--) {
                live.choose(first(50, alive));
            }
            assertThat(widths).containsExactly(50, 25, 13, 7);
            assertThat(live.widest().describe().text()).contains("50");
        }
    }

    @Test
    void aProgramIsCompiledWhenItIsFirstNeededAndOnce() {
        List<Integer> widths = new ArrayList<>();
        try (LiveProgram live = new LiveProgram(64, rows -> {
            widths.add(rows);
            return step(rows);
        })) {
            assertThat(widths).containsExactly(64);
            for (int alive : new int[] {64, 33, 9, 10, 64, 16}) {
                live.choose(first(64, alive));
            }
            assertThat(widths).containsExactly(64, 16);
        }
    }

    @Test
    void closesWhateverWasCompiledAndCompilesNothingAfterwards() {
        List<Program> made = new ArrayList<>();
        LiveProgram live = new LiveProgram(64, rows -> {
            made.add(step(rows));
            return made.get(made.size() - 1);
        });
        live.choose(first(64, 3));
        live.close();
        assertThat(made).hasSize(2);
        assertThatIllegalStateException()
                .isThrownBy(() -> live.choose(first(64, 20)))
                .withMessage("the programs of a tile were closed: rows=64");
        assertThat(made).hasSize(2).allSatisfy(program -> assertThatIllegalStateException()
                .isThrownBy(() -> program.get("sum")));
    }

    @Test
    void whatDoesNotCompileIsAnErrorOfItsFirstUse() {
        try (LiveProgram live = new LiveProgram(64, rows -> {
            if (rows == 8) {
                throw new IllegalArgumentException("too narrow");
            }
            return step(rows);
        })) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> live.choose(first(64, 8)))
                    .withMessage("too narrow");
            live.choose(first(64, 64));
            live.feed("x", new float[64 * WIDTH]).run(new long[64], 0);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LiveProgram(9, rows -> {
                    throw new IllegalArgumentException("not at all");
                }))
                .withMessage("not at all");
    }
}

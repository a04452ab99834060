package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.ComputeThread;
import io.yume.graph.Noise;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TranspositionTest {

    private static final Noise NONE = Noise.of(Seed.root(1), 1, 0);
    private static final float UNTOUCHED = -1;

    private static Ref matrix(Arena arena, int rows, int columns) {
        return Ref.contiguous(new Memory(rows * columns, arena, 0), 0, Shape.of(rows, columns));
    }

    private static void run(Instruction instruction, Arena arena) {
        try (Step step = instruction.bind(arena, BlockMath.scalar(), new Registers())) {
            step.run(NONE);
        }
    }

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    /** Copies the transpose of a matrix into the middle columns of a wider one, whole or in two pieces. */
    private static float[] transposed(int rows, int columns, int margin, int cut) {
        int width = rows + 2 * margin;
        try (Arena source = new Arena(rows * columns);
                Arena target = new Arena(columns * width)) {
            source.write(0, numbers(rows * columns), 0, rows * columns);
            float[] result = new float[columns * width];
            Arrays.fill(result, UNTOUCHED);
            target.write(0, result, 0, result.length);
            Instruction copy = Elementwise.copy(
                    matrix(source, rows, columns).permute(List.of(1, 0)),
                    matrix(target, columns, width).slice(1, margin, rows));
            assertThat(copy).isInstanceOf(Transposition.class);
            assertThat(copy.pieces()).isEqualTo(columns);
            if (cut == 0) {
                run(copy, target);
            } else {
                run(copy.pieces(0, cut), target);
                run(copy.pieces(cut, columns - cut), target);
            }
            target.read(0, result, 0, result.length);
            return result;
        }
    }

    private static float[] expected(int rows, int columns, int margin) {
        int width = rows + 2 * margin;
        float[] expected = new float[columns * width];
        Arrays.fill(expected, UNTOUCHED);
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < rows; j++) {
                expected[i * width + margin + j] = j * columns + i;
            }
        }
        return expected;
    }

    @Test
    void writesEveryElementAndNothingElse() {
        for (int[] size : new int[][] {{16, 16}, {64, 64}, {65, 63}, {200, 17}, {19, 301}}) {
            assertThat(transposed(size[0], size[1], 3, 0)).isEqualTo(expected(size[0], size[1], 3));
            assertThat(transposed(size[0], size[1], 0, 0)).isEqualTo(expected(size[0], size[1], 0));
        }
    }

    @Test
    void piecesMakeUpTheWhole() {
        assertThat(transposed(130, 77, 5, 20)).isEqualTo(expected(130, 77, 5));
    }

    @Test
    void lanesShareALargeOne() throws Exception {
        try (ComputeThread thread = ComputeThread.start("transposition", 3)) {
            assertThat(thread.call(() -> transposed(401, 333, 1, 0))).isEqualTo(expected(401, 333, 1));
        }
    }

    @Test
    void otherCopiesAreNone() {
        try (Arena arena = new Arena(64 * 64)) {
            Ref square = matrix(arena, 64, 64);
            Ref narrow = matrix(arena, 64, 8);
            assertThat(Transposition.suits(square, square)).isFalse();
            assertThat(Transposition.suits(narrow.permute(List.of(1, 0)), matrix(arena, 8, 64)))
                    .isFalse();
            // Rows that lie apart are no columns side by side.
            Ref every = matrix(arena, 64, 32)
                    .reshape(Shape.of(32, 2, 32))
                    .slice(1, 0, 1)
                    .reshape(Shape.of(32, 32));
            assertThat(Transposition.suits(every, matrix(arena, 32, 32))).isFalse();
        }
    }
}

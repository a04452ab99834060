package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PhiloxTest {

    private static final long KEY = 0x0123456789abcdefL;

    static List<BlockMath> implementations() {
        return List.of(BlockMath.scalar(), new VectorBlockMath());
    }

    /** Counter, key and result as the authors' test vectors give them, word 0 first. */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void givesThePublishedWords(String counter, String key, String expected) {
        long[] words = new long[2];

        Philox.encipher(pair(counter, 0), pair(counter, 2), pair(key, 0), words);

        assertThat(words).containsExactly(pair(expected, 0), pair(expected, 2));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void uniformIsTheMiddleOfACellOfTheWord(BlockMath math) {
        float[] out = new float[4];

        math.uniform(out, 0, 4, 0, 0, 0);

        int[] words = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
        for (int i = 0; i < 4; i++) {
            assertThat((double) out[i]).isEqualTo(((words[i] >>> 9) + 0.5) * 0x1p-23);
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void elementTakesItsLaneOfItsCounter(BlockMath math) {
        int n = 300;
        int first = 5;
        long step = 0x8000000000000003L;
        float[] out = new float[n];

        math.uniform(out, 0, n, KEY, step, first);

        long[] words = new long[2];
        for (int i = 0; i < n; i++) {
            int e = first + i;
            Philox.encipher(e / 4, step, KEY, words);
            int word = (int) (words[e % 4 / 2] >>> (32 * (e % 2)));
            assertThat((double) out[i]).isEqualTo(((word >>> 9) + 0.5) * 0x1p-23);
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void cutsChangeNoDraw(BlockMath math) {
        SplittableRandom random = new SplittableRandom(3);
        for (int start : new int[] {0, 1, 1_000_003, Integer.MAX_VALUE - 2000}) {
            int n = 2000;
            float[] uniform = new float[n];
            float[] normal = new float[n];
            math.uniform(uniform, 0, n, KEY, 9, start);
            math.normal(normal, 0, n, KEY, 9, start);
            float[] cutUniform = new float[n];
            float[] cutNormal = new float[n];
            for (int i = 0; i < n; ) {
                int length = Math.min(n - i, 1 + random.nextInt(150));
                math.uniform(cutUniform, i, length, KEY, 9, start + i);
                math.normal(cutNormal, i, length, KEY, 9, start + i);
                i += length;
            }

            assertThat(cutUniform).containsExactly(uniform);
            assertThat(cutNormal).containsExactly(normal);
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void normalIsTheTransformOfBoxAndMullerOfTwoWords(BlockMath math) {
        int n = 4096;
        float[] out = new float[n];

        math.normal(out, 0, n, KEY, 9, 0);

        long[] words = new long[2];
        for (int e = 0; e < n; e += 2) {
            Philox.encipher(e / 4, 9, KEY, words);
            long pair = words[e % 4 / 2];
            double radius = Math.sqrt(-2 * Math.log(((pair & 0xFFFFFFFFL) + 0.5) * 0x1p-32));
            long angleWord = pair >>> 32;
            double angle = Math.PI * (((angleWord >>> 9) + 0.5) * 0x1p-23 - 0.5);
            double side = angleWord % 2 == 0 ? 1 : -1;
            assertThat(Math.abs(out[e] - side * radius * Math.cos(angle))).isLessThan(2e-6);
            assertThat(Math.abs(out[e + 1] - radius * Math.sin(angle))).isLessThan(2e-6);
        }
    }

    private static long pair(String words, int index) {
        String[] parts = words.trim().split(" ", -1);
        return Long.parseLong(parts[index], 16) | Long.parseLong(parts[index + 1], 16) << 32;
    }
}

package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockMathTest {

    private static final float NAN = Float.NaN;

    static List<BlockMath> implementations() {
        return List.of(BlockMath.scalar(), new VectorBlockMath());
    }

    @Test
    void bestIsTheVectorFormWhereItsModuleIsPresent() {
        assertThat(BlockMath.best()).isInstanceOf(VectorBlockMath.class);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void maxAndMinAreNanIfEitherIs(BlockMath math) {
        float[] a = repeat(1f, NAN, 2f, NAN);
        float[] b = repeat(3f, 5f, NAN, NAN);
        float[] out = new float[a.length];

        math.max(a, b, out, a.length);
        assertThat(out).containsExactly(repeat(3f, NAN, NAN, NAN));
        math.min(a, b, out, a.length);
        assertThat(out).containsExactly(repeat(1f, NAN, NAN, NAN));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void comparisonsGiveOneOrZero(BlockMath math) {
        float[] a = repeat(1f, 2f, 3f, NAN);
        float[] b = repeat(2f, 2f, 2f, NAN);
        float[] out = new float[a.length];

        math.greater(a, b, out, a.length);
        assertThat(out).containsExactly(repeat(0f, 0f, 1f, 0f));
        math.greaterOrEqual(a, b, out, a.length);
        assertThat(out).containsExactly(repeat(0f, 1f, 1f, 0f));
        math.equal(a, b, out, a.length);
        assertThat(out).containsExactly(repeat(0f, 1f, 0f, 0f));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void selectKeepsTheOtherBranchOut(BlockMath math) {
        float[] condition = repeat(1f, 0f, -0f, -3f);
        float[] yes = repeat(1f, NAN, Float.POSITIVE_INFINITY, 4f);
        float[] no = repeat(NAN, 2f, 3f, NAN);
        float[] out = new float[condition.length];

        math.select(condition, yes, no, out, out.length);

        assertThat(out).containsExactly(repeat(1f, 2f, 3f, 4f));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void signIsMinusOneZeroOrOne(BlockMath math) {
        float[] a = repeat(-7f, 0f, 1e-40f, NAN);
        float[] out = new float[a.length];

        math.sign(a, out, a.length);

        assertThat(out).containsExactly(repeat(-1f, 0f, 1f, NAN));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void sumKeepsSixteenPartialSumsAndATree(BlockMath math) {
        SplittableRandom random = new SplittableRandom(4);
        for (int n : new int[] {0, 1, 15, 16, 17, 100, 1024}) {
            float[] a = new float[n];
            for (int i = 0; i < n; i++) {
                a[i] = (float) random.nextGaussian();
            }
            float[] partial = new float[16];
            for (int i = 0; i < n; i++) {
                partial[i % 16] += a[i];
            }
            float[] eight = halves(partial);
            float[] two = halves(halves(eight));

            assertThat(math.sum(a, n)).isEqualTo(two[0] + two[1]);
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void largestElementIsFoundAnywhereAndNanWins(BlockMath math) {
        for (int n = 1; n < 70; n++) {
            for (int place = 0; place < n; place++) {
                float[] a = new float[n];
                for (int i = 0; i < n; i++) {
                    a[i] = -5f - i;
                }
                a[place] = -1f;
                assertThat(math.max(a, n)).isEqualTo(-1f);
                a[place] = NAN;
                assertThat(math.max(a, n)).isNaN();
            }
        }
    }

    private static float[] halves(float[] a) {
        float[] sums = new float[a.length / 2];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = a[i] + a[i + sums.length];
        }
        return sums;
    }

    /** Long enough for full vectors and a rest. */
    private static float[] repeat(float... pattern) {
        float[] repeated = new float[71];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = pattern[i % pattern.length];
        }
        return repeated;
    }
}

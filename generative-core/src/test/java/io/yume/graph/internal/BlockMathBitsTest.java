package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockMathBitsTest {

    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Math.nextDown(Float.MIN_NORMAL),
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        88.72283f,
        88.72284f,
        89f,
        -87.33654f,
        -103.97207f,
        -103.97208f,
        -104f,
        (float) Math.sqrt(0.5),
        (float) Math.sqrt(2),
        10f,
        (float) Math.PI,
        (float) (Math.PI / 2),
        1e4f,
        1e7f,
        1e30f,
        Math.nextUp(-1f),
        Math.nextDown(-1f),
        Float.intBitsToFloat(0x7F800001),
        Float.intBitsToFloat(0xFFC12345)
    };

    static List<Kernel> kernels() {
        return Kernel.all();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void vectorGivesTheBitsOfScalarForAnyFloats(Kernel kernel) {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 300; round++) {
            float[][] in = new float[kernel.inputs()][BlockMath.BLOCK];
            for (float[] input : in) {
                for (int i = 0; i < input.length; i++) {
                    input[i] = anyFloat(random, round);
                }
            }
            expectSameBits(kernel, in, round % 3 == 0 ? BlockMath.BLOCK : 1 + random.nextInt(BlockMath.BLOCK));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void vectorGivesTheBitsOfScalarForSpecialValuesInEveryLane(Kernel kernel) {
        for (int shift = 0; shift < SPECIAL.length; shift++) {
            for (int stride = 0; stride < SPECIAL.length; stride++) {
                float[][] in = new float[kernel.inputs()][SPECIAL.length];
                for (int input = 0; input < in.length; input++) {
                    in[input] = rotated(shift + input * stride);
                }
                expectSameBits(kernel, in, SPECIAL.length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void vectorGivesTheBitsOfScalarForEveryShortLength(Kernel kernel) {
        SplittableRandom random = new SplittableRandom(12);
        for (int n = 1; n <= 70; n++) {
            float[][] in = new float[kernel.inputs()][n];
            for (float[] input : in) {
                for (int i = 0; i < n; i++) {
                    input[i] = (float) random.nextGaussian();
                }
            }
            expectSameBits(kernel, in, n);
        }
    }

    @ParameterizedTest
    @MethodSource("elementwise")
    void outputMayBeAnyInput(Kernel kernel) {
        for (int target = 0; target < kernel.inputs(); target++) {
            for (BlockMath math : List.of(BlockMath.scalar(), new VectorBlockMath())) {
                float[][] in = new float[kernel.inputs()][];
                for (int input = 0; input < in.length; input++) {
                    in[input] = rotated(3 * input);
                }
                float[] expected = kernel.run(math, in, SPECIAL.length)[0];

                kernel.call().run(math, in, in[target], SPECIAL.length);

                assertThat(bits(in[target])).containsExactly(bits(expected));
            }
        }
    }

    static List<Kernel> elementwise() {
        return Kernel.all().stream()
                .filter(kernel -> kernel.inputs() > 0)
                .filter(kernel -> !Set.of("sum", "largest").contains(kernel.name()))
                .toList();
    }

    private static float[] rotated(int shift) {
        float[] rotated = new float[SPECIAL.length];
        for (int i = 0; i < rotated.length; i++) {
            rotated[i] = SPECIAL[(i + shift) % SPECIAL.length];
        }
        return rotated;
    }

    private static float anyFloat(SplittableRandom random, int round) {
        return switch (round % 4) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> (float) random.nextGaussian();
            case 2 -> (float) (random.nextDouble(-1, 1) * 110);
            // Around the special values, where branches change.
            default ->
                Float.intBitsToFloat(
                        Float.floatToRawIntBits(SPECIAL[random.nextInt(SPECIAL.length)]) + random.nextInt(-40, 41));
        };
    }

    private static void expectSameBits(Kernel kernel, float[][] in, int n) {
        float[][] scalar = kernel.run(BlockMath.scalar(), in, n);
        float[][] vector = kernel.run(new VectorBlockMath(), in, n);
        for (int result = 0; result < scalar.length; result++) {
            for (int i = 0; i < scalar[result].length; i++) {
                if (Float.floatToIntBits(scalar[result][i]) != Float.floatToIntBits(vector[result][i])) {
                    assertThat(vector[result][i])
                            .as("%s of %s at %d of %d", kernel, element(in, i), i, n)
                            .isEqualTo(scalar[result][i]);
                    throw new AssertionError(kernel + ": zeros of other sign at " + element(in, i));
                }
            }
        }
    }

    private static String element(float[][] in, int i) {
        StringBuilder text = new StringBuilder();
        for (float[] input : in) {
            text.append(Float.toHexString(input[i])).append(' ');
        }
        return text.toString();
    }

    private static int[] bits(float[] a) {
        int[] bits = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            bits[i] = Float.floatToIntBits(a[i]);
        }
        return bits;
    }
}

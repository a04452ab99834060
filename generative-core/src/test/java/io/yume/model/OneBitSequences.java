package io.yume.model;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Distribution;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.train.Sampler;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/** Sequences that only a model with memory finds cheap: one bit in all, where single steps are worth one each. */
final class OneBitSequences {

    private OneBitSequences() {}

    /** Eight steps of two bits {@code x}; every sequence is all 01 or all 10. */
    static ArrayDataSet make() {
        SplittableRandom random = new SplittableRandom(2);
        float[] x = new float[256 * 16];
        for (int row = 0; row < 256; row++) {
            int side = random.nextInt(2);
            for (int t = 0; t < 8; t++) {
                x[row * 16 + 2 * t + side] = 1;
            }
        }
        return ArrayDataSet.of("x", x, 8, 2);
    }

    /**
     * Of sequences that are drawn step by step, how many have the one bit that all their steps share. Steps that forgot would agree in one
     * sequence of 128.
     *
     * @param step draws x given the state before it, and the state after it
     * @param size the length of the state
     */
    static int drawnOfOneSide(Distribution step, Parameters learned, int count, String before, String after, int size) {
        int[] ones = new int[count];
        float[] state = new float[count * size];
        try (Sampler sampler = new Sampler(step, learned, count, Map.of(before, Shape.of(size)))) {
            for (int t = 0; t < 8; t++) {
                Sampler.Drawn drawn = sampler.draw(Seed.root(t), Map.of(before, state));
                float[] x = drawn.draws().get("x");
                for (int row = 0; row < count; row++) {
                    ones[row] += x[2 * row] == 1 && x[2 * row + 1] == 0 ? 1 : 0;
                    ones[row] += x[2 * row] == 0 && x[2 * row + 1] == 1 ? 100 : 0;
                }
                state = drawn.draws().get(after);
            }
        }
        return (int)
                Arrays.stream(ones).filter(sides -> sides == 8 || sides == 800).count();
    }
}

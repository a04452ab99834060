package io.yume.model;

import io.yume.data.ArrayDataSet;
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
}

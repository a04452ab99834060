package io.yume.graph;

import io.yume.graph.internal.Arena;
import java.util.Arrays;

/** Gradients of several batches, added up in the order in which they come. */
final class GradientSum {

    private static final int BLOCK = 4096;

    private final float[] block = new float[BLOCK];
    private float[] sums = {};
    private int count;

    void add(Arena gradients) {
        if (sums.length < gradients.size()) {
            sums = new float[gradients.size()];
        }
        for (int at = 0; at < gradients.size(); at += BLOCK) {
            int n = Math.min(BLOCK, gradients.size() - at);
            gradients.read(at, block, 0, n);
            for (int i = 0; i < n; i++) {
                sums[at + i] += block[i];
            }
        }
        count++;
    }

    /** Replaces a last gradient, which was not added, by the mean of it and of all that were; without any, does nothing. */
    void takeMean(Arena gradients) {
        if (count == 0) {
            return;
        }
        for (int at = 0; at < gradients.size(); at += BLOCK) {
            int n = Math.min(BLOCK, gradients.size() - at);
            gradients.read(at, block, 0, n);
            for (int i = 0; i < n; i++) {
                block[i] = (sums[at + i] + block[i]) / (count + 1);
            }
            gradients.write(at, block, 0, n);
        }
        clear();
    }

    void clear() {
        if (count > 0) {
            Arrays.fill(sums, 0);
            count = 0;
        }
    }
}

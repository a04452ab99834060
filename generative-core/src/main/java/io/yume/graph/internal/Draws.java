package io.yume.graph.internal;

import io.yume.graph.Leaf;
import io.yume.graph.Noise;
import io.yume.graph.Seed;

/** The numbers of a draw. */
public final class Draws {

    private Draws() {}

    /** @throws IllegalArgumentException if the noise has not one stream per row of the draw */
    static void requireStreams(Leaf.Draw draw, Noise noise) {
        int rows = draw.declared().dim(0);
        if (noise.rows().length != rows) {
            throw new IllegalArgumentException("a draw must have one row per stream: draw=" + draw.name() + ", rows="
                    + rows + ", streams=" + noise.rows().length);
        }
    }

    /** Fills a part of an array with what a row's stream has from position {@code at} on. */
    static void fill(Leaf.Draw draw, BlockMath math, float[] into, int from, int count, long key, long step, int at) {
        if (draw.noise() == Leaf.Noise.NORMAL) {
            math.normal(into, from, count, key, step, at);
        } else {
            math.uniform(into, from, count, key, step, at);
        }
    }

    /**
     * All numbers of a draw, row-major.
     *
     * @throws IllegalArgumentException if the noise has not one stream per row of the draw
     */
    public static float[] all(Leaf.Draw draw, Noise noise, BlockMath math) {
        requireStreams(draw, noise);
        float[] values = new float[draw.declared().size()];
        int rows = noise.rows().length;
        int width = values.length / rows;
        for (int row = 0; row < rows; row++) {
            long key = noise.key(row, Seed.hash(draw.name()));
            fill(draw, math, values, row * width, width, key, noise.step(), 0);
        }
        return values;
    }
}

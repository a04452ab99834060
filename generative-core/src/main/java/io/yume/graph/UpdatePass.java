package io.yume.graph;

import io.yume.graph.internal.Arena;
import io.yume.graph.internal.BlockMath;
import io.yume.graph.internal.Lanes;
import io.yume.graph.internal.Team;
import io.yume.graph.internal.UpdateMath;
import java.util.Arrays;

/**
 * The two passes over the flat vectors of a training step: one over the gradients for their norm, one over everything for
 * the update. Both go in chunks whose borders depend on nothing but the size, so any number of threads gives the same bits.
 */
final class UpdatePass {

    /** Elements of a chunk: long against the cost of handing it out, short against the whole. */
    static final int CHUNK = 1 << 15;

    /** Elements read, updated and written at a time: what is copied, and the places it comes from, stay in the first cache. */
    private static final int BLOCK = 512;

    private final Arena values;
    private final int begin;
    private final Arena gradients;
    private final UpdateRule rule;
    private final Clipping clipping;
    private final boolean clips;
    private final BlockMath math = BlockMath.best();
    private final UpdateMath updates = UpdateMath.best();
    private final double[] sums;
    private final float[] high = new float[BLOCK];
    private final float[] low = new float[BLOCK];
    private final float[] factor = new float[BLOCK];
    private final Team.Pieces summing = this::sumChunk;
    private final Team.Pieces updating = this::updateChunk;
    private final Lanes<Scratch> scratch = new Lanes<>(lane -> new Scratch());
    private boolean scales;

    /** One lane's heap registers. */
    private static final class Scratch {
        private final float[] p = new float[BLOCK];
        private final float[] g = new float[BLOCK];
        private final float[] partial = new float[UpdateMath.PARTIALS];
    }

    /** @param begin where in the values those begin that the gradients are of */
    UpdatePass(Arena values, int begin, Arena gradients, UpdateRule rule, Clipping clipping) {
        this.values = values;
        this.begin = begin;
        this.gradients = gradients;
        this.rule = rule;
        this.clipping = clipping;
        sums = new double[(gradients.size() + CHUNK - 1) / CHUNK];
        clips = clipping instanceof Clipping.ByValue byValue && byValue.bound() < Double.POSITIVE_INFINITY;
        if (clipping instanceof Clipping.ByValue byValue) {
            Arrays.fill(high, (float) byValue.bound());
            Arrays.fill(low, (float) -byValue.bound());
        }
    }

    /** The sum of squared gradients; not finite if one is not, or if a square is too large for a float. */
    double squaredNorm() {
        scratch.run(summing, sums.length);
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    /** One update. */
    void update(long step, double rate, double norm) {
        rule.begin(step, rate);
        scales = clipping instanceof Clipping.ByNorm limit && norm > limit.bound();
        if (clipping instanceof Clipping.ByNorm byNorm && scales) {
            Arrays.fill(factor, (float) (byNorm.bound() / norm));
        }
        scratch.run(updating, sums.length);
    }

    private void sumChunk(int lane, int chunk) {
        float[] block = scratch.get(lane).g;
        float[] partial = scratch.get(lane).partial;
        double sum = 0;
        int end = end(chunk);
        for (int at = chunk * CHUNK; at < end; at += BLOCK) {
            int n = Math.min(BLOCK, end - at);
            gradients.read(at, block, 0, n);
            Arrays.fill(partial, 0);
            updates.addSquares(block, n, partial);
            for (float part : partial) {
                sum += part;
            }
        }
        sums[chunk] = sum;
    }

    private void updateChunk(int lane, int chunk) {
        float[] p = scratch.get(lane).p;
        float[] g = scratch.get(lane).g;
        int end = end(chunk);
        for (int at = chunk * CHUNK; at < end; at += BLOCK) {
            int n = Math.min(BLOCK, end - at);
            values.read(begin + at, p, 0, n);
            gradients.read(at, g, 0, n);
            if (scales) {
                math.mul(g, factor, g, n);
            } else if (clips) {
                math.min(g, high, g, n);
                math.max(g, low, g, n);
            }
            rule.apply(p, g, at, n);
            values.write(begin + at, p, 0, n);
        }
    }

    private int end(int chunk) {
        return Math.min(gradients.size(), (chunk + 1) * CHUNK);
    }
}

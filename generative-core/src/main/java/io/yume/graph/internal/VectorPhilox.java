package io.yume.graph.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** {@link Philox} on the Vector API: one counter per long lane, and so two vectors of floats at a time. */
final class VectorPhilox {

    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = VectorFunctions.FLOATS;
    private static final int COUNTERS = LONGS.length();
    private static final int LANES = FLOATS.length();
    private static final LongVector COUNT = LongVector.zero(LONGS).addIndex(1);

    /** Lane i takes lane i/2 of the lower half. */
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(FLOATS, lane -> lane / 2);

    /** Lane i takes lane i/2 of the upper half. */
    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(FLOATS, lane -> (LANES + lane) / 2);

    private static final VectorMask<Float> ODD = VectorMask.fromLong(FLOATS, 0xAAAAAAAAAAAAAAAAL);

    private VectorPhilox() {}

    static void fill(float[] out, int offset, int n, long key, long step, int first, boolean normal) {
        long from = first;
        long to = from + n;
        long shift = offset - from;
        // A block may be cut inside a counter: the ends are drawn one by one.
        long start = Math.min(to, (from + 3) & ~3L);
        Philox.fill(out, shift, from, start, key, step, normal);
        int groups = (int) ((to - start) / (2 * LANES));
        int position = (int) (start + shift);
        LongVector counter = COUNT.add(start >>> 2);
        for (int group = 0; group < groups; group++) {
            LongVector a = counter;
            LongVector b = LongVector.broadcast(LONGS, step);
            long key0 = key & Philox.LOW;
            long key1 = key >>> 32;
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector product0 = a.and(Philox.LOW).mul(Philox.MULTIPLIER_0);
                LongVector product1 = b.and(Philox.LOW).mul(Philox.MULTIPLIER_1);
                a = swapHalves(product1)
                        .lanewise(VectorOperators.XOR, a.lanewise(VectorOperators.LSHR, 32))
                        .lanewise(VectorOperators.XOR, key0);
                b = swapHalves(product0)
                        .lanewise(VectorOperators.XOR, b.lanewise(VectorOperators.LSHR, 32))
                        .lanewise(VectorOperators.XOR, key1);
                key0 = (key0 + Philox.WEYL_0) & Philox.LOW;
                key1 = (key1 + Philox.WEYL_1) & Philox.LOW;
            }
            // Words 0 and 2 of each counter side by side, and words 1 and 3.
            IntVector even =
                    a.and(Philox.LOW).or(b.lanewise(VectorOperators.LSHL, 32)).reinterpretAsInts();
            IntVector odd =
                    a.lanewise(VectorOperators.LSHR, 32).or(b.and(~Philox.LOW)).reinterpretAsInts();
            FloatVector evenDraw;
            FloatVector oddDraw;
            if (normal) {
                FloatVector radius = VectorFunctions.gaussianRadius(even);
                FloatVector t = VectorFunctions.halfTurn(odd);
                evenDraw = radius.mul(VectorFunctions.signedCosPi(t, odd));
                oddDraw = radius.mul(VectorFunctions.sinPi(t));
            } else {
                evenDraw = VectorFunctions.uniform(even);
                oddDraw = VectorFunctions.uniform(odd);
            }
            evenDraw.rearrange(LOWER).blend(oddDraw.rearrange(LOWER), ODD).intoArray(out, position);
            evenDraw.rearrange(UPPER).blend(oddDraw.rearrange(UPPER), ODD).intoArray(out, position + LANES);
            counter = counter.add(COUNTERS);
            position += 2 * LANES;
        }
        Philox.fill(out, shift, position - shift, to, key, step, normal);
    }

    private static LongVector swapHalves(LongVector a) {
        return a.lanewise(VectorOperators.ROR, 32);
    }
}

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
    private static final int GROUP = 2 * LANES;
    private static final LongVector NONE = LongVector.zero(LONGS);
    private static final LongVector STRIDE = LongVector.broadcast(LONGS, COUNTERS);
    private static final LongVector LOW = LongVector.broadcast(LONGS, Philox.LOW);
    private static final LongVector HIGH = LongVector.broadcast(LONGS, ~Philox.LOW);
    private static final LongVector COUNT = LongVector.zero(LONGS).addIndex(1);

    /** Lane i takes lane i/2 of the lower half. */
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(FLOATS, lane -> lane / 2);

    /** Lane i takes lane i/2 of the upper half. */
    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(FLOATS, lane -> (LANES + lane) / 2);

    private static final VectorMask<Float> ODD = VectorMask.fromLong(FLOATS, 0xAAAAAAAAAAAAAAAAL);

    private static final Pass[] UNIFORM = {
        VectorPhilox::words,
        (out, position, bound, key, step, counter) -> uniforms(out, position, bound),
        (out, position, bound, key, step, counter) -> zip(out, position, bound)
    };
    private static final Pass[] NORMAL = {
        VectorPhilox::words,
        (out, position, bound, key, step, counter) -> radii(out, position, bound),
        (out, position, bound, key, step, counter) -> turn(out, position, bound),
        (out, position, bound, key, step, counter) -> zip(out, position, bound)
    };

    /**
     * One loop over the groups. C2 stops inlining in the middle of a method that has too much of the Vector API in it,
     * and then boxes every vector: so each loop stays short, and the call of three and more kinds from one place keeps
     * C2 from joining them again.
     */
    private interface Pass {
        void run(float[] out, int position, int bound, long key, long step, long counter);
    }

    private VectorPhilox() {}

    static void fill(float[] out, int offset, int n, long key, long step, int first, boolean normal) {
        long from = first;
        long to = from + n;
        long shift = offset - from;
        // A block may be cut inside a counter: the ends are drawn one by one.
        long start = Math.min(to, (from + 3) & ~3L);
        long end = start + (to - start) / GROUP * GROUP;
        int position = (int) (start + shift);
        int bound = (int) (end + shift);
        Philox.fill(out, shift, from, start, key, step, normal);
        for (Pass pass : normal ? NORMAL : UNIFORM) {
            pass.run(out, position, bound, key, step, start >>> 2);
        }
        Philox.fill(out, shift, end, to, key, step, normal);
    }

    /** Stores raw bits, for each group words 0 and 2 of its counters side by side, and then words 1 and 3. */
    private static void words(float[] out, int position, int bound, long key, long step, long first) {
        LongVector counter = COUNT.add(first);
        for (int i = position; i < bound; i += GROUP) {
            LongVector a = counter;
            LongVector b = NONE.add(step);
            long key0 = key & Philox.LOW;
            long key1 = key >>> 32;
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector product0 = LOW.and(a).mul(Philox.MULTIPLIER_0);
                LongVector product1 = LOW.and(b).mul(Philox.MULTIPLIER_1);
                // By shifts: JDK 17 compiles no rotation of vectors.
                a = product1.lanewise(VectorOperators.XOR, a)
                        .lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, key0)
                        .or(product1.lanewise(VectorOperators.LSHL, 32));
                b = product0.lanewise(VectorOperators.XOR, b)
                        .lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, key1)
                        .or(product0.lanewise(VectorOperators.LSHL, 32));
                key0 = (key0 + Philox.WEYL_0) & Philox.LOW;
                key1 = (key1 + Philox.WEYL_1) & Philox.LOW;
            }
            LongVector even = LOW.and(a).or(LOW.and(b).lanewise(VectorOperators.LSHL, 32));
            LongVector odd = HIGH.and(b).or(HIGH.and(a).lanewise(VectorOperators.LSHR, 32));
            VectorFunctions.exact(even.reinterpretAsFloats()).intoArray(out, i);
            VectorFunctions.exact(odd.reinterpretAsFloats()).intoArray(out, i + LANES);
            counter = STRIDE.add(counter);
        }
    }

    private static void uniforms(float[] out, int position, int bound) {
        for (int i = position; i < bound; i += LANES) {
            VectorFunctions.uniform(load(out, i).reinterpretAsInts()).intoArray(out, i);
        }
    }

    private static void radii(float[] out, int position, int bound) {
        for (int i = position; i < bound; i += GROUP) {
            VectorFunctions.gaussianRadius(load(out, i).reinterpretAsInts()).intoArray(out, i);
        }
    }

    private static void turn(float[] out, int position, int bound) {
        for (int i = position; i < bound; i += GROUP) {
            FloatVector radius = load(out, i);
            IntVector word = load(out, i + LANES).reinterpretAsInts();
            FloatVector t = VectorFunctions.halfTurn(word);
            radius.mul(VectorFunctions.signedCosPi(t, word)).intoArray(out, i);
            radius.mul(VectorFunctions.sinPi(t)).intoArray(out, i + LANES);
        }
    }

    /** Brings the draws into the order of the stream: even and odd elements in turn. */
    private static void zip(float[] out, int position, int bound) {
        for (int i = position; i < bound; i += GROUP) {
            FloatVector even = load(out, i);
            FloatVector odd = load(out, i + LANES);
            even.rearrange(LOWER).blend(odd.rearrange(LOWER), ODD).intoArray(out, i);
            even.rearrange(UPPER).blend(odd.rearrange(UPPER), ODD).intoArray(out, i + LANES);
        }
    }

    private static FloatVector load(float[] out, int i) {
        return FloatVector.fromArray(FLOATS, out, i);
    }
}

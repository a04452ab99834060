package io.yume.env;

/**
 * The random generator that Gymnasium's environments use, bit for bit: NumPy's
 * {@code Generator(PCG64(SeedSequence(seed)))}, that is PCG XSL RR 128/64 (O'Neill, "PCG: A Family of Simple Fast
 * Space-Efficient Statistically Good Algorithms for Random Number Generation", 2014). Not thread-safe.
 */
public final class NumpyRandom {

    private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
    private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;
    private static final double DOUBLE_UNIT = 0x1.0p-53;

    /**
     * The whole state of a generator: two 128-bit numbers, each as a high and a low half.
     *
     * @param stateHigh upper 64 bits of the state
     * @param stateLow lower 64 bits of the state
     * @param incrementHigh upper 64 bits of the increment
     * @param incrementLow lower 64 bits of the increment, odd
     */
    public record State(long stateHigh, long stateLow, long incrementHigh, long incrementLow) {

        /** @throws IllegalArgumentException if the increment is even, which no generator has */
        public State {
            if ((incrementLow & 1) == 0) {
                throw new IllegalArgumentException(
                        "increment must be odd: incrementLow=" + Long.toUnsignedString(incrementLow));
            }
        }
    }

    private long stateHigh;
    private long stateLow;
    private long incrementHigh;
    private long incrementLow;

    /**
     * The generator of {@code numpy.random.default_rng(seed)}.
     *
     * @throws IllegalArgumentException if the seed is negative
     */
    public NumpyRandom(long seed) {
        long[] words = new SeedSequence(seed).generate(4);
        incrementHigh = words[2] << 1 | words[3] >>> 63;
        incrementLow = words[3] << 1 | 1;
        advance();
        add(words[0], words[1]);
        advance();
    }

    /** A generator that goes on from a saved state. */
    public NumpyRandom(State state) {
        restore(state);
    }

    /** The next 64 random bits, NumPy's {@code bit_generator.random_raw()}. */
    public long nextLong() {
        advance();
        return Long.rotateRight(stateHigh ^ stateLow, (int) (stateHigh >>> 58));
    }

    /** The next number in {@code [0, 1)}, a multiple of 2^-53, NumPy's {@code random()}. */
    public double nextDouble() {
        return (nextLong() >>> 11) * DOUBLE_UNIT;
    }

    /**
     * The next number in {@code [low, high)}, NumPy's {@code uniform(low, high)}; rounding may give {@code high} itself.
     *
     * @throws IllegalArgumentException if the bounds are not ordered or their distance is not finite
     */
    public double uniform(double low, double high) {
        double range = high - low;
        if (!(range >= 0 && range < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "low must be <= high and high - low finite: low=" + low + ", high=" + high);
        }
        return low + range * nextDouble();
    }

    /** The current state; {@link #restore} goes back to it. */
    public State state() {
        return new State(stateHigh, stateLow, incrementHigh, incrementLow);
    }

    /** Goes back to a saved state: the same draws follow. */
    public void restore(State state) {
        stateHigh = state.stateHigh();
        stateLow = state.stateLow();
        incrementHigh = state.incrementHigh();
        incrementLow = state.incrementLow();
    }

    /** One step of the congruential generator: {@code state * multiplier + increment} modulo 2^128. */
    private void advance() {
        long high = unsignedMultiplyHigh(stateLow, MULTIPLIER_LOW)
                + stateHigh * MULTIPLIER_LOW
                + stateLow * MULTIPLIER_HIGH;
        stateLow *= MULTIPLIER_LOW;
        stateHigh = high;
        add(incrementHigh, incrementLow);
    }

    private void add(long high, long low) {
        stateLow += low;
        stateHigh += high + (Long.compareUnsigned(stateLow, low) < 0 ? 1 : 0);
    }

    /** {@code Math.unsignedMultiplyHigh}, which Java 17 does not have. */
    private static long unsignedMultiplyHigh(long x, long y) {
        return Math.multiplyHigh(x, y) + ((x >> 63) & y) + ((y >> 63) & x);
    }
}

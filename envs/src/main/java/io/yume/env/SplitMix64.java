package io.yume.env;

/**
 * A small 64-bit random generator whose whole state is one number, so that it can be saved and restored: SplitMix64
 * (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). The same state gives the same numbers
 * on every machine and JDK. Not for secrets.
 */
public final class SplitMix64 {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** Starts from a state, such as a seed; neighbouring seeds give unrelated numbers. */
    public SplitMix64(long state) {
        this.state = state;
    }

    /** The state to go on from with {@link #setState}. */
    public long state() {
        return state;
    }

    /** Goes on from a state that {@link #state()} returned, or from a seed. */
    public void setState(long newState) {
        state = newState;
    }

    /** The next 64 uniform bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * A whole number in {@code 0 .. bound-1}, uniform up to a bias below {@code bound / 2^32}.
     *
     * @throws IllegalArgumentException if {@code bound < 1}
     */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be >= 1: bound=" + bound);
        }
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /**
     * A whole number in {@code low .. high}, both included.
     *
     * @throws IllegalArgumentException if {@code high < low}, or the range holds more than {@code 2^31 - 1} numbers
     */
    public int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** A number in {@code [0, 1)}, a multiple of {@code 2^-53}. */
    public double unit() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }
}

package io.yume.env;

/**
 * NumPy's {@code SeedSequence}: spreads a small seed over a pool of four 32-bit words and draws generator state from
 * it, so that neighbouring seeds give unrelated generators (after O'Neill, "Developing a seed_seq alternative", 2015).
 */
final class SeedSequence {

    /** Seeds of at most this many 32-bit words; longer ones would need a second round of mixing. */
    static final int POOL_WORDS = 4;

    private final int[] pool = new int[POOL_WORDS];
    private int hashConstant = 0x43b0d7e5;

    /** @param seed a number {@code >= 0}, split into 32-bit words, the low one first */
    SeedSequence(long seed) {
        // A missing word hashes as zero, so the high word of a short seed needs no case of its own.
        this(new int[] {(int) seed, (int) (seed >>> 32)});
        if (seed < 0) {
            throw new IllegalArgumentException("seed must be >= 0: seed=" + seed);
        }
    }

    /** @param entropy unsigned 32-bit words, at most {@link #POOL_WORDS} */
    SeedSequence(int[] entropy) {
        if (entropy.length > POOL_WORDS) {
            throw new IllegalArgumentException(
                    "entropy must have at most " + POOL_WORDS + " words: words=" + entropy.length);
        }
        for (int i = 0; i < POOL_WORDS; i++) {
            pool[i] = hash(i < entropy.length ? entropy[i] : 0);
        }
        for (int source = 0; source < POOL_WORDS; source++) {
            for (int target = 0; target < POOL_WORDS; target++) {
                if (source != target) {
                    pool[target] = mix(pool[target], hash(pool[source]));
                }
            }
        }
    }

    /** The first {@code count} 64-bit words of state; a longer request starts with the words of a shorter one. */
    long[] generate(int count) {
        long[] words = new long[count];
        int constant = 0x8b51f9dd;
        for (int i = 0; i < 2 * count; i++) {
            int value = pool[i % POOL_WORDS] ^ constant;
            constant *= 0x58f38ded;
            value *= constant;
            value ^= value >>> 16;
            words[i / 2] |= Integer.toUnsignedLong(value) << (32 * (i % 2));
        }
        return words;
    }

    private int hash(int word) {
        int value = word ^ hashConstant;
        hashConstant *= 0x931e8875;
        value *= hashConstant;
        return value ^ (value >>> 16);
    }

    private static int mix(int x, int y) {
        int value = 0xca01f9dd * x - 0x4973f715 * y;
        return value ^ (value >>> 16);
    }
}

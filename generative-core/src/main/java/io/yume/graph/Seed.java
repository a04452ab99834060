package io.yume.graph;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * A place in the tree of random streams that one number at the root decides. Splitting by name and index gives an
 * independent child; nothing is consumed, so the order of splits does not matter.
 *
 * @param value the 64 bits that stand for this place
 */
public record Seed(long value) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** The root of a tree. */
    public static Seed root(long seed) {
        return new Seed(mix(seed + GOLDEN));
    }

    /** The child of this name. */
    public Seed split(String name) {
        return split(name, 0);
    }

    /** The child of this name and index, such as {@code split("generation", 3)}. */
    public Seed split(String name, long index) {
        return new Seed(mix(mix(value ^ hash(name)) + GOLDEN * (index + 1)));
    }

    /** The 31 low bits: a seed that every environment accepts, NumPy's among them. */
    public long environmentSeed() {
        return mix(value) & 0x7fffffffL;
    }

    /** A new generator that starts at this place; for host-side draws. */
    public SplittableRandom generator() {
        return new SplittableRandom(value);
    }

    /** The numbers from 0 to {@code count - 1} in a random order, all orders being equally likely. */
    public int[] shuffled(int count) {
        SplittableRandom random = generator();
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** A stable 64-bit hash of a name (FNV-1a over UTF-8, then mixed). */
    public static long hash(String name) {
        long hash = FNV_OFFSET;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    public static long mix(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

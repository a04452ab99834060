package io.yume.graph.internal;

/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (2011), and the draws made of its words.
 * A counter gives four words; element e of a stream takes word {@code e mod 4} of counter {@code (e/4, 0, step)}. The
 * words of a counter stand in two longs: word 0 in the low half of the first, word 3 in the high half of the second.
 *
 * <p>Normal draws come in pairs from words (0, 1) and (2, 3) by the transform of Box and Muller (1958): radius from all
 * 32 bits of the first word (up to 6.7), angle from the second, cosine before sine.
 */
final class Philox {

    static final int ROUNDS = 10;
    static final long LOW = 0xFFFFFFFFL;
    static final long MULTIPLIER_0 = 0xD2511F53L;
    static final long MULTIPLIER_1 = 0xCD9E8D57L;
    static final long WEYL_0 = 0x9E3779B9L;
    static final long WEYL_1 = 0xBB67AE85L;

    private Philox() {}

    /** Enciphers the counter {@code (first, second)} into {@code words}. */
    static void encipher(long first, long second, long key, long[] words) {
        long a = first;
        long b = second;
        long key0 = key & LOW;
        long key1 = key >>> 32;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = (a & LOW) * MULTIPLIER_0;
            long product1 = (b & LOW) * MULTIPLIER_1;
            a = Long.rotateRight(product1, 32) ^ (a >>> 32) ^ key0;
            b = Long.rotateRight(product0, 32) ^ (b >>> 32) ^ key1;
            key0 = (key0 + WEYL_0) & LOW;
            key1 = (key1 + WEYL_1) & LOW;
        }
        words[0] = a;
        words[1] = b;
    }

    /** Writes elements {@code from .. to-1} of the stream; element e goes to {@code out[e + shift]}. */
    static void fill(float[] out, long shift, long from, long to, long key, long step, boolean normal) {
        long[] words = new long[2];
        for (long counter = from >>> 2; counter << 2 < to; counter++) {
            encipher(counter, step, key, words);
            long base = counter << 2;
            for (long e = Math.max(base, from); e < Math.min(base + 4, to); e++) {
                int lane = (int) (e - base);
                long pair = words[lane >>> 1];
                boolean odd = (lane & 1) == 1;
                out[(int) (e + shift)] = normal ? normal(pair, odd) : uniform(pair, odd);
            }
        }
    }

    private static float uniform(long pair, boolean odd) {
        return ScalarFunctions.uniform((int) (odd ? pair >>> 32 : pair));
    }

    private static float normal(long pair, boolean odd) {
        int angle = (int) (pair >>> 32);
        float t = ScalarFunctions.halfTurn(angle);
        float wave = odd ? ScalarFunctions.sinPi(t) : ScalarFunctions.signedCosPi(t, angle);
        return ScalarFunctions.gaussianRadius((int) pair) * wave;
    }
}

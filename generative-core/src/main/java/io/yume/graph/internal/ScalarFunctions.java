package io.yume.graph.internal;

/**
 * The formulas of {@link BlockMath}, one element at a time. {@link VectorFunctions} has the same operations in the same
 * order.
 *
 * <p>Largest errors seen over every 1,009th float, in units in the last place of the result: exp 1.0, log 0.8, log1p 2.4,
 * sigmoid 2.2 (0 below -88.7, where the exponential overflows), tanh 2.4, softplus 2.6 (0 below -87.3), sin and cos 1.8
 * up to 1e4. Beyond 1e4 sin and cos lose relative accuracy near their zeros; beyond 1e7 they only stay within [-1, 1].
 */
final class ScalarFunctions {

    private ScalarFunctions() {}

    static float max(float a, float b) {
        return a > b || Float.isNaN(a) ? a : b;
    }

    static float min(float a, float b) {
        return a < b || Float.isNaN(a) ? a : b;
    }

    static float sign(float a) {
        return a > 0f ? 1f : a < 0f ? -1f : a;
    }

    static float exp(float x) {
        float top = x > Coefficients.EXP_TOP ? Coefficients.EXP_TOP : x;
        float y = top < Coefficients.EXP_BOTTOM ? Coefficients.EXP_BOTTOM : top;
        float rounded = Math.fma(y, Coefficients.LOG2_E, Coefficients.ROUND);
        int k = Float.floatToRawIntBits(rounded) - Coefficients.ROUND_BITS;
        float p = expm1Reduced(y, rounded - Coefficients.ROUND) + 1f;
        // Two factors, since 2^k alone leaves the range of normal floats; only the second product can round.
        int half = k >> 1;
        return p * powerOfTwo(half) * powerOfTwo(k - half);
    }

    static float log(float x) {
        boolean subnormal = x < Float.MIN_NORMAL;
        float scaled = subnormal ? x * Coefficients.SUBNORMAL_SCALE : x;
        float shift = subnormal ? Coefficients.SUBNORMAL_EXPONENT : 0f;
        int bits = Float.floatToRawIntBits(scaled);
        int above = bits - Coefficients.SQRT_HALF_BITS;
        float k = smallInteger(above >> 23) - shift;
        float f = Float.intBitsToFloat(bits - (above & Coefficients.EXPONENT)) - 1f;
        return logSpecials(x, logReduced(f, k));
    }

    static float log1p(float x) {
        float u = 1f + x;
        int bits = Float.floatToRawIntBits(u);
        int above = bits - Coefficients.SQRT_HALF_BITS;
        float f = Float.intBitsToFloat(bits - (above & Coefficients.EXPONENT)) - 1f;
        // The last factor undoes the rounding of the sum (Kahan); where the sum is 1, the logarithm is x itself.
        float product = logReduced(f, smallInteger(above >> 23)) * (x / (u - 1f));
        return logSpecials(u, u == 1f ? x : product);
    }

    static float sigmoid(float x) {
        return 1f / (1f + exp(-x));
    }

    static float tanh(float x) {
        float size = Math.abs(x);
        float clipped = size > Coefficients.TANH_TOP ? Coefficients.TANH_TOP : size;
        float y = clipped + clipped;
        float rounded = Math.fma(y, Coefficients.LOG2_E, Coefficients.ROUND);
        int k = Float.floatToRawIntBits(rounded) - Coefficients.ROUND_BITS;
        float scale = powerOfTwo(k);
        // expm1(2|x|), accurate near 0
        float e = Math.fma(scale, expm1Reduced(y, rounded - Coefficients.ROUND), scale - 1f);
        float t = e / (e + 2f);
        return Float.intBitsToFloat(Float.floatToRawIntBits(t) | (Float.floatToRawIntBits(x) & Coefficients.SIGN));
    }

    static float softplus(float x) {
        float positive = x > 0f ? x : 0f;
        float y = -Math.abs(x);
        float rounded = Math.fma(y, Coefficients.LOG2_E, Coefficients.ROUND);
        int k = Float.floatToRawIntBits(rounded) - Coefficients.ROUND_BITS;
        float power = (expm1Reduced(y, rounded - Coefficients.ROUND) + 1f) * powerOfTwo(k);
        // One factor does for normal floats; what is smaller becomes 0.
        float e = y < Coefficients.EXP_SUBNORMAL ? 0f : power;
        float s = e / (e + 2f);
        float z = s * s;
        float p = Math.fma(Coefficients.ATANH_3, z, Coefficients.ATANH_2);
        p = Math.fma(p, z, Coefficients.ATANH_1);
        p = Math.fma(p, z, Coefficients.ATANH_0);
        return positive + Math.fma(s * z, p, s + s);
    }

    static float sin(float x) {
        float rounded = Math.fma(x, Coefficients.INVERSE_PI, Coefficients.ROUND);
        float k = rounded - Coefficients.ROUND;
        return sinReduced(x, k, Float.floatToRawIntBits(rounded) << 31);
    }

    static float cos(float x) {
        // cos(x) is -sin(x - h pi) for h = k + 1/2 and even k, and sin for odd k.
        float rounded = Math.fma(x, Coefficients.INVERSE_PI, -0.5f) + Coefficients.ROUND;
        float h = (rounded - Coefficients.ROUND) + 0.5f;
        return sinReduced(x, h, ~Float.floatToRawIntBits(rounded) << 31);
    }

    /** {@code sqrt(-2 log u)} for the uniform draw {@code u = (word + 1/2) 2^-32}, the word unsigned. */
    static float gaussianRadius(int word) {
        float high = Float.intBitsToFloat((word >>> 16) | 0x4B000000) - 0x1p23f;
        float low = (Float.intBitsToFloat((word & 0xFFFF) | 0x4B000000) - 0x1p23f) + 0.5f;
        int bits = Float.floatToRawIntBits(Math.fma(high, 0x1p16f, low));
        int above = bits - Coefficients.SQRT_HALF_BITS;
        float k = smallInteger(above >> 23) - 32f;
        float f = Float.intBitsToFloat(bits - (above & Coefficients.EXPONENT)) - 1f;
        return (float) Math.sqrt(-2f * logReduced(f, k));
    }

    /** Half a turn, -1/2 to 1/2, from the high 23 bits of the word; exact. */
    static float halfTurn(int word) {
        return (Float.intBitsToFloat((word >>> 9) | Coefficients.ONE_BITS) - 1.5f) + 0x1p-24f;
    }

    static float sinPi(float t) {
        float z = t * t;
        float p = Math.fma(Coefficients.SIN_PI_4, z, Coefficients.SIN_PI_3);
        p = Math.fma(p, z, Coefficients.SIN_PI_2);
        p = Math.fma(p, z, Coefficients.SIN_PI_1);
        p = Math.fma(p, z, Coefficients.SIN_PI_0);
        return p * t;
    }

    /** {@code cos(pi t)} with the sign of the lowest bit of the word: the other half of the circle. */
    static float signedCosPi(float t, int word) {
        float z = t * t;
        float p = Math.fma(Coefficients.COS_PI_4, z, Coefficients.COS_PI_3);
        p = Math.fma(p, z, Coefficients.COS_PI_2);
        p = Math.fma(p, z, Coefficients.COS_PI_1);
        p = Math.fma(p, z, Coefficients.COS_PI_0);
        return Float.intBitsToFloat(Float.floatToRawIntBits(Math.fma(p, z, 1f)) ^ (word << 31));
    }

    /** A uniform draw in (0, 1): the middle of one of 2^23 equal cells; exact. */
    static float uniform(int word) {
        return (Float.intBitsToFloat((word >>> 9) | Coefficients.ONE_BITS) - 1f) + 0x1p-24f;
    }

    /** {@code exp(y - k ln 2) - 1}. */
    private static float expm1Reduced(float y, float k) {
        // Exact, since k has few bits; only the second step rounds.
        float high = Math.fma(k, -Coefficients.LN2_HIGH, y);
        float r = Math.fma(k, -Coefficients.LN2_LOW, high);
        float p = Math.fma(Coefficients.EXP_4, r, Coefficients.EXP_3);
        p = Math.fma(p, r, Coefficients.EXP_2);
        p = Math.fma(p, r, Coefficients.EXP_1);
        p = Math.fma(p, r, Coefficients.EXP_0);
        return Math.fma(r * r, p, r);
    }

    /** {@code log(1+f) + k ln 2}. */
    private static float logReduced(float f, float k) {
        float p = Math.fma(Coefficients.LOG_8, f, Coefficients.LOG_7);
        p = Math.fma(p, f, Coefficients.LOG_6);
        p = Math.fma(p, f, Coefficients.LOG_5);
        p = Math.fma(p, f, Coefficients.LOG_4);
        p = Math.fma(p, f, Coefficients.LOG_3);
        p = Math.fma(p, f, Coefficients.LOG_2);
        p = Math.fma(p, f, Coefficients.LOG_1);
        p = Math.fma(p, f, Coefficients.LOG_0);
        float curve = Math.fma(f * f, Math.fma(f, p, -0.5f), k * Coefficients.LN2_LOW);
        return Math.fma(k, Coefficients.LN2_HIGH, f + curve);
    }

    /** The result, corrected where the argument is 0, negative, infinite or NaN. */
    private static float logSpecials(float x, float result) {
        float upper = x < Float.POSITIVE_INFINITY ? result : x;
        float lower = x < 0f ? Float.NaN : upper;
        return x == 0f ? Float.NEGATIVE_INFINITY : lower;
    }

    private static float sinReduced(float x, float k, int flip) {
        // The first step is exact for |k| < 2^22; clipping keeps the result of a larger argument within [-1, 1].
        float high = Math.fma(k, -Coefficients.PI_HIGH, x);
        float middle = Math.fma(k, -Coefficients.PI_MIDDLE, high);
        float low = Math.fma(k, -Coefficients.PI_LOW, middle);
        float top = low > Coefficients.REMAINDER_TOP ? Coefficients.REMAINDER_TOP : low;
        float r = top < -Coefficients.REMAINDER_TOP ? -Coefficients.REMAINDER_TOP : top;
        float z = r * r;
        float p = Math.fma(Coefficients.SIN_3, z, Coefficients.SIN_2);
        p = Math.fma(p, z, Coefficients.SIN_1);
        p = Math.fma(p, z, Coefficients.SIN_0);
        return Float.intBitsToFloat(Float.floatToRawIntBits(Math.fma(r * z, p, r)) ^ flip);
    }

    private static float powerOfTwo(int k) {
        return Float.intBitsToFloat((k + 127) << 23);
    }

    /** The integer as a float, {@code |k| < 2^22}, without a conversion instruction. */
    private static float smallInteger(int k) {
        return Float.intBitsToFloat(k + Coefficients.ROUND_BITS) - Coefficients.ROUND;
    }
}

package io.yume.graph.internal;

/**
 * The numbers that the scalar and the vector formulas share. Polynomials are minimax fits of relative error (Remez),
 * rounded to float; the stated error is that of the polynomial alone.
 */
final class Coefficients {

    /** 1.5 * 2^23: adding it rounds a small float to an integer, which then stands in the low bits of the sum. */
    static final float ROUND = 12582912f;

    static final int ROUND_BITS = 0x4B400000;

    static final int SIGN = 0x80000000;
    static final int ONE_BITS = 0x3F800000;
    static final int EXPONENT = 0xFF800000;
    static final int SQRT_HALF_BITS = 0x3F3504F3;

    static final float LOG2_E = 0x1.715476p0f;
    static final float LN2_HIGH = 0x1.62e430p-1f;
    static final float LN2_LOW = -0x1.05c610p-29f;

    /** Above it, exp is infinite. */
    static final float EXP_TOP = 89f;

    /** Below it, exp is 0. */
    static final float EXP_BOTTOM = -104f;

    /** Just above it, exp is a normal float. */
    static final float EXP_SUBNORMAL = -87.3f;

    /** From here on, tanh is 1 in float. */
    static final float TANH_TOP = 10f;

    /** {@code exp(r) = 1 + r + r^2 Q(r)} for {@code |r| <= ln(2)/2}, error 3.1e-9. */
    static final float EXP_0 = 0x1.fffffcp-2f;

    static final float EXP_1 = 0x1.555490p-3f;
    static final float EXP_2 = 0x1.5558f4p-5f;
    static final float EXP_3 = 0x1.123a6ap-7f;
    static final float EXP_4 = 0x1.6a2350p-10f;

    /** {@code log(1+f) = f - f^2/2 + f^3 P(f)} for {@code sqrt(1/2) <= 1+f <= sqrt(2)}, error 1.5e-9. */
    static final float LOG_0 = 0x1.555548p-2f;

    static final float LOG_1 = -0x1.ffffeap-3f;
    static final float LOG_2 = 0x1.99a512p-3f;
    static final float LOG_3 = -0x1.55641ap-3f;
    static final float LOG_4 = 0x1.232aa0p-3f;
    static final float LOG_5 = -0x1.fafb76p-4f;
    static final float LOG_6 = 0x1.e6f768p-4f;
    static final float LOG_7 = -0x1.e53d8ep-4f;
    static final float LOG_8 = 0x1.1c258ap-4f;

    /** {@code log((1+s)/(1-s)) = 2s + s^3 A(s^2)} for {@code 0 <= s <= 1/3}, error 7.4e-9. */
    static final float ATANH_0 = 0x1.55550cp-1f;

    static final float ATANH_1 = 0x1.99d28ep-2f;
    static final float ATANH_2 = 0x1.1e848ep-2f;
    static final float ATANH_3 = 0x1.20822cp-2f;

    /** Subnormal numbers are multiplied by this before their exponent is read. */
    static final float SUBNORMAL_SCALE = 0x1p23f;

    static final float SUBNORMAL_EXPONENT = 23f;

    static final float INVERSE_PI = 0x1.45f306p-2f;
    static final float PI_HIGH = 0x1.921fb6p1f;
    static final float PI_MIDDLE = -0x1.777a5cp-24f;
    static final float PI_LOW = -0x1.ee59dap-49f;

    /** A remainder beyond this comes from an argument too large to be reduced. */
    static final float REMAINDER_TOP = 1.6f;

    /** {@code sin(r) = r + r^3 S(r^2)} for {@code |r| <= pi/2}, error 1.1e-8. */
    static final float SIN_0 = -0x1.55554ep-3f;

    static final float SIN_1 = 0x1.110efap-7f;
    static final float SIN_2 = -0x1.9f71d2p-13f;
    static final float SIN_3 = 0x1.5da7d2p-19f;

    /** {@code sin(pi t) = t S(t^2)} for {@code |t| <= 1/2}, error 5.3e-9. */
    static final float SIN_PI_0 = 0x1.921fb6p1f;

    static final float SIN_PI_1 = -0x1.4abbc2p2f;
    static final float SIN_PI_2 = 0x1.4668b0p1f;
    static final float SIN_PI_3 = -0x1.324ccap-1f;
    static final float SIN_PI_4 = 0x1.3daff8p-4f;

    /** {@code cos(pi t) = 1 + t^2 C(t^2)} for {@code |t| <= 1/2}, absolute error 4.4e-10. */
    static final float COS_PI_0 = -0x1.3bd3ccp2f;

    static final float COS_PI_1 = 0x1.03c1e6p2f;
    static final float COS_PI_2 = -0x1.55d0b0p0f;
    static final float COS_PI_3 = 0x1.e12a96p-3f;
    static final float COS_PI_4 = -0x1.8fb59ap-6f;

    private Coefficients() {}
}

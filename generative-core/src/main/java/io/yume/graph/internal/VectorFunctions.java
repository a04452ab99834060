package io.yume.graph.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The formulas of {@link ScalarFunctions}, operation by operation, on the Vector API; the comments are there. */
final class VectorFunctions {

    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    // Constants as vectors: a broadcast at each use would make the loops too long for C2 to inline.
    private static final VectorMask<Float> ALL = FLOATS.maskAll(true);
    private static final FloatVector MINUS_ONE = constant(-1f);
    private static final FloatVector MINUS_ROUND = constant(-Coefficients.ROUND);
    private static final FloatVector LOG2_E = constant(Coefficients.LOG2_E);
    private static final FloatVector ROUND = constant(Coefficients.ROUND);
    private static final FloatVector ZERO = constant(0f);
    private static final FloatVector ONE = constant(1f);
    private static final FloatVector ATANH_3 = constant(Coefficients.ATANH_3);
    private static final FloatVector ATANH_2 = constant(Coefficients.ATANH_2);
    private static final FloatVector ATANH_1 = constant(Coefficients.ATANH_1);
    private static final FloatVector ATANH_0 = constant(Coefficients.ATANH_0);
    private static final FloatVector INVERSE_PI = constant(Coefficients.INVERSE_PI);
    private static final FloatVector MINUS_HALF = constant(-0.5f);
    private static final FloatVector TWO_TO_16 = constant(0x1p16f);
    private static final FloatVector SIN_PI_4 = constant(Coefficients.SIN_PI_4);
    private static final FloatVector SIN_PI_3 = constant(Coefficients.SIN_PI_3);
    private static final FloatVector SIN_PI_2 = constant(Coefficients.SIN_PI_2);
    private static final FloatVector SIN_PI_1 = constant(Coefficients.SIN_PI_1);
    private static final FloatVector SIN_PI_0 = constant(Coefficients.SIN_PI_0);
    private static final FloatVector COS_PI_4 = constant(Coefficients.COS_PI_4);
    private static final FloatVector COS_PI_3 = constant(Coefficients.COS_PI_3);
    private static final FloatVector COS_PI_2 = constant(Coefficients.COS_PI_2);
    private static final FloatVector COS_PI_1 = constant(Coefficients.COS_PI_1);
    private static final FloatVector COS_PI_0 = constant(Coefficients.COS_PI_0);
    private static final FloatVector MINUS_LN2_HIGH = constant(-Coefficients.LN2_HIGH);
    private static final FloatVector MINUS_LN2_LOW = constant(-Coefficients.LN2_LOW);
    private static final FloatVector EXP_4 = constant(Coefficients.EXP_4);
    private static final FloatVector EXP_3 = constant(Coefficients.EXP_3);
    private static final FloatVector EXP_2 = constant(Coefficients.EXP_2);
    private static final FloatVector EXP_1 = constant(Coefficients.EXP_1);
    private static final FloatVector EXP_0 = constant(Coefficients.EXP_0);
    private static final FloatVector LN2_LOW = constant(Coefficients.LN2_LOW);
    private static final FloatVector LOG_8 = constant(Coefficients.LOG_8);
    private static final FloatVector LOG_7 = constant(Coefficients.LOG_7);
    private static final FloatVector LOG_6 = constant(Coefficients.LOG_6);
    private static final FloatVector LOG_5 = constant(Coefficients.LOG_5);
    private static final FloatVector LOG_4 = constant(Coefficients.LOG_4);
    private static final FloatVector LOG_3 = constant(Coefficients.LOG_3);
    private static final FloatVector LOG_2 = constant(Coefficients.LOG_2);
    private static final FloatVector LOG_1 = constant(Coefficients.LOG_1);
    private static final FloatVector LOG_0 = constant(Coefficients.LOG_0);
    private static final FloatVector LN2_HIGH = constant(Coefficients.LN2_HIGH);
    private static final FloatVector MINUS_PI_HIGH = constant(-Coefficients.PI_HIGH);
    private static final FloatVector MINUS_PI_MIDDLE = constant(-Coefficients.PI_MIDDLE);
    private static final FloatVector MINUS_PI_LOW = constant(-Coefficients.PI_LOW);
    private static final FloatVector SIN_3 = constant(Coefficients.SIN_3);
    private static final FloatVector SIN_2 = constant(Coefficients.SIN_2);
    private static final FloatVector SIN_1 = constant(Coefficients.SIN_1);
    private static final FloatVector SIN_0 = constant(Coefficients.SIN_0);

    private VectorFunctions() {}

    static FloatVector max(FloatVector a, FloatVector b) {
        return b.blend(a, a.compare(VectorOperators.GT, b)).blend(a, a.compare(VectorOperators.NE, a));
    }

    static FloatVector min(FloatVector a, FloatVector b) {
        return b.blend(a, a.compare(VectorOperators.LT, b)).blend(a, a.compare(VectorOperators.NE, a));
    }

    static FloatVector sign(FloatVector a) {
        return a.blend(1f, a.compare(VectorOperators.GT, 0f)).blend(-1f, a.compare(VectorOperators.LT, 0f));
    }

    static FloatVector exp(FloatVector x) {
        FloatVector top = x.blend(Coefficients.EXP_TOP, x.compare(VectorOperators.GT, Coefficients.EXP_TOP));
        FloatVector y = top.blend(Coefficients.EXP_BOTTOM, top.compare(VectorOperators.LT, Coefficients.EXP_BOTTOM));
        FloatVector rounded = y.fma(LOG2_E, ROUND);
        IntVector k = rounded.reinterpretAsInts().sub(Coefficients.ROUND_BITS);
        FloatVector p = expm1Reduced(y, rounded.sub(Coefficients.ROUND)).add(1f);
        IntVector half = k.lanewise(VectorOperators.ASHR, 1);
        return p.mul(powerOfTwo(half)).mul(powerOfTwo(k.sub(half)));
    }

    static FloatVector log(FloatVector x) {
        var subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        FloatVector scaled = x.blend(x.mul(Coefficients.SUBNORMAL_SCALE), subnormal);
        FloatVector shift = ZERO.blend(Coefficients.SUBNORMAL_EXPONENT, subnormal);
        IntVector bits = scaled.reinterpretAsInts();
        IntVector above = bits.sub(Coefficients.SQRT_HALF_BITS);
        FloatVector k = smallInteger(above.lanewise(VectorOperators.ASHR, 23)).sub(shift);
        FloatVector f = MINUS_ONE.add(bits.sub(above.lanewise(VectorOperators.AND, Coefficients.EXPONENT))
                .reinterpretAsFloats());
        return logSpecials(x, logReduced(f, k));
    }

    static FloatVector log1p(FloatVector x) {
        FloatVector u = x.add(1f);
        IntVector bits = u.reinterpretAsInts();
        IntVector above = bits.sub(Coefficients.SQRT_HALF_BITS);
        FloatVector f = MINUS_ONE.add(bits.sub(above.lanewise(VectorOperators.AND, Coefficients.EXPONENT))
                .reinterpretAsFloats());
        FloatVector product = logReduced(f, smallInteger(above.lanewise(VectorOperators.ASHR, 23)))
                .mul(x.div(u.sub(1f)));
        return logSpecials(u, product.blend(x, u.compare(VectorOperators.EQ, 1f)));
    }

    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.lanewise(VectorOperators.NEG)).add(1f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector size = x.lanewise(VectorOperators.ABS);
        FloatVector clipped =
                size.blend(Coefficients.TANH_TOP, size.compare(VectorOperators.GT, Coefficients.TANH_TOP));
        FloatVector y = clipped.add(clipped);
        FloatVector rounded = y.fma(LOG2_E, ROUND);
        IntVector k = rounded.reinterpretAsInts().sub(Coefficients.ROUND_BITS);
        FloatVector scale = powerOfTwo(k);
        FloatVector e = scale.fma(expm1Reduced(y, rounded.sub(Coefficients.ROUND)), scale.sub(1f));
        FloatVector t = e.div(e.add(2f));
        return t.reinterpretAsInts()
                .lanewise(VectorOperators.OR, x.reinterpretAsInts().lanewise(VectorOperators.AND, Coefficients.SIGN))
                .reinterpretAsFloats();
    }

    static FloatVector softplus(FloatVector x) {
        FloatVector positive = ZERO.blend(x, x.compare(VectorOperators.GT, 0f));
        FloatVector y = x.lanewise(VectorOperators.ABS).lanewise(VectorOperators.NEG);
        FloatVector rounded = y.fma(LOG2_E, ROUND);
        IntVector k = rounded.reinterpretAsInts().sub(Coefficients.ROUND_BITS);
        FloatVector power =
                expm1Reduced(y, rounded.sub(Coefficients.ROUND)).add(1f).mul(powerOfTwo(k));
        FloatVector e = power.blend(0f, y.compare(VectorOperators.LT, Coefficients.EXP_SUBNORMAL));
        FloatVector s = e.div(e.add(2f));
        FloatVector z = s.mul(s);
        FloatVector p = ATANH_3.fma(z, ATANH_2);
        p = p.fma(z, ATANH_1);
        p = p.fma(z, ATANH_0);
        return positive.add(s.mul(z).fma(p, s.add(s)));
    }

    static FloatVector sin(FloatVector x) {
        FloatVector rounded = x.fma(INVERSE_PI, ROUND);
        IntVector flip = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 31);
        return sinReduced(x, rounded.sub(Coefficients.ROUND), flip);
    }

    static FloatVector cos(FloatVector x) {
        FloatVector rounded = x.fma(INVERSE_PI, MINUS_HALF).add(Coefficients.ROUND);
        FloatVector h = rounded.sub(Coefficients.ROUND).add(0.5f);
        IntVector flip =
                rounded.reinterpretAsInts().lanewise(VectorOperators.XOR, -1).lanewise(VectorOperators.LSHL, 31);
        return sinReduced(x, h, flip);
    }

    static FloatVector gaussianRadius(IntVector word) {
        FloatVector high = word.lanewise(VectorOperators.LSHR, 16)
                .lanewise(VectorOperators.OR, 0x4B000000)
                .reinterpretAsFloats()
                .sub(0x1p23f);
        FloatVector low = word.lanewise(VectorOperators.AND, 0xFFFF)
                .lanewise(VectorOperators.OR, 0x4B000000)
                .reinterpretAsFloats()
                .sub(0x1p23f)
                .add(0.5f);
        IntVector bits = high.fma(TWO_TO_16, low).reinterpretAsInts();
        IntVector above = bits.sub(Coefficients.SQRT_HALF_BITS);
        FloatVector k = smallInteger(above.lanewise(VectorOperators.ASHR, 23)).sub(32f);
        FloatVector f = MINUS_ONE.add(bits.sub(above.lanewise(VectorOperators.AND, Coefficients.EXPONENT))
                .reinterpretAsFloats());
        return logReduced(f, k).mul(-2f).lanewise(VectorOperators.SQRT);
    }

    static FloatVector halfTurn(IntVector word) {
        return unitInterval(word).sub(1.5f).add(0x1p-24f);
    }

    static FloatVector sinPi(FloatVector t) {
        FloatVector z = t.mul(t);
        FloatVector p = SIN_PI_4.fma(z, SIN_PI_3);
        p = p.fma(z, SIN_PI_2);
        p = p.fma(z, SIN_PI_1);
        p = p.fma(z, SIN_PI_0);
        return p.mul(t);
    }

    static FloatVector signedCosPi(FloatVector t, IntVector word) {
        FloatVector z = t.mul(t);
        FloatVector p = COS_PI_4.fma(z, COS_PI_3);
        p = p.fma(z, COS_PI_2);
        p = p.fma(z, COS_PI_1);
        p = p.fma(z, COS_PI_0);
        return p.fma(z, ONE)
                .reinterpretAsInts()
                .lanewise(VectorOperators.XOR, word.lanewise(VectorOperators.LSHL, 31))
                .reinterpretAsFloats();
    }

    static FloatVector uniform(IntVector word) {
        return unitInterval(word).sub(1f).add(0x1p-24f);
    }

    private static FloatVector expm1Reduced(FloatVector y, FloatVector k) {
        FloatVector high = k.fma(MINUS_LN2_HIGH, y);
        FloatVector r = k.fma(MINUS_LN2_LOW, high);
        FloatVector p = EXP_4.fma(r, EXP_3);
        p = p.fma(r, EXP_2);
        p = p.fma(r, EXP_1);
        p = p.fma(r, EXP_0);
        return r.mul(r).fma(p, r);
    }

    private static FloatVector logReduced(FloatVector f, FloatVector k) {
        FloatVector p = LOG_8.fma(f, LOG_7);
        p = p.fma(f, LOG_6);
        p = p.fma(f, LOG_5);
        p = p.fma(f, LOG_4);
        p = p.fma(f, LOG_3);
        p = p.fma(f, LOG_2);
        p = p.fma(f, LOG_1);
        p = p.fma(f, LOG_0);
        FloatVector curve = f.mul(f).fma(f.fma(p, MINUS_HALF), LN2_LOW.mul(k));
        return LN2_HIGH.fma(k, f.add(curve));
    }

    private static FloatVector logSpecials(FloatVector x, FloatVector result) {
        return exact(x).blend(result, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY))
                .blend(Float.NaN, x.compare(VectorOperators.LT, 0f))
                .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    }

    private static FloatVector sinReduced(FloatVector x, FloatVector k, IntVector flip) {
        FloatVector high = k.fma(MINUS_PI_HIGH, x);
        FloatVector middle = k.fma(MINUS_PI_MIDDLE, high);
        FloatVector low = k.fma(MINUS_PI_LOW, middle);
        FloatVector top =
                low.blend(Coefficients.REMAINDER_TOP, low.compare(VectorOperators.GT, Coefficients.REMAINDER_TOP));
        FloatVector r =
                top.blend(-Coefficients.REMAINDER_TOP, top.compare(VectorOperators.LT, -Coefficients.REMAINDER_TOP));
        FloatVector z = r.mul(r);
        FloatVector p = SIN_3.fma(z, SIN_2);
        p = p.fma(z, SIN_1);
        p = p.fma(z, SIN_0);
        return r.mul(z)
                .fma(p, r)
                .reinterpretAsInts()
                .lanewise(VectorOperators.XOR, flip)
                .reinterpretAsFloats();
    }

    private static FloatVector powerOfTwo(IntVector k) {
        return k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    private static FloatVector smallInteger(IntVector k) {
        return MINUS_ROUND.add(k.add(Coefficients.ROUND_BITS).reinterpretAsFloats());
    }

    /** 1 to 2, from the high 23 bits. */
    private static FloatVector unitInterval(IntVector word) {
        return word.lanewise(VectorOperators.LSHR, 9)
                .lanewise(VectorOperators.OR, Coefficients.ONE_BITS)
                .reinterpretAsFloats();
    }

    /**
     * The same bits, but as a result of a constant: so C2 of JDK 17 sees the exact class of the vector while it parses,
     * without which it may box it.
     */
    static FloatVector exact(FloatVector v) {
        return ZERO.blend(v, ALL);
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }
}

package io.yume.graph.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The formulas of {@link ScalarFunctions}, operation by operation, on the Vector API; the comments are there. */
final class VectorFunctions {

    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

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

    static FloatVector neg(FloatVector a) {
        return a.reinterpretAsInts()
                .lanewise(VectorOperators.XOR, Coefficients.SIGN)
                .reinterpretAsFloats();
    }

    static FloatVector abs(FloatVector a) {
        return a.reinterpretAsInts()
                .lanewise(VectorOperators.AND, ~Coefficients.SIGN)
                .reinterpretAsFloats();
    }

    static FloatVector exp(FloatVector x) {
        FloatVector top = x.blend(Coefficients.EXP_TOP, x.compare(VectorOperators.GT, Coefficients.EXP_TOP));
        FloatVector y = top.blend(Coefficients.EXP_BOTTOM, top.compare(VectorOperators.LT, Coefficients.EXP_BOTTOM));
        FloatVector rounded = y.fma(constant(Coefficients.LOG2_E), constant(Coefficients.ROUND));
        IntVector k = rounded.reinterpretAsInts().sub(Coefficients.ROUND_BITS);
        FloatVector p = expm1Reduced(y, rounded.sub(Coefficients.ROUND)).add(1f);
        IntVector half = k.lanewise(VectorOperators.ASHR, 1);
        return p.mul(powerOfTwo(half)).mul(powerOfTwo(k.sub(half)));
    }

    static FloatVector log(FloatVector x) {
        var subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        FloatVector scaled = x.blend(x.mul(Coefficients.SUBNORMAL_SCALE), subnormal);
        FloatVector shift = constant(0f).blend(Coefficients.SUBNORMAL_EXPONENT, subnormal);
        IntVector bits = scaled.reinterpretAsInts();
        IntVector above = bits.sub(Coefficients.SQRT_HALF_BITS);
        FloatVector k = smallInteger(above.lanewise(VectorOperators.ASHR, 23)).sub(shift);
        FloatVector f = bits.sub(above.lanewise(VectorOperators.AND, Coefficients.EXPONENT))
                .reinterpretAsFloats()
                .sub(1f);
        return logSpecials(x, logReduced(f, k, constant(0f)));
    }

    static FloatVector log1p(FloatVector x) {
        return logSpecials(x.add(1f), log1pFinite(x));
    }

    static FloatVector sigmoid(FloatVector x) {
        return constant(1f).div(exp(neg(x)).add(1f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector size = abs(x);
        FloatVector clipped =
                size.blend(Coefficients.TANH_TOP, size.compare(VectorOperators.GT, Coefficients.TANH_TOP));
        FloatVector y = clipped.add(clipped);
        FloatVector rounded = y.fma(constant(Coefficients.LOG2_E), constant(Coefficients.ROUND));
        IntVector k = rounded.reinterpretAsInts().sub(Coefficients.ROUND_BITS);
        FloatVector scale = powerOfTwo(k);
        FloatVector e = scale.fma(expm1Reduced(y, rounded.sub(Coefficients.ROUND)), scale.sub(1f));
        FloatVector t = e.div(e.add(2f));
        return t.reinterpretAsInts()
                .lanewise(VectorOperators.OR, x.reinterpretAsInts().lanewise(VectorOperators.AND, Coefficients.SIGN))
                .reinterpretAsFloats();
    }

    static FloatVector softplus(FloatVector x) {
        FloatVector positive = constant(0f).blend(x, x.compare(VectorOperators.GT, 0f));
        return positive.add(log1pFinite(exp(neg(abs(x)))));
    }

    static FloatVector sin(FloatVector x) {
        FloatVector rounded = x.fma(constant(Coefficients.INVERSE_PI), constant(Coefficients.ROUND));
        IntVector flip = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 31);
        return sinReduced(x, rounded.sub(Coefficients.ROUND), flip);
    }

    static FloatVector cos(FloatVector x) {
        FloatVector rounded =
                x.fma(constant(Coefficients.INVERSE_PI), constant(-0.5f)).add(Coefficients.ROUND);
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
        IntVector bits = high.fma(constant(0x1p16f), low).reinterpretAsInts();
        IntVector above = bits.sub(Coefficients.SQRT_HALF_BITS);
        FloatVector k = smallInteger(above.lanewise(VectorOperators.ASHR, 23)).sub(32f);
        FloatVector f = bits.sub(above.lanewise(VectorOperators.AND, Coefficients.EXPONENT))
                .reinterpretAsFloats()
                .sub(1f);
        return logReduced(f, k, constant(0f)).mul(-2f).lanewise(VectorOperators.SQRT);
    }

    static FloatVector halfTurn(IntVector word) {
        return unitInterval(word).sub(1.5f).add(0x1p-24f);
    }

    static FloatVector sinPi(FloatVector t) {
        FloatVector z = t.mul(t);
        FloatVector p = constant(Coefficients.SIN_PI_4).fma(z, constant(Coefficients.SIN_PI_3));
        p = p.fma(z, constant(Coefficients.SIN_PI_2));
        p = p.fma(z, constant(Coefficients.SIN_PI_1));
        p = p.fma(z, constant(Coefficients.SIN_PI_0));
        return p.mul(t);
    }

    static FloatVector signedCosPi(FloatVector t, IntVector word) {
        FloatVector z = t.mul(t);
        FloatVector p = constant(Coefficients.COS_PI_4).fma(z, constant(Coefficients.COS_PI_3));
        p = p.fma(z, constant(Coefficients.COS_PI_2));
        p = p.fma(z, constant(Coefficients.COS_PI_1));
        p = p.fma(z, constant(Coefficients.COS_PI_0));
        return p.fma(z, constant(1f))
                .reinterpretAsInts()
                .lanewise(VectorOperators.XOR, word.lanewise(VectorOperators.LSHL, 31))
                .reinterpretAsFloats();
    }

    static FloatVector uniform(IntVector word) {
        return unitInterval(word).sub(1f).add(0x1p-24f);
    }

    private static FloatVector expm1Reduced(FloatVector y, FloatVector k) {
        FloatVector minus = neg(k);
        FloatVector high = minus.fma(constant(Coefficients.LN2_HIGH), y);
        FloatVector r = minus.fma(constant(Coefficients.LN2_LOW), high);
        FloatVector p = constant(Coefficients.EXP_4).fma(r, constant(Coefficients.EXP_3));
        p = p.fma(r, constant(Coefficients.EXP_2));
        p = p.fma(r, constant(Coefficients.EXP_1));
        p = p.fma(r, constant(Coefficients.EXP_0));
        return r.mul(r).fma(p, r);
    }

    private static FloatVector log1pFinite(FloatVector x) {
        FloatVector u = x.add(1f);
        FloatVector back = u.sub(1f);
        FloatVector lost = constant(1f).sub(u.sub(back)).add(x.sub(back));
        IntVector bits = u.reinterpretAsInts();
        IntVector above = bits.sub(Coefficients.SQRT_HALF_BITS);
        IntVector exponent = above.lanewise(VectorOperators.AND, Coefficients.EXPONENT);
        FloatVector k = smallInteger(above.lanewise(VectorOperators.ASHR, 23));
        FloatVector f = bits.sub(exponent).reinterpretAsFloats().sub(1f);
        IntVector scale = IntVector.broadcast(INTS, Coefficients.ONE_BITS).sub(exponent);
        FloatVector scaledLost = lost.mul(scale.reinterpretAsFloats());
        return logReduced(f, k, scaledLost.mul(f.fma(f.sub(1f), constant(1f))));
    }

    private static FloatVector logReduced(FloatVector f, FloatVector k, FloatVector correction) {
        FloatVector p = constant(Coefficients.LOG_8).fma(f, constant(Coefficients.LOG_7));
        p = p.fma(f, constant(Coefficients.LOG_6));
        p = p.fma(f, constant(Coefficients.LOG_5));
        p = p.fma(f, constant(Coefficients.LOG_4));
        p = p.fma(f, constant(Coefficients.LOG_3));
        p = p.fma(f, constant(Coefficients.LOG_2));
        p = p.fma(f, constant(Coefficients.LOG_1));
        p = p.fma(f, constant(Coefficients.LOG_0));
        FloatVector small = k.fma(constant(Coefficients.LN2_LOW), correction);
        FloatVector curve = f.mul(f).fma(f.fma(p, constant(-0.5f)), small);
        return k.fma(constant(Coefficients.LN2_HIGH), f.add(curve));
    }

    private static FloatVector logSpecials(FloatVector x, FloatVector result) {
        return x.blend(result, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY))
                .blend(Float.NaN, x.compare(VectorOperators.LT, 0f))
                .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    }

    private static FloatVector sinReduced(FloatVector x, FloatVector k, IntVector flip) {
        FloatVector minus = neg(k);
        FloatVector high = minus.fma(constant(Coefficients.PI_HIGH), x);
        FloatVector middle = minus.fma(constant(Coefficients.PI_MIDDLE), high);
        FloatVector low = minus.fma(constant(Coefficients.PI_LOW), middle);
        FloatVector top =
                low.blend(Coefficients.REMAINDER_TOP, low.compare(VectorOperators.GT, Coefficients.REMAINDER_TOP));
        FloatVector r =
                top.blend(-Coefficients.REMAINDER_TOP, top.compare(VectorOperators.LT, -Coefficients.REMAINDER_TOP));
        FloatVector z = r.mul(r);
        FloatVector p = constant(Coefficients.SIN_3).fma(z, constant(Coefficients.SIN_2));
        p = p.fma(z, constant(Coefficients.SIN_1));
        p = p.fma(z, constant(Coefficients.SIN_0));
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
        return k.add(Coefficients.ROUND_BITS).reinterpretAsFloats().sub(Coefficients.ROUND);
    }

    /** 1 to 2, from the high 23 bits. */
    private static FloatVector unitInterval(IntVector word) {
        return word.lanewise(VectorOperators.LSHR, 9)
                .lanewise(VectorOperators.OR, Coefficients.ONE_BITS)
                .reinterpretAsFloats();
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }
}

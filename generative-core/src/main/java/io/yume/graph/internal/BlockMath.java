package io.yume.graph.internal;

/**
 * Element-wise arithmetic over short heap arrays that stay in the first-level cache. Two implementations, one on the
 * Vector API and one in scalar code, give the same bits: both use only fused multiply-add, multiply, add, divide,
 * square root, compare, blend and integer operations, in the same order. ({@code lanewise(EXP)} and its kin give other
 * bits before and after JIT compilation.)
 *
 * <p>All methods work on elements {@code 0 .. n-1}; {@code out} may be one of the inputs.
 */
public interface BlockMath {

    /** Elements per block: four arrays of it fit in a 32 KiB cache. */
    int BLOCK = 1024;

    /** {@code a + b}. */
    void add(float[] a, float[] b, float[] out, int n);

    /** {@code a - b}. */
    void sub(float[] a, float[] b, float[] out, int n);

    /** {@code a * b}. */
    void mul(float[] a, float[] b, float[] out, int n);

    /** {@code a / b}. */
    void div(float[] a, float[] b, float[] out, int n);

    /** The larger one; NaN if either is NaN. */
    void max(float[] a, float[] b, float[] out, int n);

    /** The smaller one; NaN if either is NaN. */
    void min(float[] a, float[] b, float[] out, int n);

    /** {@code a * b + c}, rounded once. */
    void fma(float[] a, float[] b, float[] c, float[] out, int n);

    /** 1 where {@code a > b}, else 0. */
    void greater(float[] a, float[] b, float[] out, int n);

    /** 1 where {@code a >= b}, else 0. */
    void greaterOrEqual(float[] a, float[] b, float[] out, int n);

    /** 1 where {@code a == b}, else 0. */
    void equal(float[] a, float[] b, float[] out, int n);

    /** {@code yes} where {@code condition != 0}, else {@code no}: the other branch may be NaN or infinite. */
    void select(float[] condition, float[] yes, float[] no, float[] out, int n);

    /** {@code -a}. */
    void neg(float[] a, float[] out, int n);

    /** {@code |a|}. */
    void abs(float[] a, float[] out, int n);

    /** -1, 0 or 1; NaN stays NaN. */
    void sign(float[] a, float[] out, int n);

    /** {@code sqrt(a)}, correctly rounded. */
    void sqrt(float[] a, float[] out, int n);

    /** {@code 1 / a}. */
    void reciprocal(float[] a, float[] out, int n);

    /** {@code exp(a)}: 0 below the range, infinity above it, NaN stays NaN. */
    void exp(float[] a, float[] out, int n);

    /** Natural logarithm: -infinity at 0, NaN below 0. */
    void log(float[] a, float[] out, int n);

    /** {@code log(1 + a)}, accurate near 0. */
    void log1p(float[] a, float[] out, int n);

    /** {@code 1 / (1 + exp(-a))}, without overflow. */
    void sigmoid(float[] a, float[] out, int n);

    /** Hyperbolic tangent, accurate near 0. */
    void tanh(float[] a, float[] out, int n);

    /** {@code log(1 + exp(a))}, without overflow. */
    void softplus(float[] a, float[] out, int n);

    /** Sine; accurate for {@code |a| <= 1e4}. */
    void sin(float[] a, float[] out, int n);

    /** Cosine; accurate for {@code |a| <= 1e4}. */
    void cos(float[] a, float[] out, int n);

    /** Sum in a fixed order: 16 interleaved partial sums (element i goes to sum i mod 16), then a tree of halves. */
    float sum(float[] a, int n);

    /** Largest element; NaN if one is NaN; {@code n >= 1}. */
    float max(float[] a, int n);

    /**
     * Uniform draws in (0, 1), never 0 or 1: elements {@code first .. first+n-1} of the stream that {@code (key, step)}
     * names. Philox4x32-10 (Salmon et al., 2011) with key {@code key} and counter {@code (first/4 + i, step)}; where a
     * block is cut does not change a draw.
     */
    void uniform(float[] out, int offset, int n, long key, long step, int first);

    /** Standard normal draws, with the same contract as {@link #uniform}. */
    void normal(float[] out, int offset, int n, long key, long step, int first);

    /** The fastest implementation that this JVM can run. */
    static BlockMath best() {
        return BlockMaths.BEST;
    }

    /** The implementation in plain Java. */
    static BlockMath scalar() {
        return BlockMaths.SCALAR;
    }
}

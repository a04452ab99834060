package io.yume.graph.internal;

/**
 * The arithmetic of optimisers on a block of a flat vector, in two implementations that give the same bits, as those of
 * {@link BlockMath} do.
 *
 * <p>Parameters {@code p} and gradients {@code g} are blocks: elements {@code 0 .. n-1}. State is a whole vector, of which
 * elements {@code at .. at+n-1} belong to the block.
 *
 * <p>State whose magnitude falls below {@link #NEGLIGIBLE} becomes zero. Where a gradient stays zero (a unit that never
 * fires, a pixel that is always black) averages would else decay into subnormal numbers, stay there, and make an update
 * several times slower.
 */
public interface UpdateMath {

    /** Partial sums of {@link #addSquares}. */
    int PARTIALS = ScalarBlockMath.PARTIALS;

    /** 2<sup>-120</sup>: another factor of 2<sup>-6</sup> and a number is subnormal. */
    float NEGLIGIBLE = 0x1p-120f;

    /** Adds {@code g[i]^2}, rounded once, to partial sum {@code i mod 16}, in the order of the elements. */
    void addSquares(float[] g, int n, float[] sums);

    /**
     * Adam (Kingma and Ba, 2015): {@code m = b1 m + (1-b1) g}, {@code v = b2 v + (1-b2) g^2},
     * {@code p -= rate * m / (sqrt(v) * vScale + epsilon)}, where the caller puts the bias corrections into {@code rate}
     * and {@code vScale}.
     */
    void adam(
            float[] p,
            float[] g,
            float[] m,
            float[] v,
            int at,
            int n,
            float rate,
            float b1,
            float b2,
            float vScale,
            float epsilon);

    /** RMSProp's direction in place of the gradient: {@code v = b v + (1-b) g^2}, {@code g = g / (sqrt(v) + epsilon)}. */
    void normalize(float[] g, float[] v, int at, int n, float b, float epsilon);

    /**
     * The same with the variance in place of the mean square: {@code m = b m + (1-b) g},
     * {@code g = g / (sqrt(max(v - m^2, 0)) + epsilon)}.
     */
    void normalizeCentered(float[] g, float[] v, float[] m, int at, int n, float b, float epsilon);

    /**
     * Momentum in place of the direction {@code g}: {@code v = mu v + g}, then {@code g = v}, or with Nesterov's look ahead
     * {@code g = g + mu v}.
     */
    void momentum(float[] g, float[] v, int at, int n, float mu, boolean nesterov);

    /** {@code p -= rate * direction}; the direction may be {@code p} itself, which decays it. */
    void step(float[] p, float[] direction, int n, float rate);

    /** The fastest implementation that this JVM can run. */
    static UpdateMath best() {
        return BlockMaths.BEST_UPDATE;
    }

    /** The implementation in plain Java. */
    static UpdateMath scalar() {
        return BlockMaths.SCALAR_UPDATE;
    }
}

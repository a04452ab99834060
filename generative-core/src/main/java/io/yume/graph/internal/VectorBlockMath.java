package io.yume.graph.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link BlockMath} on the Vector API. Elements beyond the last full vector take the scalar formulas, which give the
 * same bits.
 */
final class VectorBlockMath implements BlockMath {

    private static final VectorSpecies<Float> FLOATS = VectorFunctions.FLOATS;
    private static final int LANES = FLOATS.length();

    @Override
    public void add(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(a, i).add(load(b, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = a[i] + b[i];
        }
    }

    @Override
    public void sub(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(a, i).sub(load(b, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = a[i] - b[i];
        }
    }

    @Override
    public void mul(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(a, i).mul(load(b, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = a[i] * b[i];
        }
    }

    @Override
    public void div(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(a, i).div(load(b, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = a[i] / b[i];
        }
    }

    @Override
    public void max(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.max(load(a, i), load(b, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.max(a[i], b[i]);
        }
    }

    @Override
    public void min(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.min(load(a, i), load(b, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.min(a[i], b[i]);
        }
    }

    @Override
    public void fma(float[] a, float[] b, float[] c, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(a, i).fma(load(b, i), load(c, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = Math.fma(a[i], b[i], c[i]);
        }
    }

    @Override
    public void greater(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            FloatVector.zero(FLOATS)
                    .blend(1f, load(a, i).compare(VectorOperators.GT, load(b, i)))
                    .intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = a[i] > b[i] ? 1f : 0f;
        }
    }

    @Override
    public void greaterOrEqual(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            FloatVector.zero(FLOATS)
                    .blend(1f, load(a, i).compare(VectorOperators.GE, load(b, i)))
                    .intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = a[i] >= b[i] ? 1f : 0f;
        }
    }

    @Override
    public void equal(float[] a, float[] b, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            FloatVector.zero(FLOATS)
                    .blend(1f, load(a, i).compare(VectorOperators.EQ, load(b, i)))
                    .intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = a[i] == b[i] ? 1f : 0f;
        }
    }

    @Override
    public void select(float[] condition, float[] yes, float[] no, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(yes, i)
                    .blend(load(no, i), load(condition, i).compare(VectorOperators.EQ, 0f))
                    .intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = condition[i] == 0f ? no[i] : yes[i];
        }
    }

    @Override
    public void neg(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(a, i).lanewise(VectorOperators.NEG).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = -a[i];
        }
    }

    @Override
    public void abs(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(a, i).lanewise(VectorOperators.ABS).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = Math.abs(a[i]);
        }
    }

    @Override
    public void sign(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.sign(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.sign(a[i]);
        }
    }

    @Override
    public void sqrt(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            load(a, i).lanewise(VectorOperators.SQRT).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = (float) Math.sqrt(a[i]);
        }
    }

    @Override
    public void reciprocal(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            FloatVector.broadcast(FLOATS, 1f).div(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = 1f / a[i];
        }
    }

    @Override
    public void exp(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.exp(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.exp(a[i]);
        }
    }

    @Override
    public void log(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.log(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.log(a[i]);
        }
    }

    @Override
    public void log1p(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.log1p(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.log1p(a[i]);
        }
    }

    @Override
    public void sigmoid(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.sigmoid(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.sigmoid(a[i]);
        }
    }

    @Override
    public void tanh(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.tanh(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.tanh(a[i]);
        }
    }

    @Override
    public void softplus(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.softplus(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.softplus(a[i]);
        }
    }

    @Override
    public void sin(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.sin(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.sin(a[i]);
        }
    }

    @Override
    public void cos(float[] a, float[] out, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += LANES) {
            VectorFunctions.cos(load(a, i)).intoArray(out, i);
        }
        for (; i < n; i++) {
            out[i] = ScalarFunctions.cos(a[i]);
        }
    }

    @Override
    public float sum(float[] a, int n) {
        if (LANES > ScalarBlockMath.PARTIALS) {
            return BlockMaths.SCALAR.sum(a, n);
        }
        float[] partial = new float[ScalarBlockMath.PARTIALS];
        int bound = n - n % ScalarBlockMath.PARTIALS;
        // One column of partial sums per vector: 16 lanes need one, 8 need two, 4 need four.
        for (int column = 0; column < ScalarBlockMath.PARTIALS; column += LANES) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = column; i < bound; i += ScalarBlockMath.PARTIALS) {
                sum = sum.add(load(a, i));
            }
            sum.intoArray(partial, column);
        }
        return ScalarBlockMath.finishSum(partial, a, bound, n);
    }

    @Override
    public float max(float[] a, int n) {
        int bound = FLOATS.loopBound(n);
        FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < bound; i += LANES) {
            largest = VectorFunctions.max(largest, load(a, i));
        }
        return ScalarBlockMath.maxFrom(largest.reduceLanes(VectorOperators.MAX), a, bound, n);
    }

    @Override
    public void uniform(float[] out, int offset, int n, long key, long step, int first) {
        VectorPhilox.fill(out, offset, n, key, step, first, false);
    }

    @Override
    public void normal(float[] out, int offset, int n, long key, long step, int first) {
        VectorPhilox.fill(out, offset, n, key, step, first, true);
    }

    private static FloatVector load(float[] a, int i) {
        return FloatVector.fromArray(FLOATS, a, i);
    }
}

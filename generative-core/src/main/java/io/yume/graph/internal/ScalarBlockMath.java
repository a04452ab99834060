package io.yume.graph.internal;

/** {@link BlockMath} in plain Java. */
final class ScalarBlockMath implements BlockMath {

    /** Number of interleaved partial sums. */
    static final int PARTIALS = 16;

    @Override
    public void add(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] + b[i];
        }
    }

    @Override
    public void sub(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] - b[i];
        }
    }

    @Override
    public void mul(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] * b[i];
        }
    }

    @Override
    public void div(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] / b[i];
        }
    }

    @Override
    public void max(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.max(a[i], b[i]);
        }
    }

    @Override
    public void min(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.min(a[i], b[i]);
        }
    }

    @Override
    public void fma(float[] a, float[] b, float[] c, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Math.fma(a[i], b[i], c[i]);
        }
    }

    @Override
    public void greater(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] > b[i] ? 1f : 0f;
        }
    }

    @Override
    public void greaterOrEqual(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] >= b[i] ? 1f : 0f;
        }
    }

    @Override
    public void equal(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] == b[i] ? 1f : 0f;
        }
    }

    @Override
    public void select(float[] condition, float[] yes, float[] no, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = condition[i] == 0f ? no[i] : yes[i];
        }
    }

    @Override
    public void neg(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = -a[i];
        }
    }

    @Override
    public void abs(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Math.abs(a[i]);
        }
    }

    @Override
    public void sign(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.sign(a[i]);
        }
    }

    @Override
    public void sqrt(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.sqrt(a[i]);
        }
    }

    @Override
    public void reciprocal(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = 1f / a[i];
        }
    }

    @Override
    public void exp(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.exp(a[i]);
        }
    }

    @Override
    public void log(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.log(a[i]);
        }
    }

    @Override
    public void log1p(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.log1p(a[i]);
        }
    }

    @Override
    public void sigmoid(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.sigmoid(a[i]);
        }
    }

    @Override
    public void tanh(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.tanh(a[i]);
        }
    }

    @Override
    public void softplus(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.softplus(a[i]);
        }
    }

    @Override
    public void sin(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.sin(a[i]);
        }
    }

    @Override
    public void cos(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = ScalarFunctions.cos(a[i]);
        }
    }

    @Override
    public float sum(float[] a, int n) {
        float[] partial = new float[PARTIALS];
        int bound = n - n % PARTIALS;
        for (int i = 0; i < bound; i += PARTIALS) {
            for (int lane = 0; lane < PARTIALS; lane++) {
                partial[lane] += a[i + lane];
            }
        }
        return finishSum(partial, a, bound, n);
    }

    /** Adds the elements from {@code bound}, a multiple of 16, and then the partial sums as a tree of halves. */
    static float finishSum(float[] partial, float[] a, int bound, int n) {
        for (int i = bound; i < n; i++) {
            partial[i - bound] += a[i];
        }
        for (int half = PARTIALS / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                partial[lane] += partial[lane + half];
            }
        }
        return partial[0];
    }

    @Override
    public float max(float[] a, int n) {
        return maxFrom(Float.NEGATIVE_INFINITY, a, 0, n);
    }

    /** The largest of {@code start} and the elements from {@code from}; a zero is always +0, whatever the order. */
    static float maxFrom(float start, float[] a, int from, int n) {
        float largest = start;
        for (int i = from; i < n; i++) {
            largest = ScalarFunctions.max(largest, a[i]);
        }
        return largest + 0f;
    }

    @Override
    public void uniform(float[] out, int offset, int n, long key, long step, int first) {
        Philox.fill(out, (long) offset - first, first, (long) first + n, key, step, false);
    }

    @Override
    public void normal(float[] out, int offset, int n, long key, long step, int first) {
        Philox.fill(out, (long) offset - first, first, (long) first + n, key, step, true);
    }
}

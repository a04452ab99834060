package io.yume.graph.internal;

/** {@link UpdateMath} in plain Java; the vector form takes its rests from the methods with a {@code from}. */
final class ScalarUpdateMath implements UpdateMath {

    @Override
    public void addSquares(float[] g, int n, float[] sums) {
        addSquares(0, g, n, sums);
    }

    /** From a multiple of 16 on. */
    static void addSquares(int from, float[] g, int n, float[] sums) {
        for (int i = from; i < n; i++) {
            sums[i % PARTIALS] = Math.fma(g[i], g[i], sums[i % PARTIALS]);
        }
    }

    @Override
    public void adam(
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
            float epsilon) {
        adam(0, p, g, m, v, at, n, rate, b1, b2, vScale, epsilon);
    }

    static void adam(
            int from,
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
            float epsilon) {
        float c1 = 1f - b1;
        float c2 = 1f - b2;
        for (int i = from; i < n; i++) {
            float mean = flushed(Math.fma(m[at + i], b1, g[i] * c1));
            float square = flushed(Math.fma(g[i] * c2, g[i], v[at + i] * b2));
            m[at + i] = mean;
            v[at + i] = square;
            float scale = Math.fma((float) Math.sqrt(square), vScale, epsilon);
            p[i] = Math.fma(mean / scale, -rate, p[i]);
        }
    }

    @Override
    public void normalize(float[] g, float[] v, int at, int n, float b, float epsilon) {
        normalize(0, g, v, at, n, b, epsilon);
    }

    static void normalize(int from, float[] g, float[] v, int at, int n, float b, float epsilon) {
        float c = 1f - b;
        for (int i = from; i < n; i++) {
            float square = flushed(Math.fma(g[i] * c, g[i], v[at + i] * b));
            v[at + i] = square;
            g[i] = g[i] / ((float) Math.sqrt(square) + epsilon);
        }
    }

    @Override
    public void normalizeCentered(float[] g, float[] v, float[] m, int at, int n, float b, float epsilon) {
        normalizeCentered(0, g, v, m, at, n, b, epsilon);
    }

    static void normalizeCentered(int from, float[] g, float[] v, float[] m, int at, int n, float b, float epsilon) {
        float c = 1f - b;
        for (int i = from; i < n; i++) {
            float square = flushed(Math.fma(g[i] * c, g[i], v[at + i] * b));
            float mean = flushed(Math.fma(m[at + i], b, g[i] * c));
            v[at + i] = square;
            m[at + i] = mean;
            float variance = ScalarFunctions.max(Math.fma(-mean, mean, square), 0f);
            g[i] = g[i] / ((float) Math.sqrt(variance) + epsilon);
        }
    }

    @Override
    public void momentum(float[] g, float[] v, int at, int n, float mu, boolean nesterov) {
        momentum(0, g, v, at, n, mu, nesterov);
    }

    static void momentum(int from, float[] g, float[] v, int at, int n, float mu, boolean nesterov) {
        for (int i = from; i < n; i++) {
            float velocity = flushed(Math.fma(v[at + i], mu, g[i]));
            v[at + i] = velocity;
            g[i] = nesterov ? Math.fma(velocity, mu, g[i]) : velocity;
        }
    }

    @Override
    public void step(float[] p, float[] direction, int n, float rate) {
        step(0, p, direction, n, rate);
    }

    static void step(int from, float[] p, float[] direction, int n, float rate) {
        for (int i = from; i < n; i++) {
            p[i] = Math.fma(direction[i], -rate, p[i]);
        }
    }

    private static float flushed(float x) {
        return Math.abs(x) < NEGLIGIBLE ? 0f : x;
    }
}

package io.yume.agent.evolution;

import java.util.Arrays;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix: Householder reduction to tridiagonal form, then implicit QR
 * steps with Wilkinson's shift (Golub and Van Loan, "Matrix Computations", chapter 8). One thread and a fixed order of
 * operations, so equal input gives equal bits; all inner loops run along rows, which the compiler vectorises.
 *
 * @param values eigenvalues, in no particular order: {@code [n]}
 * @param vectors orthonormal eigenvectors as rows: {@code [n, n]}, row-major
 */
record SymmetricEigen(double[] values, double[] vectors) {

    private static final double EPSILON = Math.ulp(1.0);
    private static final int STEPS_PER_VALUE = 60;

    /**
     * Decomposes a matrix.
     *
     * @param matrix {@code [n, n]}, row-major, symmetric; left as it is
     * @throws ArithmeticException if an element is not finite
     */
    static SymmetricEigen of(double[] matrix, int n) {
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = Arrays.copyOfRange(matrix, i * n, (i + 1) * n);
            for (double element : a[i]) {
                if (!Double.isFinite(element)) {
                    throw new ArithmeticException("matrix must be finite: row=" + i + ", element=" + element);
                }
            }
        }
        double[] diagonal = new double[n];
        double[] off = new double[Math.max(0, n - 1)];
        double[][] rows = tridiagonalise(a, diagonal, off);
        diagonalise(diagonal, off, rows);
        double[] vectors = new double[n * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows[i], 0, vectors, i * n, n);
        }
        return new SymmetricEigen(diagonal, vectors);
    }

    /** Reduces {@code a} by reflections, and returns the transposed product of the reflections. */
    private static double[][] tridiagonalise(double[][] a, double[] diagonal, double[] off) {
        int n = a.length;
        double[][] reflections = new double[n][];
        double[] w = new double[n];
        for (int k = 0; k < n - 2; k++) {
            double[] v = reflection(a[k], k + 1);
            off[k] = v == null ? a[k][k + 1] : v[k];
            if (v == null) {
                continue;
            }
            v[k] = 0;
            reflections[k] = v;
            // v has length sqrt(2), so the reflection is I - v v'.
            Arrays.fill(w, 0);
            for (int i = k + 1; i < n; i++) {
                addScaled(w, v[i], a[i], k + 1);
            }
            addScaled(w, -dot(w, v, k + 1) / 2, v, k + 1);
            for (int i = k + 1; i < n; i++) {
                subtractPair(a[i], v[i], w, w[i], v, k + 1);
            }
        }
        for (int i = 0; i < n; i++) {
            diagonal[i] = a[i][i];
        }
        if (n >= 2) {
            off[n - 2] = a[n - 2][n - 1];
        }
        return transposedProduct(reflections);
    }

    /**
     * A vector v of length sqrt(2) such that I - v v' maps {@code x[from..]} onto a multiple of its first axis; that
     * multiple is left in {@code v[from - 1]}. Null if x is such a multiple already.
     */
    private static double[] reflection(double[] x, int from) {
        int n = x.length;
        double scale = 0;
        for (int i = from + 1; i < n; i++) {
            scale = Math.max(scale, Math.abs(x[i]));
        }
        if (scale == 0) {
            return null;
        }
        scale = Math.max(scale, Math.abs(x[from]));
        double[] v = new double[n];
        double squares = 0;
        for (int i = from; i < n; i++) {
            v[i] = x[i] / scale;
            squares += v[i] * v[i];
        }
        double length = -Math.copySign(Math.sqrt(squares), v[from]);
        double norm = Math.sqrt(squares - v[from] * length);
        v[from] -= length;
        for (int i = from; i < n; i++) {
            v[i] /= norm;
        }
        v[from - 1] = length * scale;
        return v;
    }

    private static double[][] transposedProduct(double[][] reflections) {
        int n = reflections.length;
        double[][] product = new double[n][n];
        for (int i = 0; i < n; i++) {
            product[i][i] = 1;
        }
        double[] s = new double[n];
        for (int k = n - 3; k >= 0; k--) {
            double[] v = reflections[k];
            if (v == null) {
                continue;
            }
            Arrays.fill(s, 0);
            for (int i = k + 1; i < n; i++) {
                addScaled(s, v[i], product[i], k + 1);
            }
            for (int i = k + 1; i < n; i++) {
                addScaled(product[i], -v[i], s, k + 1);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double swap = product[i][j];
                product[i][j] = product[j][i];
                product[j][i] = swap;
            }
        }
        return product;
    }

    private static void diagonalise(double[] d, double[] e, double[][] rows) {
        int hi = d.length - 1;
        long steps = (long) STEPS_PER_VALUE * d.length;
        while (hi > 0) {
            if (negligible(d, e, hi - 1)) {
                hi--;
                continue;
            }
            if (steps-- == 0) {
                throw new ArithmeticException("eigenvalue iteration did not converge: n=" + d.length);
            }
            int lo = hi - 1;
            while (lo > 0 && !negligible(d, e, lo - 1)) {
                lo--;
            }
            step(d, e, rows, lo, hi);
        }
    }

    private static boolean negligible(double[] d, double[] e, int k) {
        if (Math.abs(e[k]) > EPSILON * (Math.abs(d[k]) + Math.abs(d[k + 1]))) {
            return false;
        }
        e[k] = 0;
        return true;
    }

    /** One QR step on the block {@code lo..hi}, chasing the bulge downwards. */
    private static void step(double[] d, double[] e, double[][] rows, int lo, int hi) {
        double half = (d[hi - 1] - d[hi]) / 2;
        double corner = e[hi - 1];
        double root = Math.copySign(StrictMath.hypot(half, corner), half);
        double shift = d[hi] - corner * (corner / (half + root));
        double x = d[lo] - shift;
        double bulge = e[lo];
        for (int k = lo; k < hi; k++) {
            double r = StrictMath.hypot(x, bulge);
            double c = r == 0 ? 1 : x / r;
            double s = r == 0 ? 0 : bulge / r;
            if (k > lo) {
                e[k - 1] = r;
            }
            double above = d[k];
            double below = d[k + 1];
            double between = e[k];
            double cross = 2 * c * s * between;
            d[k] = c * c * above + cross + s * s * below;
            d[k + 1] = s * s * above - cross + c * c * below;
            e[k] = c * s * (below - above) + (c * c - s * s) * between;
            x = e[k];
            if (k < hi - 1) {
                bulge = s * e[k + 1];
                e[k + 1] *= c;
            }
            rotate(rows[k], rows[k + 1], c, s);
        }
    }

    private static void rotate(double[] first, double[] second, double c, double s) {
        for (int i = 0; i < first.length; i++) {
            double a = first[i];
            double b = second[i];
            first[i] = c * a + s * b;
            second[i] = c * b - s * a;
        }
    }

    private static void addScaled(double[] into, double factor, double[] row, int from) {
        for (int i = from; i < into.length; i++) {
            into[i] += factor * row[i];
        }
    }

    private static void subtractPair(double[] into, double p, double[] w, double q, double[] v, int from) {
        for (int i = from; i < into.length; i++) {
            into[i] -= p * w[i] + q * v[i];
        }
    }

    private static double dot(double[] a, double[] b, int from) {
        double sum = 0;
        for (int i = from; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

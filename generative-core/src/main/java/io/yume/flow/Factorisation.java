package io.yume.flow;

import io.yume.graph.Normals;
import io.yume.graph.Seed;

/**
 * A random rotation Q as {@code P L U}: a permutation, a lower triangular matrix with ones on its diagonal, and an
 * upper triangular matrix. Row-major.
 *
 * @param permutation P
 * @param lower L below its diagonal
 * @param upper U above its diagonal
 * @param diagonal of U
 */
@SuppressWarnings("ArrayRecordComponent")
record Factorisation(double[] permutation, double[] lower, double[] upper, double[] diagonal) {

    /** Gaussian elimination with the largest pivot of each column. */
    static Factorisation ofRotation(int n, Seed seed) {
        double[][] a = Normals.orthonormal(n, n, seed.split("rotation").generator());
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int j = 0; j < n; j++) {
            int pivot = j;
            for (int i = j + 1; i < n; i++) {
                pivot = Math.abs(a[i][j]) > Math.abs(a[pivot][j]) ? i : pivot;
            }
            double[] row = a[j];
            a[j] = a[pivot];
            a[pivot] = row;
            int index = order[j];
            order[j] = order[pivot];
            order[pivot] = index;
            for (int i = j + 1; i < n; i++) {
                a[i][j] /= a[j][j];
                for (int k = j + 1; k < n; k++) {
                    a[i][k] -= a[i][j] * a[j][k];
                }
            }
        }
        double[] permutation = new double[n * n];
        double[] lower = new double[n * n];
        double[] upper = new double[n * n];
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++) {
            permutation[order[i] * n + i] = 1;
            diagonal[i] = a[i][i];
            for (int k = 0; k < n; k++) {
                (k < i ? lower : upper)[i * n + k] = k == i ? 0 : a[i][k];
            }
        }
        return new Factorisation(permutation, lower, upper, diagonal);
    }
}

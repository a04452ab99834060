package io.yume.graph;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Normal numbers by Box and Muller (1958), by functions that give the same bits on every machine: for host-side draws. */
public final class Normals {

    private Normals() {}

    /** A normal number. */
    public static double next(SplittableRandom random) {
        double radius = radius(random);
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** How far from the origin a point of the plane is whose coordinates are normal numbers; its direction is drawn uniformly. */
    public static double radius(SplittableRandom random) {
        return Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    }

    /**
     * Orthonormal vectors, uniform over all such sets: normal ones, made orthogonal by Gram and Schmidt, twice for accuracy.
     *
     * @param count how many, at most as many as one is long
     */
    public static double[][] orthonormal(int count, int length, SplittableRandom random) {
        double[][] basis = new double[count][length];
        for (int i = 0; i < count; i++) {
            Arrays.setAll(basis[i], unused -> next(random));
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    subtract(basis[i], basis[j], dot(basis[i], basis[j]));
                }
            }
            double norm = Math.sqrt(dot(basis[i], basis[i]));
            double[] vector = basis[i];
            Arrays.setAll(vector, k -> vector[k] / norm);
        }
        return basis;
    }

    private static void subtract(double[] from, double[] direction, double times) {
        for (int k = 0; k < from.length; k++) {
            from[k] -= times * direction[k];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}

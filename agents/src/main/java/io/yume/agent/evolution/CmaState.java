package io.yume.agent.evolution;

import java.util.Arrays;

/**
 * Everything that changes during a {@link CmaEs} run: with the configuration and the seed it decides the rest of the run
 * to the last bit. With {@code n} parameters:
 *
 * @param generation how many generations have been told
 * @param evaluations how many losses have been told
 * @param sigma step size, {@code > 0}
 * @param mean mean of the distribution: {@code [n]}
 * @param pathSigma evolution path of the step size: {@code [n]}
 * @param pathCovariance evolution path of the covariance: {@code [n]}
 * @param covariance {@code [n, n]} row-major, or its diagonal {@code [n]} if separable
 * @param eigenVectors eigenvectors in use, as rows: {@code [n, n]}; empty if separable
 * @param eigenScales square roots of the eigenvalues in use: {@code [n]}
 * @param eigenGeneration the generation after which those were computed
 */
public record CmaState(
        long generation,
        long evaluations,
        double sigma,
        double[] mean,
        double[] pathSigma,
        double[] pathCovariance,
        double[] covariance,
        double[] eigenVectors,
        double[] eigenScales,
        long eigenGeneration) {

    /** @throws IllegalArgumentException if a counter is negative, a value not finite, or a shape does not fit */
    public CmaState {
        if (eigenGeneration < 0 || generation < eigenGeneration || evaluations < 0) {
            throw new IllegalArgumentException("counters must be >= 0 and eigenGeneration <= generation: generation="
                    + generation + ", evaluations=" + evaluations + ", eigenGeneration=" + eigenGeneration);
        }
        if (!(sigma > 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("sigma must be > 0 and finite: sigma=" + sigma);
        }
        int n = mean.length;
        boolean separable = eigenVectors.length == 0;
        int square = separable ? n : n * n;
        mean = checked("mean", mean, n);
        pathSigma = checked("pathSigma", pathSigma, n);
        pathCovariance = checked("pathCovariance", pathCovariance, n);
        covariance = checked("covariance", covariance, square);
        eigenVectors = checked("eigenVectors", eigenVectors, separable ? 0 : square);
        eigenScales = checked("eigenScales", eigenScales, n);
    }

    /** The start of a run around a mean: unit covariance and empty paths. */
    static CmaState initial(CmaConfig config, double[] mean) {
        int n = config.dimension();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] zeros = new double[n];
        double[] identity = config.separable() ? ones : new double[n * n];
        if (!config.separable()) {
            for (int i = 0; i < n; i++) {
                identity[i * n + i] = 1;
            }
        }
        double[] vectors = config.separable() ? new double[0] : identity;
        return new CmaState(0, 0, config.sigma0(), mean, zeros, zeros, identity, vectors, ones, 0);
    }

    private static double[] checked(String name, double[] values, int expected) {
        if (values.length != expected) {
            throw new IllegalArgumentException(
                    name + " shape must fit the mean: expected=[" + expected + "], actual=[" + values.length + "]");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(name + " must be finite: index=" + i + ", value=" + values[i]);
            }
        }
        return values.clone();
    }

    @Override
    public double[] mean() {
        return mean.clone();
    }

    @Override
    public double[] pathSigma() {
        return pathSigma.clone();
    }

    @Override
    public double[] pathCovariance() {
        return pathCovariance.clone();
    }

    @Override
    public double[] covariance() {
        return covariance.clone();
    }

    @Override
    public double[] eigenVectors() {
        return eigenVectors.clone();
    }

    @Override
    public double[] eigenScales() {
        return eigenScales.clone();
    }

    /** Equal if every number has the same bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CmaState that
                && generation == that.generation
                && evaluations == that.evaluations
                && eigenGeneration == that.eigenGeneration
                && Double.doubleToLongBits(sigma) == Double.doubleToLongBits(that.sigma)
                && Arrays.equals(mean, that.mean)
                && Arrays.equals(pathSigma, that.pathSigma)
                && Arrays.equals(pathCovariance, that.pathCovariance)
                && Arrays.equals(covariance, that.covariance)
                && Arrays.equals(eigenVectors, that.eigenVectors)
                && Arrays.equals(eigenScales, that.eigenScales);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(generation) + Double.hashCode(sigma) + 17 * Arrays.hashCode(mean);
    }

    @Override
    public String toString() {
        return "CmaState[generation=" + generation + ", evaluations=" + evaluations + ", sigma=" + sigma
                + ", dimension=" + mean.length + "]";
    }
}

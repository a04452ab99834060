package io.yume.agent.evolution;

import io.yume.graph.Seed;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The covariance matrix adaptation evolution strategy with ask and tell: it <b>minimises</b>, so negate a score. Active
 * covariance update, cumulative step-size adaptation, and the default parameters of N. Hansen, "The CMA Evolution
 * Strategy: A Tutorial" (2016, arXiv:1604.00772); the diagonal variant is R. Ros and N. Hansen, "A Simple Modification
 * in CMA-ES Achieving Linear Time and Space Complexity" (2008). The covariance is decomposed only every few
 * generations, which keeps thousands of parameters affordable.
 *
 * <p>Candidate k of generation g comes from a random stream of its own, keyed by (seed, g, k): {@link #ask} is a
 * function of the state alone, may be called any number of times or not at all, and a run resumed from a
 * {@link CmaState} at any point - between ask and tell too - repeats the bits of an undisturbed one.
 *
 * <p>Differences from the tutorial: candidates with equal losses share the average of their weights, so that the order
 * of candidates decides nothing; and a generation whose losses are all equal carries no information, so that it only
 * counts and leaves the distribution as it is. Not thread-safe.
 */
public final class CmaEs {

    /** Condition number at which the covariance gets a floor. */
    private static final double MAX_CONDITION = 1e14;

    /** No draw goes this many standard deviations far; so candidates stay finite where the distribution does. */
    private static final double MAX_DEVIATIONS = 1e3;

    private final CmaConfig config;
    private final CmaParameters parameters;
    private final Seed seed;
    private final int n;

    private final double[] mean;
    private final double[] pathSigma;
    private final double[] pathCovariance;
    private final double[] covariance;
    private double[] eigenVectors;
    private double[] eigenScales;
    private double sigma;
    private long generation;
    private long evaluations;
    private long eigenGeneration;

    private CmaEs(CmaConfig config, Seed seed, CmaState state) {
        this.config = config;
        this.parameters = CmaParameters.of(config);
        this.seed = seed;
        this.n = config.dimension();
        this.mean = state.mean();
        this.pathSigma = state.pathSigma();
        this.pathCovariance = state.pathCovariance();
        this.covariance = state.covariance();
        this.eigenVectors = state.eigenVectors();
        this.eigenScales = state.eigenScales();
        this.sigma = state.sigma();
        this.generation = state.generation();
        this.evaluations = state.evaluations();
        this.eigenGeneration = state.eigenGeneration();
    }

    /** Starts a run around zero. */
    public static CmaEs start(CmaConfig config, Seed seed) {
        return start(config, seed, new double[config.dimension()]);
    }

    /**
     * Starts a run around a mean.
     *
     * @throws IllegalArgumentException if the mean has another length than the dimension, or is not finite
     */
    public static CmaEs start(CmaConfig config, Seed seed, double[] mean) {
        requireDimension("mean", config, mean.length);
        return new CmaEs(config, seed, CmaState.initial(config, mean));
    }

    /**
     * Goes on from a state with the same bits, given the configuration and the seed of the run it comes from.
     *
     * @throws IllegalArgumentException if the state has another dimension or another kind of covariance
     */
    public static CmaEs resume(CmaConfig config, Seed seed, CmaState state) {
        requireDimension("state", config, state.mean().length);
        boolean separable = state.eigenVectors().length == 0;
        if (separable != config.separable()) {
            throw new IllegalArgumentException(
                    "state must have the covariance of the configuration: expected separable=" + config.separable()
                            + ", actual separable=" + separable);
        }
        return new CmaEs(config, seed, state);
    }

    private static void requireDimension(String name, CmaConfig config, int actual) {
        if (actual != config.dimension()) {
            throw new IllegalArgumentException(name + " shape must match the dimension: expected=[" + config.dimension()
                    + "], actual=[" + actual + "]");
        }
    }

    /** The candidates of the current generation: {@code [population][dimension]}, owned by the caller. */
    public double[][] ask() {
        double[][] candidates = new double[config.population()][];
        for (int k = 0; k < candidates.length; k++) {
            double[] candidate = step(draw(k));
            for (int i = 0; i < n; i++) {
                candidate[i] = mean[i] + sigma * candidate[i];
            }
            candidates[k] = candidate;
        }
        return candidates;
    }

    /**
     * Moves on by one generation.
     *
     * @param losses one finite loss per candidate of {@link #ask}, in its order; lower is better
     * @throws IllegalArgumentException if there is not one loss per candidate, or a loss is NaN or infinite; the state
     *     stays as it was
     * @throws ArithmeticException if the distribution leaves the range of double arithmetic, as it does where the loss
     *     has no lower bound; this object is then of no further use
     */
    public void tell(double[] losses) {
        requireLosses(losses);
        evaluations += losses.length;
        if (!allEqual(losses)) {
            adapt(tiedWeights(losses));
        }
        generation++;
        if (generation - eigenGeneration >= parameters.eigenGap()) {
            decompose();
        }
        requireFinite();
    }

    private void requireLosses(double[] losses) {
        if (losses.length != config.population()) {
            throw new IllegalArgumentException("losses must hold one value per candidate: expected=["
                    + config.population() + "], actual=[" + losses.length + "]");
        }
        for (int k = 0; k < losses.length; k++) {
            if (!Double.isFinite(losses[k])) {
                throw new IllegalArgumentException(
                        "loss must be finite: generation=" + generation + ", candidate=" + k + ", loss=" + losses[k]);
            }
        }
    }

    private static boolean allEqual(double[] losses) {
        for (double loss : losses) {
            if (loss != losses[0]) {
                return false;
            }
        }
        return true;
    }

    /** The recombination weight of each candidate for the mean (positive) and for the covariance. */
    private record Weights(double[] mean, double[] covariance) {}

    private Weights tiedWeights(double[] losses) {
        int population = losses.length;
        Integer[] order = new Integer[population];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, Comparator.comparingDouble(k -> losses[k]));
        double[] forMean = new double[population];
        double[] forCovariance = new double[population];
        for (int from = 0; from < population; ) {
            int to = from;
            double all = 0;
            double positive = 0;
            while (to < population && losses[order[to]] == losses[order[from]]) {
                all += parameters.weights()[to];
                positive += Math.max(0, parameters.weights()[to]);
                to++;
            }
            for (int rank = from; rank < to; rank++) {
                forMean[order[rank]] = positive / (to - from);
                forCovariance[order[rank]] = all / (to - from);
            }
            from = to;
        }
        return new Weights(forMean, forCovariance);
    }

    private void adapt(Weights weights) {
        int population = config.population();
        double[][] draws = new double[population][];
        double[][] steps = new double[population][];
        double[] meanDraw = new double[n];
        double[] meanStep = new double[n];
        double squares = 0;
        for (int k = 0; k < population; k++) {
            draws[k] = draw(k);
            steps[k] = step(draws[k]);
            addScaled(meanDraw, weights.mean()[k], draws[k]);
            addScaled(meanStep, weights.mean()[k], steps[k]);
            squares += weights.mean()[k] * weights.mean()[k];
        }
        // Equals the tutorial's constant unless losses tie; so the paths keep their scale under neutral selection.
        double mass = 1 / squares;
        addScaled(mean, sigma, meanStep);

        double cs = parameters.pathSigmaRate();
        double[] whitened = rotate(meanDraw);
        scale(pathSigma, 1 - cs);
        addScaled(pathSigma, Math.sqrt(cs * (2 - cs) * mass), whitened);
        double norm = Math.sqrt(squaredNorm(pathSigma));
        double settled = Math.sqrt(1 - StrictMath.pow(1 - cs, 2.0 * (generation + 1)));
        boolean growing = norm / settled < (1.4 + 2.0 / (n + 1)) * parameters.expectedNorm();

        double cc = parameters.pathCovarianceRate();
        scale(pathCovariance, 1 - cc);
        if (growing) {
            addScaled(pathCovariance, Math.sqrt(cc * (2 - cc) * mass), meanStep);
        }
        updateCovariance(weights.covariance(), draws, steps, growing);
        sigma *= StrictMath.exp(cs / parameters.damping() * (norm / parameters.expectedNorm() - 1));
    }

    private void updateCovariance(double[] weights, double[][] draws, double[][] steps, boolean growing) {
        double c1 = parameters.rankOneRate();
        double cmu = parameters.rankMuRate();
        double cc = parameters.pathCovarianceRate();
        double[] scaled = new double[weights.length];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            sum += weights[k];
            // A negative weight takes out the direction, however long the step was.
            scaled[k] = cmu * weights[k] * (weights[k] >= 0 ? 1 : n / squaredNorm(draws[k]));
        }
        double keep = 1 - c1 - cmu * sum + (growing ? 0 : c1 * cc * (2 - cc));
        if (config.separable()) {
            for (int i = 0; i < n; i++) {
                double value = keep * covariance[i] + c1 * pathCovariance[i] * pathCovariance[i];
                for (int k = 0; k < steps.length; k++) {
                    value += scaled[k] * steps[k][i] * steps[k][i];
                }
                covariance[i] = value;
            }
            return;
        }
        double[] row = new double[n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(covariance, i * n, row, 0, n);
            scale(row, keep);
            addScaled(row, c1 * pathCovariance[i], pathCovariance);
            for (int k = 0; k < steps.length; k++) {
                addScaled(row, scaled[k] * steps[k][i], steps[k]);
            }
            System.arraycopy(row, 0, covariance, i * n, i + 1);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                covariance[j * n + i] = covariance[i * n + j];
            }
        }
    }

    private void decompose() {
        double[] values;
        if (config.separable()) {
            values = covariance.clone();
        } else {
            SymmetricEigen eigen = SymmetricEigen.of(covariance, n);
            values = eigen.values();
            eigenVectors = eigen.vectors();
        }
        double largest = Arrays.stream(values).max().orElseThrow();
        double smallest = Arrays.stream(values).min().orElseThrow();
        double lift = largest / MAX_CONDITION - smallest;
        for (int i = 0; i < n; i++) {
            if (lift > 0) {
                values[i] += lift;
                covariance[config.separable() ? i : i * n + i] += lift;
            }
            values[i] = Math.sqrt(values[i]);
        }
        eigenScales = values;
        eigenGeneration = generation;
    }

    private void requireFinite() {
        double reach = 0;
        double narrowest = Double.POSITIVE_INFINITY;
        boolean usable = sigma > 0;
        for (int i = 0; i < n; i++) {
            reach = Math.max(reach, Math.abs(mean[i]) + MAX_DEVIATIONS * sigma * eigenScales[i]);
            narrowest = Math.min(narrowest, sigma * eigenScales[i]);
            usable &= Double.isFinite(reach);
        }
        usable &= narrowest > 0;
        if (!usable) {
            throw new ArithmeticException(
                    "distribution must stay finite: generation=" + generation + ", sigma=" + sigma);
        }
    }

    /** The standard normal draw of a candidate. */
    private double[] draw(int candidate) {
        return Gaussians.draw(seed.split("generation", generation).split("candidate", candidate), n);
    }

    /** The draw with the covariance in use. */
    private double[] step(double[] draw) {
        double[] scaled = new double[n];
        for (int i = 0; i < n; i++) {
            scaled[i] = eigenScales[i] * draw[i];
        }
        return rotate(scaled);
    }

    /** From the axes of the eigenvectors to those of the parameters. */
    private double[] rotate(double[] coordinates) {
        if (config.separable()) {
            return coordinates;
        }
        double[] rotated = new double[n];
        for (int i = 0; i < n; i++) {
            double factor = coordinates[i];
            int row = i * n;
            for (int j = 0; j < n; j++) {
                rotated[j] += factor * eigenVectors[row + j];
            }
        }
        return rotated;
    }

    private static void scale(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    private static void addScaled(double[] into, double factor, double[] values) {
        for (int i = 0; i < into.length; i++) {
            into[i] += factor * values[i];
        }
    }

    private static double squaredNorm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    /** The configuration, with the population that is in use. */
    public CmaConfig config() {
        return config;
    }

    /** The mean of the distribution, which is the answer so far; a copy. */
    public double[] mean() {
        return mean.clone();
    }

    /** The step size. */
    public double sigma() {
        return sigma;
    }

    /** How many generations have been told. */
    public long generation() {
        return generation;
    }

    /** How many losses have been told. */
    public long evaluations() {
        return evaluations;
    }

    /** A copy of all that {@link #resume} needs. */
    public CmaState state() {
        return new CmaState(
                generation,
                evaluations,
                sigma,
                mean,
                pathSigma,
                pathCovariance,
                covariance,
                eigenVectors,
                eigenScales,
                eigenGeneration);
    }
}

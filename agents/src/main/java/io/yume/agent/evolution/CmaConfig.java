package io.yume.agent.evolution;

/**
 * The choices of a {@link CmaEs} run; everything else follows from them by the defaults of Hansen's tutorial (2016).
 *
 * @param dimension number of parameters
 * @param sigma0 initial step size: about a quarter of the range in which the optimum is expected
 * @param population candidates of a generation; 0 stands for {@code 4 + floor(3 ln(dimension))} and is replaced by it
 * @param separable adapt the diagonal of the covariance only: linear time and memory, and faster learning where the
 *     parameters hardly interact
 */
public record CmaConfig(int dimension, double sigma0, int population, boolean separable) {

    /** @throws IllegalArgumentException if a value is out of range; a population needs at least 4 candidates */
    public CmaConfig {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension must be >= 1: dimension=" + dimension);
        }
        if (!(sigma0 > 0) || Double.isInfinite(sigma0)) {
            throw new IllegalArgumentException("sigma0 must be > 0 and finite: sigma0=" + sigma0);
        }
        if (population == 0) {
            population = defaultPopulation(dimension);
        }
        if (population < 4) {
            throw new IllegalArgumentException(
                    "population must be >= 4, or 0 for the default: population=" + population);
        }
    }

    /** Full covariance and the default population. */
    public static CmaConfig of(int dimension, double sigma0) {
        return new CmaConfig(dimension, sigma0, 0, false);
    }

    /** The same with another population size. */
    public CmaConfig withPopulation(int size) {
        return new CmaConfig(dimension, sigma0, size, separable);
    }

    /** The same with a diagonal covariance. */
    public CmaConfig withSeparable() {
        return new CmaConfig(dimension, sigma0, population, true);
    }

    private static int defaultPopulation(int dimension) {
        return 4 + (int) (3 * StrictMath.log(dimension));
    }
}

package io.yume.agent.evolution;

/**
 * The strategy parameters of CMA-ES that follow from dimension and population (Hansen, "The CMA Evolution Strategy: A
 * Tutorial", 2016, table 1), negative recombination weights included.
 *
 * @param weights one weight per rank, best first: the positive ones sum to 1, the others are negative or zero
 * @param parents how many weights are positive
 * @param varianceEffective variance-effective selection mass of the positive weights
 * @param pathSigmaRate c_sigma
 * @param damping d_sigma
 * @param pathCovarianceRate c_c
 * @param rankOneRate c_1
 * @param rankMuRate c_mu
 * @param expectedNorm expected length of a standard normal vector
 * @param eigenGap generations between two eigendecompositions
 */
record CmaParameters(
        double[] weights,
        int parents,
        double varianceEffective,
        double pathSigmaRate,
        double damping,
        double pathCovarianceRate,
        double rankOneRate,
        double rankMuRate,
        double expectedNorm,
        long eigenGap) {

    static CmaParameters of(CmaConfig config) {
        double n = config.dimension();
        int population = config.population();
        int parents = population / 2;
        double[] weights = new double[population];
        for (int i = 0; i < population; i++) {
            weights[i] = StrictMath.log((population + 1) / 2.0) - StrictMath.log(i + 1);
        }
        double positiveMass = effectiveMass(weights, 0, parents);
        double negativeMass = effectiveMass(weights, parents, population);

        double pathSigmaRate = (positiveMass + 2) / (n + positiveMass + 5);
        double damping = 1 + 2 * Math.max(0, Math.sqrt((positiveMass - 1) / (n + 1)) - 1) + pathSigmaRate;
        double pathCovarianceRate = (4 + positiveMass / n) / (n + 4 + 2 * positiveMass / n);
        double rankOneRate = 2 / ((n + 1.3) * (n + 1.3) + positiveMass);
        double rankMuRate = 2 * (0.25 + positiveMass + 1 / positiveMass - 2) / ((n + 2) * (n + 2) + positiveMass);
        if (config.separable()) {
            // A diagonal has n degrees of freedom instead of n(n+1)/2 (Ros and Hansen, 2008).
            double faster = (n + 2) / 3;
            rankOneRate = Math.min(1, rankOneRate * faster);
            rankMuRate *= faster;
        }
        rankMuRate = Math.min(1 - rankOneRate, rankMuRate);

        normalise(weights, parents, negativeMass, positiveMass, n, rankOneRate, rankMuRate);
        double expectedNorm = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
        long eigenGap = Math.max(1, (long) (1 / (10 * n * (rankOneRate + rankMuRate))));
        return new CmaParameters(
                weights,
                parents,
                positiveMass,
                pathSigmaRate,
                damping,
                pathCovarianceRate,
                rankOneRate,
                rankMuRate,
                expectedNorm,
                eigenGap);
    }

    private static double effectiveMass(double[] weights, int from, int to) {
        double sum = 0;
        double squares = 0;
        for (int i = from; i < to; i++) {
            sum += weights[i];
            squares += weights[i] * weights[i];
        }
        return squares == 0 ? 0 : sum * sum / squares;
    }

    private static void normalise(
            double[] weights,
            int parents,
            double negativeMass,
            double positiveMass,
            double n,
            double rankOneRate,
            double rankMuRate) {
        double positive = 0;
        double negative = 0;
        for (double weight : weights) {
            positive += Math.max(0, weight);
            negative -= Math.min(0, weight);
        }
        // The last bound keeps the covariance positive definite.
        double target = rankMuRate == 0
                ? 0
                : Math.min(
                        Math.min(1 + rankOneRate / rankMuRate, 1 + 2 * negativeMass / (positiveMass + 2)),
                        Math.max(0, 1 - rankOneRate - rankMuRate) / (n * rankMuRate));
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i < parents ? weights[i] / positive : weights[i] * target / negative;
        }
    }
}

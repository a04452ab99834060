package io.yume.world.memory;

import java.util.List;

/**
 * What the training codes look like without a model: exact moments over frames and posterior noise, so that no draw is
 * needed.
 */
final class CodeStatistics {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** Keeps logarithms and quotients finite where a dimension never changes. */
    private static final double SMALLEST = 1e-12;

    private final double[] mean;
    private final double[] variance;
    private final double[] stepSquare;
    private final double endRate;

    private CodeStatistics(double[] mean, double[] variance, double[] stepSquare, double endRate) {
        this.mean = mean;
        this.variance = variance;
        this.stepSquare = stepSquare;
        this.endRate = endRate;
    }

    /** Measures some episodes; their posteriors are independent of each other given the frames. */
    static CodeStatistics of(List<LatentEpisode> episodes) {
        int latents = episodes.get(0).latents();
        double[] mean = new double[latents];
        double[] variance = new double[latents];
        double[] stepSquare = new double[latents];
        long codes = 0;
        long steps = 0;
        long ends = 0;
        for (LatentEpisode episode : episodes) {
            codes += episode.steps() + 1;
            steps += episode.steps();
            ends += episode.terminated() ? 1 : 0;
            for (int i = 0; i < episode.means().length; i++) {
                mean[i % latents] += episode.means()[i];
            }
        }
        for (int d = 0; d < latents; d++) {
            mean[d] /= codes;
        }
        for (LatentEpisode episode : episodes) {
            for (int i = 0; i < episode.means().length; i++) {
                int d = i % latents;
                double noise = StrictMath.exp(episode.logVariances()[i]);
                double deviation = episode.means()[i] - mean[d];
                variance[d] += deviation * deviation + noise;
                if (i >= latents) {
                    double step = episode.means()[i] - episode.means()[i - latents];
                    stepSquare[d] += step * step + noise + StrictMath.exp(episode.logVariances()[i - latents]);
                }
            }
        }
        for (int d = 0; d < latents; d++) {
            variance[d] = Math.max(SMALLEST, variance[d] / codes);
            stepSquare[d] = Math.max(SMALLEST, stepSquare[d] / steps);
        }
        // Laplace's rule of succession: a world that has not ended yet may still end.
        return new CodeStatistics(mean, variance, stepSquare, (ends + 1.0) / (steps + 2.0));
    }

    double mean(int dimension) {
        return mean[dimension];
    }

    double variance(int dimension) {
        return variance[dimension];
    }

    /** The share of transitions that end their world. */
    double endRate() {
        return endRate;
    }

    /** Negative log-likelihood of a code under one Gaussian, summed over the dimensions. */
    double staticNll(float[] codes, int offset) {
        double sum = 0;
        for (int d = 0; d < mean.length; d++) {
            sum += gaussian(codes[offset + d] - mean[d], variance[d]);
        }
        return sum;
    }

    /** Negative log-likelihood of the code at {@code next} under a Gaussian around the one at {@code current}. */
    double persistenceNll(float[] codes, int current, int next) {
        double sum = 0;
        for (int d = 0; d < mean.length; d++) {
            sum += gaussian((double) codes[next + d] - codes[current + d], stepSquare[d]);
        }
        return sum;
    }

    private static double gaussian(double deviation, double variance) {
        return 0.5 * (LOG_TWO_PI + Math.log(variance) + deviation * deviation / variance);
    }
}

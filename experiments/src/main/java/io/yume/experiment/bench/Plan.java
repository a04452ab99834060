package io.yume.experiment.bench;

import io.yume.experiment.run.UsageException;

/**
 * How a comparison measures.
 *
 * @param threads every side computes on
 * @param repetitions measurements of each side, in turns
 * @param leastSteps steps of a measurement, at least
 * @param leastSeconds duration of a measurement, at least
 * @param warmUpSeconds each side runs before it is measured
 */
public record Plan(int threads, int repetitions, int leastSteps, double leastSeconds, double warmUpSeconds) {

    /** @throws UsageException if a value is out of its range, naming it */
    public Plan {
        require(threads >= 1, "--threads must be >= 1: --threads=" + threads);
        require(repetitions >= 1, "--repetitions must be >= 1: --repetitions=" + repetitions);
        require(leastSteps >= 1, "--least-steps must be >= 1: --least-steps=" + leastSteps);
        require(
                leastSeconds >= 0 && leastSeconds < Double.POSITIVE_INFINITY,
                "--least-seconds must be >= 0: --least-seconds=" + leastSeconds);
        require(
                warmUpSeconds >= 0 && warmUpSeconds < Double.POSITIVE_INFINITY,
                "--warm-up must be >= 0: --warm-up=" + warmUpSeconds);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new UsageException(message);
        }
    }
}

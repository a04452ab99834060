package io.yume.agent.rollout;

import java.time.Duration;

/**
 * The limits of a {@link WorkerPool}.
 *
 * @param window how many jobs may be under way or done but not yet consumed: job {@code id} is handed out only when
 *     {@code id < next + window}, where {@code next} is the next result to be consumed. Twice the number of workers
 *     or more keeps them busy
 * @param jobDeadline after this time a job counts as hanging
 * @param startDeadline the same for making a runner, which may compile programs
 * @param maxAttempts how often a job is tried before the batch fails
 * @param closeTimeout how long closing waits for threads that do not react to an interrupt
 */
public record PoolConfig(
        int window, Duration jobDeadline, Duration startDeadline, int maxAttempts, Duration closeTimeout) {

    /** @throws IllegalArgumentException if a value is not positive */
    public PoolConfig {
        requirePositive("window", window);
        requirePositive("maxAttempts", maxAttempts);
        requirePositive("jobDeadline", jobDeadline);
        requirePositive("startDeadline", startDeadline);
        requirePositive("closeTimeout", closeTimeout);
    }

    /** A window of four jobs per worker, ten minutes a job, five to start, three attempts, ten seconds to close. */
    public static PoolConfig forWorkers(int workers) {
        requirePositive("workers", workers);
        return new PoolConfig(4 * workers, Duration.ofMinutes(10), Duration.ofMinutes(5), 3, Duration.ofSeconds(10));
    }

    /** The same with another window. */
    public PoolConfig withWindow(int jobs) {
        return new PoolConfig(jobs, jobDeadline, startDeadline, maxAttempts, closeTimeout);
    }

    /** The same with another deadline of a job. */
    public PoolConfig withJobDeadline(Duration deadline) {
        return new PoolConfig(window, deadline, startDeadline, maxAttempts, closeTimeout);
    }

    /** The same with another deadline for making a runner. */
    public PoolConfig withStartDeadline(Duration deadline) {
        return new PoolConfig(window, jobDeadline, deadline, maxAttempts, closeTimeout);
    }

    /** The same with another number of attempts. */
    public PoolConfig withMaxAttempts(int attempts) {
        return new PoolConfig(window, jobDeadline, startDeadline, attempts, closeTimeout);
    }

    /** The same with another wait at closing. */
    public PoolConfig withCloseTimeout(Duration timeout) {
        return new PoolConfig(window, jobDeadline, startDeadline, maxAttempts, timeout);
    }

    static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1: " + name + "=" + value);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be > 0: " + name + "=" + value);
        }
    }
}

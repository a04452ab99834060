package io.yume.agent.rollout;

/**
 * What does the jobs of one worker: made, used and closed on one thread. For equal jobs every runner must give equal
 * results, whatever it did before: a job may be run by any worker, and again after a failure.
 *
 * @param <J> a job
 * @param <R> its result
 */
@FunctionalInterface
public interface JobRunner<J, R> extends AutoCloseable {

    /**
     * Does one job. Anything thrown counts as a failed attempt, after which this runner is closed and not used again;
     * an {@link Error} fails the whole batch.
     */
    R run(J job) throws Exception;

    /** Releases what the runner holds; called on its thread, and after a failure too. */
    @Override
    default void close() {}
}

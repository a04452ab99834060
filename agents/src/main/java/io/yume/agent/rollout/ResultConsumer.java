package io.yume.agent.rollout;

/**
 * Takes the results of a batch on the thread that runs it, in the order of the jobs.
 *
 * @param <J> a job
 * @param <R> its result
 * @param <X> what it may throw; a lambda that throws nothing checked needs no mention of it
 */
@FunctionalInterface
public interface ResultConsumer<J, R, X extends Exception> {

    /** Takes one result; while it works, no more than a window of further jobs is done. */
    void accept(long id, J job, R result) throws X;

    /** Called every few seconds while there is no result to take; what it throws ends the batch as well. */
    default void waiting() throws X {}
}

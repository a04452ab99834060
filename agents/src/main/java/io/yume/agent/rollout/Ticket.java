package io.yume.agent.rollout;

/**
 * One attempt of one job; what tells a late answer from one that is waited for.
 *
 * @param batch which batch of the pool
 * @param id the job's number
 * @param attempt counted from 1
 */
record Ticket(long batch, long id, int attempt) {

    Ticket next() {
        return new Ticket(batch, id, attempt + 1);
    }
}

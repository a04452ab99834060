/**
 * Rollouts on Akka Typed: {@link io.yume.agent.rollout.WorkerPool} runs numbered jobs on supervised workers which pull,
 * and hands their results to the caller in the order of the numbers.
 *
 * <p>Three parts work together. The caller's thread offers jobs and consumes results, never more than a window of them
 * at once. The coordinator actor keeps the books: who is idle, which job is where, what is the next result. Each worker
 * actor owns one thread, on which its runner is made, used and closed, since native resources are bound to a thread. A
 * worker whose job throws or outlives its deadline stops and interrupts its thread; the coordinator watches, starts
 * another one, and hands the job out again. So results depend on neither the number of workers nor their fate.
 */
package io.yume.agent.rollout;

package io.yume.agent.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Pools of whole numbers, and what tests of pools wait for. */
final class TestPools {

    private static final AtomicInteger POOLS = new AtomicInteger();

    private TestPools() {}

    static String name() {
        return "test-pool-" + POOLS.incrementAndGet();
    }

    static WorkerPool<Integer, Integer> pool(int workers, Supplier<? extends JobRunner<Integer, Integer>> factory) {
        return WorkerPool.start(name(), workers, factory, PoolConfig.forWorkers(Math.max(1, workers)));
    }

    /** Many attempts, since on a busy machine an honest job may miss so short a deadline. */
    static <R> WorkerPool<Integer, R> impatient(int workers, Supplier<JobRunner<Integer, R>> factory) {
        return WorkerPool.start(
                name(),
                workers,
                factory,
                PoolConfig.forWorkers(workers)
                        .withJobDeadline(Duration.ofMillis(200))
                        .withMaxAttempts(20));
    }

    static List<Integer> jobs(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    static <R> List<R> collect(WorkerPool<Integer, R> pool, int count) throws InterruptedException {
        List<R> results = new ArrayList<>();
        pool.run(jobs(count), (id, job, result) -> results.add(result));
        return results;
    }

    static List<String> threadsOf(String pool) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(thread -> thread.startsWith(pool + "-"))
                .toList();
    }

    /** Waits until the thread is interrupted, tells of it, and passes it on. */
    static void awaitInterrupt(CountDownLatch interrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException expected) {
            interrupted.countDown();
            throw expected;
        }
    }

    static void awaitWhateverHappens(CountDownLatch latch) {
        awaitWhateverHappens(latch, Integer.MAX_VALUE);
    }

    /** Waits for the latch through that many interrupts less one. */
    static void awaitWhateverHappens(CountDownLatch latch, int interrupts) {
        for (int i = 1; i <= interrupts; i++) {
            try {
                latch.await(interrupts == Integer.MAX_VALUE ? 60_000 : 500, TimeUnit.MILLISECONDS);
                return;
            } catch (InterruptedException ignored) {
                // A job in native code would not notice either.
            }
        }
    }
}

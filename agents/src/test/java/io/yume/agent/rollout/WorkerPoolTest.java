package io.yume.agent.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerPoolTest {

    private static final AtomicInteger POOLS = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void resultsComeInJobOrderForAnyNumberOfWorkers(int workers) throws InterruptedException {
        CountDownLatch later = new CountDownLatch(1);
        // With a second worker job 0 ends after job 1, so that arrival and order differ.
        JobRunner<Integer, Integer> squares = job -> {
            if (job == 1) {
                later.countDown();
            } else if (job == 0 && workers > 1) {
                later.await();
            }
            return job * job;
        };
        try (WorkerPool<Integer, Integer> pool = pool(workers, () -> squares)) {
            List<Long> ids = new ArrayList<>();
            List<Integer> results = new ArrayList<>();
            pool.run(jobs(500), (id, job, result) -> {
                assertThat(id).isEqualTo((long) job);
                ids.add(id);
                results.add(result);
            });
            assertThat(ids).isEqualTo(LongStream.range(0, 500).boxed().toList());
            assertThat(results)
                    .isEqualTo(IntStream.range(0, 500).map(i -> i * i).boxed().toList());
        }
    }

    @Test
    void consumerAndIteratorRunOnTheCallersThread() throws InterruptedException {
        try (WorkerPool<Integer, Integer> pool = pool(2, () -> job -> job)) {
            Thread caller = Thread.currentThread();
            Iterator<Integer> jobs = IntStream.range(0, 20)
                    .peek(i -> assertThat(Thread.currentThread()).isSameAs(caller))
                    .boxed()
                    .iterator();
            pool.run(7, jobs, (id, job, result) -> {
                assertThat(Thread.currentThread()).isSameAs(caller);
                assertThat(id).isEqualTo(7 + job);
            });
        }
    }

    @Test
    void windowBoundsWhatIsUnderWayOrNotConsumed() throws InterruptedException {
        int window = 5;
        AtomicInteger consumed = new AtomicInteger();
        AtomicInteger drawn = new AtomicInteger();
        Set<Integer> beyond = ConcurrentHashMap.newKeySet();
        CountDownLatch full = new CountDownLatch(window);
        JobRunner<Integer, Integer> runner = job -> {
            if (job >= consumed.get() + window) {
                beyond.add(job);
            }
            full.countDown();
            return job;
        };
        Iterator<Integer> jobs = IntStream.range(0, 300)
                .peek(job -> {
                    drawn.incrementAndGet();
                    if (job >= consumed.get() + window) {
                        beyond.add(job);
                    }
                })
                .boxed()
                .iterator();
        PoolConfig config = PoolConfig.forWorkers(3).withWindow(window);
        try (WorkerPool<Integer, Integer> pool = WorkerPool.start(name(), 3, () -> runner, config)) {
            pool.run(0, jobs, (id, job, result) -> {
                // The first result is held until the workers have filled the window.
                full.await();
                consumed.incrementAndGet();
            });
        }
        assertThat(drawn).hasValue(300);
        assertThat(consumed).hasValue(300);
        assertThat(beyond).isEmpty();
    }

    @Test
    void throwingJobIsTriedAgainByAnotherThreadWithAnotherRunner() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger runners = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Supplier<JobRunner<Integer, Integer>> factory = () -> {
            runners.incrementAndGet();
            return job -> {
                if (job == 3) {
                    threads.add(Thread.currentThread().getName());
                    if (attempts.incrementAndGet() < 3) {
                        throw new IOException("no luck");
                    }
                }
                return -job;
            };
        };
        try (WorkerPool<Integer, Integer> pool = pool(1, factory)) {
            assertThat(collect(pool, 8)).containsExactly(0, -1, -2, -3, -4, -5, -6, -7);
        }
        assertThat(attempts).hasValue(3);
        assertThat(runners).hasValue(3);
        assertThat(threads).hasSize(3);
    }

    @Test
    void jobThatKeepsThrowingFailsTheBatchButNotThePool() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        try (WorkerPool<Integer, Integer> pool = pool(2, () -> job -> {
            if (job == 5) {
                attempts.incrementAndGet();
                throw new IOException("broken");
            }
            return job;
        })) {
            assertThatThrownBy(() -> collect(pool, 10))
                    .isInstanceOfSatisfying(RolloutException.class, failure -> {
                        assertThat(failure.jobId()).isEqualTo(5);
                        assertThat(failure.attempts()).isEqualTo(3);
                    })
                    .hasMessage("job failed: id=5, attempts=3, cause=java.io.IOException: broken")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(attempts).hasValue(3);
            assertThat(collect(pool, 5)).containsExactly(0, 1, 2, 3, 4);
        }
    }

    @Test
    void errorFailsTheBatchAtOnce() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        try (WorkerPool<Integer, Integer> pool = pool(2, () -> job -> {
            if (job == 1) {
                attempts.incrementAndGet();
                throw new OutOfMemoryError("pretended");
            }
            return job;
        })) {
            assertThatThrownBy(() -> collect(pool, 4))
                    .isInstanceOf(RolloutException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            assertThat(attempts).hasValue(1);
            assertThat(collect(pool, 1)).containsExactly(0);
        }
    }

    @Test
    void hangingJobIsInterruptedAndDoneAgain() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch interrupted = new CountDownLatch(1);
        JobRunner<Integer, Integer> runner = job -> {
            if (job == 2 && attempts.incrementAndGet() == 1) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException expected) {
                    interrupted.countDown();
                    throw expected;
                }
            }
            return job;
        };
        try (WorkerPool<Integer, Integer> pool = impatient(2, () -> runner)) {
            assertThat(collect(pool, 6)).containsExactly(0, 1, 2, 3, 4, 5);
            interrupted.await();
        }
        assertThat(attempts).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    void lateAnswerOfAHangingJobIsDropped() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Supplier<JobRunner<Integer, String>> factory = () -> new JobRunner<>() {
            @Override
            public String run(Integer job) {
                if (job == 1 && attempts.incrementAndGet() == 1) {
                    awaitWhateverHappens(release);
                    return "late";
                }
                return "job " + job;
            }

            @Override
            public void close() {
                if (release.getCount() == 0) {
                    answered.countDown();
                }
            }
        };
        try (WorkerPool<Integer, String> pool = impatient(1, factory)) {
            assertThat(collect(pool, 3)).containsExactly("job 0", "job 1", "job 2");
            // The next batch has a job 1 too, and the late answer arrives while it runs.
            List<String> results = new ArrayList<>();
            pool.run(jobs(3), (id, job, result) -> {
                if (id == 0) {
                    release.countDown();
                    answered.await();
                }
                results.add(result);
            });
            assertThat(results).containsExactly("job 0", "job 1", "job 2");
        }
        assertThat(attempts).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    void hangingInEveryAttemptFailsTheBatchWithTheDeadline() {
        PoolConfig config =
                PoolConfig.forWorkers(1).withJobDeadline(Duration.ofMillis(50)).withMaxAttempts(2);
        try (WorkerPool<Integer, Integer> pool = WorkerPool.start(
                name(),
                1,
                () -> job -> {
                    new CountDownLatch(1).await();
                    return job;
                },
                config)) {
            assertThatThrownBy(() -> collect(pool, 1))
                    .isInstanceOf(RolloutException.class)
                    .hasMessage("job failed: id=0, attempts=2, cause=java.util.concurrent.TimeoutException: "
                            + "job must finish within its deadline: deadline=PT0.05S");
        }
    }

    @Test
    void runnerThatDoesNotStartInTimeIsReplaced() throws InterruptedException {
        AtomicInteger starts = new AtomicInteger();
        Supplier<JobRunner<Integer, Integer>> factory = () -> {
            if (starts.incrementAndGet() == 1) {
                awaitWhateverHappens(new CountDownLatch(1), 2);
            }
            return job -> job;
        };
        PoolConfig config = PoolConfig.forWorkers(1)
                .withStartDeadline(Duration.ofMillis(50))
                .withMaxAttempts(20);
        try (WorkerPool<Integer, Integer> pool = WorkerPool.start(name(), 1, factory, config)) {
            assertThat(collect(pool, 2)).containsExactly(0, 1);
        }
        assertThat(starts).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    void factoryThatThrowsCountsAsAFailedAttempt() {
        AtomicInteger starts = new AtomicInteger();
        try (WorkerPool<Integer, Integer> pool = pool(1, () -> {
            starts.incrementAndGet();
            throw new IllegalStateException("no device");
        })) {
            assertThatThrownBy(() -> collect(pool, 1))
                    .isInstanceOf(RolloutException.class)
                    .hasRootCauseMessage("no device");
            assertThat(starts).hasValue(3);
        }
    }

    @Test
    void exceptionOfTheConsumerPassesOnAndCancelsTheBatch() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger batch = new AtomicInteger();
        JobRunner<Integer, Integer> runner = job -> {
            if (job == 1 && batch.get() == 0) {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException expected) {
                    interrupted.countDown();
                    throw expected;
                }
            }
            return job;
        };
        try (WorkerPool<Integer, Integer> pool = pool(2, () -> runner)) {
            IOException full = new IOException("disk full");
            assertThatThrownBy(() -> pool.run(jobs(10), (id, job, result) -> {
                        begun.await();
                        throw full;
                    }))
                    .isSameAs(full);
            interrupted.await();
            batch.set(1);
            assertThat(collect(pool, 4)).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void exceptionOfTheIteratorPassesOn() throws InterruptedException {
        try (WorkerPool<Integer, Integer> pool = pool(2, () -> job -> job)) {
            Iterator<Integer> jobs = IntStream.iterate(0, i -> i + 1)
                    .map(i -> 10 / (5 - i))
                    .boxed()
                    .iterator();
            assertThatThrownBy(() -> pool.run(0, jobs, (id, job, result) -> {}))
                    .isInstanceOf(ArithmeticException.class);
            assertThat(collect(pool, 2)).containsExactly(0, 1);
        }
    }

    @Test
    void interruptOfTheCallerCancelsTheBatch() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch caught = new CountDownLatch(1);
        AtomicInteger jobs = new AtomicInteger();
        try (WorkerPool<Integer, Integer> pool = pool(1, () -> job -> {
            if (jobs.incrementAndGet() == 1) {
                begun.countDown();
                new CountDownLatch(1).await();
            }
            return job;
        })) {
            Thread caller = new Thread(() -> {
                try {
                    collect(pool, 2);
                } catch (InterruptedException expected) {
                    caught.countDown();
                }
            });
            caller.start();
            begun.await();
            caller.interrupt();
            caught.await();
            caller.join();
            assertThat(collect(pool, 2)).containsExactly(0, 1);
        }
    }

    @Test
    void closeUnderLoadEndsTheBatchAndAllThreads() throws InterruptedException {
        String name = name();
        CountDownLatch busy = new CountDownLatch(2);
        AtomicInteger open = new AtomicInteger();
        Supplier<JobRunner<Integer, Integer>> factory = () -> {
            open.incrementAndGet();
            return new JobRunner<>() {
                @Override
                public Integer run(Integer job) throws InterruptedException {
                    busy.countDown();
                    new CountDownLatch(1).await();
                    return job;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        };
        WorkerPool<Integer, Integer> pool = WorkerPool.start(name, 2, factory, PoolConfig.forWorkers(2));
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        Thread caller = new Thread(() -> {
            try {
                collect(pool, 10);
            } catch (InterruptedException | RuntimeException failure) {
                thrown.add(failure);
            }
        });
        caller.start();
        busy.await();
        assertThat(threadsOf(name)).contains(name + "-worker-1", name + "-worker-2");
        pool.close();
        caller.join();
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(threadsOf(name)).noneMatch(thread -> thread.contains("-worker-"));
        assertThat(open).hasValue(0);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(name + "-")) {
                // A dispatcher's thread may be on its last lines.
                thread.join();
            }
        }
        pool.close();
        assertThatThrownBy(() -> collect(pool, 1)).hasMessage("pool must be open: pool=" + name);
    }

    @Test
    void interruptedThreadStillClosesCompletely() {
        String name = name();
        WorkerPool<Integer, Integer> pool = WorkerPool.start(name, 2, () -> job -> job, PoolConfig.forWorkers(2));
        assertThatThrownBy(() -> pool.run(jobs(9), (id, job, result) -> {
                    Thread.currentThread().interrupt();
                    pool.close();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(threadsOf(name)).noneMatch(thread -> thread.contains("-worker-"));
    }

    @Test
    void closeGivesUpOnAThreadThatIgnoresItsInterrupt() throws InterruptedException {
        String name = name();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Supplier<JobRunner<Integer, Integer>> factory = () -> new JobRunner<>() {
            @Override
            public Integer run(Integer job) {
                begun.countDown();
                awaitWhateverHappens(release);
                return job;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        PoolConfig config = PoolConfig.forWorkers(1).withCloseTimeout(Duration.ofMillis(300));
        WorkerPool<Integer, Integer> pool = WorkerPool.start(name, 1, factory, config);
        Thread caller = new Thread(() -> assertThatThrownBy(() -> collect(pool, 1)));
        caller.start();
        begun.await();
        pool.close();
        caller.join();
        assertThat(threadsOf(name)).contains(name + "-worker-1");
        release.countDown();
        closed.await();
    }

    @Test
    void consumerThatWaitsMayEndTheBatchWithoutTheJob() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        JobRunner<Integer, Integer> endless = job -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return job;
        };
        ResultConsumer<Integer, Integer, IOException> impatient = new ResultConsumer<>() {
            @Override
            public void accept(long id, Integer job, Integer result) {}

            @Override
            public void waiting() throws IOException {
                throw new IOException("waited long enough");
            }
        };
        try (WorkerPool<Integer, Integer> pool = pool(1, () -> endless)) {
            assertThatThrownBy(() -> pool.run(jobs(1), impatient)).hasMessage("waited long enough");
            interrupted.await();
        }
    }

    @Test
    void closeByTheConsumerEndsTheBatch() {
        WorkerPool<Integer, Integer> pool = pool(2, () -> job -> job);
        assertThatThrownBy(() -> pool.run(jobs(100), (id, job, result) -> pool.close()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void runnerIsMadeUsedAndClosedOnOneThread() throws InterruptedException {
        Set<Thread> wrong = ConcurrentHashMap.newKeySet();
        AtomicInteger made = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        Supplier<JobRunner<Integer, Integer>> factory = () -> {
            Thread owner = Thread.currentThread();
            made.incrementAndGet();
            return new JobRunner<>() {
                @Override
                public Integer run(Integer job) {
                    check();
                    return job;
                }

                @Override
                public void close() {
                    check();
                    closed.incrementAndGet();
                }

                private void check() {
                    if (Thread.currentThread() != owner
                            || Thread.currentThread().isInterrupted()) {
                        wrong.add(Thread.currentThread());
                    }
                }
            };
        };
        try (WorkerPool<Integer, Integer> pool = pool(3, factory)) {
            collect(pool, 100);
            collect(pool, 100);
        }
        assertThat(wrong).isEmpty();
        assertThat(made.get()).isBetween(1, 3);
        assertThat(closed).hasValue(made.get());
    }

    @Test
    void manyBatchesRunOnOnePool() throws InterruptedException {
        AtomicLong sum = new AtomicLong();
        try (WorkerPool<Integer, Integer> pool = pool(2, () -> job -> job)) {
            for (int batch = 0; batch < 300; batch++) {
                pool.run(jobs(batch % 7), (id, job, result) -> sum.addAndGet(result));
            }
        }
        long expected = 0;
        for (int batch = 0; batch < 300; batch++) {
            expected += (batch % 7) * (batch % 7 - 1) / 2;
        }
        assertThat(sum).hasValue(expected);
    }

    @Test
    void resultsMayBeNull() throws InterruptedException {
        try (WorkerPool<Integer, Object> pool =
                WorkerPool.start(name(), 2, () -> job -> null, PoolConfig.forWorkers(2))) {
            assertThat(collect(pool, 3)).containsExactly(null, null, null);
        }
    }

    @Test
    void batchWithinABatchIsRefused() {
        try (WorkerPool<Integer, Integer> pool = pool(1, () -> job -> job)) {
            assertThatThrownBy(() -> pool.run(jobs(1), (id, job, result) -> collect(pool, 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a consumer must not run another batch");
        }
    }

    @Test
    void rejectsImpossiblePools() {
        assertThatThrownBy(() -> pool(0, () -> job -> job)).hasMessage("workers must be >= 1: workers=0");
        assertThatThrownBy(() -> WorkerPool.start("a b", 1, () -> job -> job, PoolConfig.forWorkers(1)))
                .hasMessageContaining("name=a b");
        assertThatThrownBy(() -> PoolConfig.forWorkers(1).withWindow(0)).hasMessage("window must be >= 1: window=0");
        assertThatThrownBy(() -> PoolConfig.forWorkers(1).withJobDeadline(Duration.ZERO))
                .hasMessage("jobDeadline must be > 0: jobDeadline=PT0S");
    }

    private static String name() {
        return "test-pool-" + POOLS.incrementAndGet();
    }

    private static WorkerPool<Integer, Integer> pool(
            int workers, Supplier<? extends JobRunner<Integer, Integer>> factory) {
        return WorkerPool.start(name(), workers, factory, PoolConfig.forWorkers(Math.max(1, workers)));
    }

    /** Many attempts, since on a busy machine an honest job may miss so short a deadline. */
    private static <R> WorkerPool<Integer, R> impatient(int workers, Supplier<JobRunner<Integer, R>> factory) {
        return WorkerPool.start(
                name(),
                workers,
                factory,
                PoolConfig.forWorkers(workers)
                        .withJobDeadline(Duration.ofMillis(200))
                        .withMaxAttempts(20));
    }

    private static List<Integer> jobs(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static <R> List<R> collect(WorkerPool<Integer, R> pool, int count) throws InterruptedException {
        List<R> results = new ArrayList<>();
        pool.run(jobs(count), (id, job, result) -> results.add(result));
        return results;
    }

    private static List<String> threadsOf(String pool) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(thread -> thread.startsWith(pool + "-"))
                .toList();
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        awaitWhateverHappens(latch, Integer.MAX_VALUE);
    }

    /** Waits for the latch through that many interrupts less one. */
    private static void awaitWhateverHappens(CountDownLatch latch, int interrupts) {
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

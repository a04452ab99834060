package io.yume.agent.rollout;

import static io.yume.agent.rollout.TestPools.collect;
import static io.yume.agent.rollout.TestPools.jobs;
import static io.yume.agent.rollout.TestPools.name;
import static io.yume.agent.rollout.TestPools.pool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool promises where all goes well. */
@Timeout(60)
class WorkerPoolTest {

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
}

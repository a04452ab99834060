package io.yume.agent.rollout;

import static io.yume.agent.rollout.TestPools.awaitInterrupt;
import static io.yume.agent.rollout.TestPools.awaitWhateverHappens;
import static io.yume.agent.rollout.TestPools.collect;
import static io.yume.agent.rollout.TestPools.jobs;
import static io.yume.agent.rollout.TestPools.name;
import static io.yume.agent.rollout.TestPools.pool;
import static io.yume.agent.rollout.TestPools.threadsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches that end early, and pools that are closed. */
@Timeout(60)
class WorkerPoolStopTest {

    @Test
    void exceptionOfTheConsumerPassesOnAndCancelsTheBatch() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger batch = new AtomicInteger();
        JobRunner<Integer, Integer> runner = job -> {
            if (job == 1 && batch.get() == 0) {
                begun.countDown();
                awaitInterrupt(interrupted);
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
            awaitInterrupt(interrupted);
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
}

package io.yume.agent.rollout;

import static io.yume.agent.rollout.TestPools.awaitInterrupt;
import static io.yume.agent.rollout.TestPools.awaitWhateverHappens;
import static io.yume.agent.rollout.TestPools.collect;
import static io.yume.agent.rollout.TestPools.impatient;
import static io.yume.agent.rollout.TestPools.jobs;
import static io.yume.agent.rollout.TestPools.name;
import static io.yume.agent.rollout.TestPools.pool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs and runners that throw or hang. */
@Timeout(60)
class WorkerPoolFailureTest {

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
                awaitInterrupt(interrupted);
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
}

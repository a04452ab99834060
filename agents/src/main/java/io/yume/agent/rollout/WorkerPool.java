package io.yume.agent.rollout;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of workers, each with a thread of its own, that do the jobs of one batch after another. Results come in
 * the order of the jobs, on the thread that called {@link #run}; a job that throws or hangs is done again by another
 * thread; and the number of jobs under way or waiting for the consumer is bounded.
 *
 * @param <J> a job
 * @param <R> its result
 */
public final class WorkerPool<J, R> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    /** A lost answer is asked for again after this time; answers repeat, so nothing else depends on it. */
    private static final Duration POLL = Duration.ofSeconds(2);

    private final PoolConfig config;
    private final Set<Thread> threads;
    private final ActorSystem<RolloutCoordinator.Command<J, R>> system;
    private final ReentrantLock running = new ReentrantLock();
    private volatile boolean closed;
    private long batches;

    private WorkerPool(PoolConfig config, Set<Thread> threads, ActorSystem<RolloutCoordinator.Command<J, R>> system) {
        this.config = config;
        this.threads = threads;
        this.system = system;
    }

    /**
     * Starts a pool. Its threads are called {@code name-worker-1} and so on, a replacement takes the next number.
     *
     * @param name letters, digits, {@code -} and {@code _}, a letter or digit first
     * @param workers number of workers
     * @param factory makes the runner of a worker, on the worker's thread and when it has its first job
     * @throws IllegalArgumentException if the name has other characters or the number is not positive
     */
    public static <J, R> WorkerPool<J, R> start(
            String name, int workers, Supplier<? extends JobRunner<J, R>> factory, PoolConfig config) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        return start(
                name,
                workers,
                config,
                threads,
                (worker, coordinator) ->
                        RolloutWorker.create(name + "-" + worker, factory, config, threads, coordinator));
    }

    static <J, R> WorkerPool<J, R> start(
            String name,
            int workers,
            PoolConfig config,
            Set<Thread> threads,
            RolloutCoordinator.WorkerFactory<J, R> factory) {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_-]*")) {
            throw new IllegalArgumentException(
                    "pool name must consist of letters, digits, - and _, a letter or digit first: name=" + name);
        }
        PoolConfig.requirePositive("workers", workers);
        Config settings = ConfigFactory.load(
                ConfigFactory.parseResources(WorkerPool.class.getClassLoader(), "yume-rollout.conf"));
        return new WorkerPool<>(
                config,
                threads,
                ActorSystem.create(RolloutCoordinator.create(workers, config, factory), name, settings));
    }

    /**
     * Does a list of jobs, whose ids are their indices.
     *
     * @see #run(long, Iterator, ResultConsumer)
     */
    public <X extends Exception> void run(List<? extends J> jobs, ResultConsumer<? super J, ? super R, X> consumer)
            throws X, InterruptedException {
        run(0, jobs.iterator(), consumer);
    }

    /**
     * Does the jobs of an iterator, and returns when the last result is consumed. Iterator and consumer are called on
     * this thread; the iterator is asked no further than the window. Calls from several threads wait for each other.
     *
     * <p>If iterator or consumer throw, the batch is cancelled and the exception passes on; the pool stays usable.
     * Cancelling interrupts the jobs under way; one that ignores that may go on for a while, but its answer is dropped.
     *
     * @param firstId the id of the first job; the others follow it
     * @throws RolloutException if a job failed as often as allowed, or with an {@link Error}; results before it may
     *     have been consumed
     * @throws IllegalStateException if the pool is closed, before or meanwhile, or the consumer calls this method
     * @throws InterruptedException if this thread is interrupted; the batch is cancelled
     * @throws X what the consumer threw
     */
    public <X extends Exception> void run(
            long firstId, Iterator<? extends J> jobs, ResultConsumer<? super J, ? super R, X> consumer)
            throws X, InterruptedException {
        if (running.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "a consumer must not run another batch on its own pool: pool=" + system.name());
        }
        running.lockInterruptibly();
        try {
            Batch batch = new Batch(batches++, firstId, jobs);
            boolean completed = false;
            try {
                batch.run(consumer);
                completed = true;
            } finally {
                if (!completed) {
                    batch.cancel();
                }
            }
        } finally {
            running.unlock();
        }
    }

    /** The caller's side of one batch. */
    private final class Batch {

        private final long number;
        private final Iterator<? extends J> source;
        private final Deque<J> offered = new ArrayDeque<>();
        private long next;

        Batch(long number, long firstId, Iterator<? extends J> source) {
            this.number = number;
            this.next = firstId;
            this.source = source;
        }

        <X extends Exception> void run(ResultConsumer<? super J, ? super R, X> consumer)
                throws X, InterruptedException {
            requireOpen();
            system.tell(new RolloutCoordinator.Begin<>(number, next));
            offer();
            while (!offered.isEmpty()) {
                for (R result : pull(consumer)) {
                    consumer.accept(next, offered.remove(), result);
                    next++;
                    offer();
                }
            }
        }

        /** Acknowledges what is consumed, and fills the window. */
        private void offer() {
            Map<Long, J> jobs = new HashMap<>();
            while (offered.size() < config.window() && source.hasNext()) {
                J job = source.next();
                jobs.put(next + offered.size(), job);
                offered.add(job);
            }
            system.tell(new RolloutCoordinator.Offer<>(number, next, jobs));
        }

        private <X extends Exception> List<R> pull(ResultConsumer<? super J, ? super R, X> consumer)
                throws X, InterruptedException {
            while (true) {
                requireOpen();
                RolloutCoordinator.Delivery<R> delivery = poll();
                if (delivery instanceof RolloutCoordinator.Results<R> results) {
                    return results.results();
                } else if (delivery instanceof RolloutCoordinator.BatchFailed<R> failed) {
                    throw new RolloutException(failed.id(), failed.attempts(), failed.cause());
                } else if (delivery instanceof RolloutCoordinator.Ended<R>) {
                    throw new IllegalStateException("pool was closed during a batch: pool=" + system.name());
                }
                consumer.waiting();
            }
        }

        /** The answer to one pull; null if none came in time. */
        private RolloutCoordinator.Delivery<R> poll() throws InterruptedException {
            CompletionStage<RolloutCoordinator.Delivery<R>> answer = AskPattern.ask(
                    system, replyTo -> new RolloutCoordinator.Pull<>(number, next, replyTo), POLL, system.scheduler());
            try {
                return answer.toCompletableFuture().get();
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof TimeoutException) {
                    return null;
                }
                throw new IllegalStateException("pool must answer: pool=" + system.name(), failure.getCause());
            }
        }

        void cancel() {
            system.tell(new RolloutCoordinator.Cancel<>(number));
        }
    }

    private void requireOpen() {
        if (closed || system.whenTerminated().isCompleted()) {
            throw new IllegalStateException("pool must be open: pool=" + system.name());
        }
    }

    /**
     * Stops the actors, interrupts the threads, and waits for both as long as the configuration says, even if this
     * thread is interrupted; a thread that still hangs is named in the log. A batch under way ends with an
     * {@link IllegalStateException}. Calling it again does nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // The wait is bounded, and leaving early would leave threads behind: an interrupt is handed on afterwards.
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + config.closeTimeout().toNanos();
        system.terminate();
        for (boolean waiting = true; waiting; ) {
            try {
                awaitTermination(deadline);
                awaitThreads(deadline);
                waiting = false;
            } catch (InterruptedException interrupt) {
                interrupted = true;
            }
        }
        for (Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                LOG.warn("{} does not react to its interrupt and is left behind", thread.getName());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitTermination(long deadline) throws InterruptedException {
        try {
            system.getWhenTerminated()
                    .toCompletableFuture()
                    .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            LOG.warn("pool {} ended with a failure", system.name(), failure.getCause());
        } catch (TimeoutException late) {
            LOG.warn("pool {} does not end within {}", system.name(), config.closeTimeout());
        }
    }

    private void awaitThreads(long deadline) throws InterruptedException {
        for (Thread thread : threads) {
            long left = deadline - System.nanoTime();
            if (left > 0 && thread != Thread.currentThread()) {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            }
        }
    }
}

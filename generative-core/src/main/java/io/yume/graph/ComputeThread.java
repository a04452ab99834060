package io.yume.graph;

import io.yume.graph.internal.Backend;
import io.yume.graph.internal.Team;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * One named thread for programs, with a fixed number of OpenMP threads below it. The number decides the bits of some
 * native ops and holds only for the thread that sets it, so what must be repeatable runs on such a thread.
 *
 * <p>Work is done in the order in which it is handed over, by any thread. The thread is a daemon: it does not keep the
 * process alive.
 */
public final class ComputeThread implements AutoCloseable {

    private final Thread thread;
    private final ExecutorService executor;
    private final Team team;

    private ComputeThread(Thread thread, ExecutorService executor, Team team) {
        this.thread = thread;
        this.executor = executor;
        this.team = team;
    }

    /**
     * Starts a thread.
     *
     * @param name the thread's name
     * @param threads threads for its programs: OpenMP's for native ops, and helpers for the rest
     * @throws IllegalArgumentException if {@code threads} is below 1
     * @throws IllegalStateException if the native library cannot be used, naming what is missing
     */
    public static ComputeThread start(String name, int threads) {
        Thread[] made = new Thread[1];
        Team team = new Team(name, threads);
        ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
            Thread thread = Team.leader(work, name);
            thread.setDaemon(true);
            made[0] = thread;
            return thread;
        });
        try {
            // Handing over work makes the thread, so it is known here.
            FutureTask<Void> setUp = new FutureTask<>(
                    () -> {
                        useThreads(threads);
                        team.lead();
                    },
                    null);
            executor.execute(setUp);
            ComputeThread compute = new ComputeThread(made[0], executor, team);
            compute.await(setUp);
            return compute;
        } catch (Exception e) {
            executor.shutdownNow();
            team.close();
            throw unchecked(e);
        }
    }

    /**
     * Makes the calling thread - a thread of ours, such as a pinned worker - use a number of OpenMP threads from now on; it
     * has no helpers.
     *
     * @throws IllegalArgumentException if {@code threads} is below 1
     */
    public static void useThreads(int threads) {
        Backend.useThreads(threads);
    }

    /** The thread's name. */
    public String name() {
        return thread.getName();
    }

    /**
     * Does some work on the thread and waits for its result. Called on the thread itself, it just does it.
     *
     * @throws Exception what the work threw, as it was
     * @throws IllegalStateException if this is closed
     * @throws InterruptedException if the caller is interrupted while it waits; the work is then interrupted too
     */
    public <T> T call(Callable<T> work) throws Exception {
        if (Thread.currentThread() == thread) {
            return work.call();
        }
        FutureTask<T> task = new FutureTask<>(work);
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("a compute thread was used after close: name=" + name(), e);
        }
        return await(task);
    }

    /**
     * Does some work on the thread and waits for its end.
     *
     * @throws IllegalStateException if this is closed, or the caller is interrupted (it stays marked as interrupted)
     */
    public void run(Runnable work) {
        try {
            call(() -> {
                work.run();
                return null;
            });
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    private <T> T await(FutureTask<T> task) throws Exception {
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(true);
            throw e;
        } catch (CancellationException e) {
            throw new IllegalStateException("a compute thread was closed before the work began: name=" + name(), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            // Work that throws neither an Exception nor an Error does not exist outside of tricks.
            throw cause instanceof Exception exception ? exception : new IllegalStateException(cause);
        }
    }

    private static RuntimeException unchecked(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("interrupted while waiting for a compute thread", e);
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    /**
     * Ends the thread: running work is interrupted and waited for, since it may use native memory that the caller frees
     * next; work that has not begun fails with an {@link IllegalStateException}.
     */
    @Override
    public void close() {
        executor.shutdownNow().forEach(waiting -> ((FutureTask<?>) waiting).cancel(false));
        if (Thread.currentThread() == thread) {
            team.close();
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        team.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

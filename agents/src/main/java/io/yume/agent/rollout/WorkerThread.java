package io.yume.agent.rollout;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a worker: makes the runner, does the jobs one after another, closes the runner. */
final class WorkerThread<J, R> {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);

    /** What the thread tells its worker. */
    interface Listener<R> {

        /** The runner exists, and the first job begins. */
        void started();

        void finished(Ticket ticket, R result);

        /** The attempt failed; the thread ends. */
        void failed(Ticket ticket, Throwable cause);
    }

    private record Task<J>(Ticket ticket, J job) {}

    private final Supplier<? extends JobRunner<J, R>> factory;
    private final Listener<R> listener;
    private final Set<Thread> registry;
    private final BlockingQueue<Task<J>> next = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private volatile boolean stopping;
    private boolean closing;

    /** @param registry holds the thread as long as it lives */
    WorkerThread(String name, Supplier<? extends JobRunner<J, R>> factory, Set<Thread> registry, Listener<R> listener) {
        this.factory = factory;
        this.registry = registry;
        this.listener = listener;
        this.thread = new Thread(this::work, name);
        // A thread that hangs in native code must not keep the program from ending.
        thread.setDaemon(true);
    }

    void start() {
        registry.add(thread);
        try {
            thread.start();
        } catch (Throwable failure) {
            registry.remove(thread);
            throw failure;
        }
    }

    /** Hands the thread its next job, once it has finished the one before. */
    void submit(Ticket ticket, J job) {
        next.add(new Task<>(ticket, job));
    }

    /** Interrupts the thread, which ends as soon as it notices; does not wait for it, nor disturb its closing. */
    synchronized void stop() {
        stopping = true;
        if (!closing) {
            thread.interrupt();
        }
    }

    /** From here on no interrupt of ours arrives; one that has is taken back. */
    private synchronized void beginClosing() {
        closing = true;
        Thread.interrupted();
    }

    private void work() {
        JobRunner<J, R> runner = null;
        try {
            while (!stopping) {
                Task<J> task = next.take();
                try {
                    if (runner == null) {
                        runner = factory.get();
                        listener.started();
                    }
                    listener.finished(task.ticket(), runner.run(task.job()));
                } catch (Throwable failure) {
                    // The worker decides what it means: it stops this thread, and another one tries again.
                    listener.failed(task.ticket(), failure);
                    return;
                }
                // A job may leave its interrupt behind; one of ours comes after "stopping" is set.
                Thread.interrupted();
            }
        } catch (InterruptedException stop) {
            LOG.debug("{} was stopped", thread.getName());
        } finally {
            close(runner);
            registry.remove(thread);
        }
    }

    private void close(JobRunner<J, R> runner) {
        beginClosing();
        if (runner == null) {
            return;
        }
        try {
            runner.close();
        } catch (Throwable failure) {
            LOG.warn("{} could not close its runner", thread.getName(), failure);
        }
    }
}

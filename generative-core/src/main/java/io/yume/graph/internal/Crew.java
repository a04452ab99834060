package io.yume.graph.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Threads that help the calling one with work that is cut into chunks. Who does a chunk is left to chance, so a chunk must
 * give the same whoever does it. Helpers sleep between calls; {@link #close} ends them.
 */
public final class Crew implements AutoCloseable {

    /** Work on one chunk; {@code worker} is 0 for the calling thread, and never in two chunks at a time. */
    public interface Work {
        void run(int chunk, int worker);
    }

    private final List<Thread> helpers = new ArrayList<>();
    private Work work;
    private int next;
    private int chunks;
    private int busy;
    private Throwable failure;
    private boolean closed;

    /**
     * Starts the helpers.
     *
     * @param name the helpers are called name-1, name-2, ...
     * @param workers how many threads work, the calling one included
     */
    public Crew(String name, int workers) {
        for (int worker = 1; worker < workers; worker++) {
            int number = worker;
            Thread helper = new Thread(() -> help(number), name + "-" + number);
            helper.setDaemon(true);
            helpers.add(helper);
        }
        helpers.forEach(Thread::start);
    }

    /** Threads that work, the calling one included. */
    public int workers() {
        return helpers.size() + 1;
    }

    /**
     * Does all chunks and returns when the last one is done; one call at a time.
     *
     * @throws IllegalStateException if this is closed
     */
    public void run(int count, Work todo) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("a crew was used after close");
            }
            work = todo;
            next = 0;
            chunks = count;
            notifyAll();
        }
        int chunk = claim();
        while (chunk >= 0) {
            done(attempt(todo, chunk, 0));
            chunk = claim();
        }
        rethrow(awaitOthers());
    }

    private void help(int worker) {
        while (true) {
            Work todo;
            int chunk;
            synchronized (this) {
                while (!closed && next >= chunks) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        // Nobody who means it interrupts a helper: close() is what ends it.
                        continue;
                    }
                }
                if (closed) {
                    return;
                }
                todo = work;
                chunk = claim();
            }
            done(attempt(todo, chunk, worker));
        }
    }

    private synchronized int claim() {
        if (next >= chunks) {
            return -1;
        }
        busy++;
        return next++;
    }

    /** What went wrong, for the calling thread. */
    private static Throwable attempt(Work work, int chunk, int worker) {
        try {
            work.run(chunk, worker);
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private synchronized void done(Throwable problem) {
        busy--;
        if (problem != null) {
            failure = problem;
            next = chunks;
        }
        if (busy == 0 && next >= chunks) {
            notifyAll();
        }
    }

    /** Waits even if interrupted: the others use memory that the caller may free afterwards. */
    private synchronized Throwable awaitOthers() {
        boolean interrupted = false;
        while (busy > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable problem = failure;
        failure = null;
        work = null;
        return problem;
    }

    private static void rethrow(Throwable problem) {
        if (problem instanceof Error error) {
            throw error;
        }
        if (problem instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Ends the helpers and waits for their ends; a chunk that is being done is finished first. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        for (Thread helper : helpers) {
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

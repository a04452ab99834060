package io.yume.graph.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The lanes that share the blocks of our kernels: the thread that runs a program, and helpers beside it. Work is cut into
 * pieces whose results do not depend on each other, and whoever is free takes the next one; so bits depend neither on the
 * number of lanes nor on their timing. Helpers sleep between kernels: one that wakes too late for a kernel is not waited
 * for, and none takes a core from native ops.
 */
public final class Team implements AutoCloseable {

    /** A kernel that can be computed in pieces. Each lane has registers of its own. */
    public interface Pieces {

        /** Computes a piece; lane 0 is the caller's. */
        void compute(int lane, int piece);

        /** Whether more work follows soon, and no native op on several threads: helpers then stay awake for a moment. */
        default boolean more() {
            return false;
        }
    }

    /** A thread that runs programs with the help of a team. */
    static final class Leader extends Thread {

        private Team team = ALONE;
        private boolean atWork;

        Leader(Runnable work, String name) {
            super(work, name);
        }
    }

    private static final Team ALONE = new Team("", 1);

    /** How long a helper looks for more work before it sleeps: about as long as falling asleep and waking take. */
    private static final long MOMENT_NANOS = 100_000;

    private final Helper[] helpers;
    private final AtomicInteger next = new AtomicInteger();
    private Pieces task;
    private int pieces;

    /**
     * Starts the helpers, as daemons.
     *
     * @param name of the leader, which theirs begin with
     * @param lanes the leader and its helpers together
     * @throws IllegalArgumentException if there is not even a leader
     */
    public Team(String name, int lanes) {
        if (lanes < 1) {
            throw new IllegalArgumentException("threads must be >= 1: threads=" + lanes);
        }
        helpers = new Helper[lanes - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(name + "-helper-" + (i + 1), i + 1);
            helpers[i].start();
        }
    }

    /** A thread that can lead a team. */
    public static Thread leader(Runnable work, String name) {
        return new Leader(work, name);
    }

    /** From now on the calling thread, which {@link #leader} made, computes with this team. */
    public void lead() {
        ((Leader) Thread.currentThread()).team = this;
    }

    /** The team of the calling thread; a thread that leads none is alone, and so is a leader within a piece. */
    public static Team current() {
        return Thread.currentThread() instanceof Leader leader && !leader.atWork ? leader.team : ALONE;
    }

    /** The leader and its helpers together. */
    public int lanes() {
        return helpers.length + 1;
    }

    /** Computes all pieces; what a helper throws is thrown here. */
    public void run(Pieces work, int count) {
        if (helpers.length == 0 || count < 2) {
            for (int piece = 0; piece < count; piece++) {
                work.compute(0, piece);
            }
            return;
        }
        Leader leader = Thread.currentThread() instanceof Leader thread ? thread : null;
        if (leader == null) {
            share(work, count);
            return;
        }
        leader.atWork = true;
        try {
            share(work, count);
        } finally {
            leader.atWork = false;
        }
    }

    private void share(Pieces work, int count) {
        task = work;
        pieces = count;
        next.set(0);
        int woken = Math.min(helpers.length, count - 1);
        for (int i = 0; i < woken; i++) {
            helpers[i].offer();
        }
        Throwable failure = null;
        try {
            take(0);
        } catch (RuntimeException | Error e) {
            // Nobody takes more, but who is at work still writes to memory that the caller may free.
            next.set(count);
            failure = e;
        }
        for (int i = 0; i < woken; i++) {
            Throwable other = helpers[i].settle();
            failure = failure == null ? other : failure;
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void take(int lane) {
        for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
            task.compute(lane, piece);
        }
    }

    /** Ends the helpers and waits for it; not while a kernel runs. One that is run later is computed by its caller. */
    @Override
    public void close() {
        boolean interrupted = false;
        for (Helper helper : helpers) {
            helper.end();
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

    private final class Helper extends Thread {

        private static final int ASLEEP = 0;
        private static final int OFFERED = 1;
        private static final int AT_WORK = 2;
        private static final int ENDED = 3;

        private final int lane;
        private final AtomicInteger state = new AtomicInteger(ASLEEP);
        private Throwable failure;

        Helper(String name, int lane) {
            super(name);
            this.lane = lane;
            setDaemon(true);
        }

        void offer() {
            failure = null;
            state.set(OFFERED);
            LockSupport.unpark(this);
        }

        /** Takes the offer back, or waits for the piece in progress; returns what was thrown, or null. */
        Throwable settle() {
            if (!state.compareAndSet(OFFERED, ASLEEP)) {
                while (state.get() == AT_WORK) {
                    Thread.onSpinWait();
                }
            }
            return failure;
        }

        void end() {
            state.set(ENDED);
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            boolean awake = false;
            long finished = 0;
            while (state.get() != ENDED) {
                if (state.get() == OFFERED && state.compareAndSet(OFFERED, AT_WORK)) {
                    try {
                        take(lane);
                    } catch (RuntimeException | Error e) {
                        failure = e;
                        next.set(pieces);
                    }
                    awake = task.more();
                    finished = awake ? System.nanoTime() : 0;
                    state.compareAndSet(AT_WORK, ASLEEP);
                } else if (awake && System.nanoTime() - finished < MOMENT_NANOS) {
                    Thread.onSpinWait();
                } else {
                    awake = false;
                    LockSupport.park(this);
                }
            }
        }
    }
}

package io.yume.graph.internal;

import io.yume.graph.Noise;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Steps that are cut into blocks of rows, for the lanes of a team: each lane goes through all steps with its own block, so
 * that it finds in its cache what it has just written, and no lane begins a step before all blocks of the last one are
 * done. A lane that is done with its own block takes another lane's if nobody has begun it: who is late, because something
 * else runs on its core, is not waited for. Native ops run on one OpenMP thread in each lane.
 */
final class Lockstep implements Team.Pieces {

    /** Numbers that different lanes write lie in different cache lines. */
    private static final int APART = 16;

    /** Looks at another lane's progress before the core is offered to somebody else. */
    private static final int PATIENCE = 2_000;

    private final Step[][] steps;
    private final int lanes;
    private final AtomicIntegerArray begun;
    private final AtomicIntegerArray done;
    private volatile boolean failed;
    private Noise noise;
    private long[] nanos;
    private int first;

    /**
     * @param steps the blocks of each step, one per lane
     */
    Lockstep(Step[][] steps) {
        this.steps = steps;
        lanes = steps[0].length;
        begun = new AtomicIntegerArray(lanes * APART);
        done = new AtomicIntegerArray(lanes * APART);
    }

    /**
     * Runs all steps on the calling thread's team.
     *
     * @param nanos where the time of step i is added, at {@code first + i}; null if nobody wants it
     */
    void run(Noise noise, long[] nanos, int first) {
        this.noise = noise;
        this.nanos = nanos;
        this.first = first;
        failed = false;
        for (int lane = 0; lane < lanes; lane++) {
            begun.set(lane * APART, 0);
            done.set(lane * APART, 0);
        }
        int threads = Backend.threads();
        try {
            Team.current().run(this, lanes);
        } finally {
            Backend.useThreads(threads);
        }
    }

    @Override
    public void compute(int lane, int piece) {
        // Which lane takes which piece is chance; a lane keeps to its block from one run to the next.
        Backend.useThreads(1);
        try {
            walk(lane);
        } catch (RuntimeException | Error e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public boolean more() {
        return true;
    }

    private void walk(int lane) {
        for (int step = 0; step < steps.length && !failed; step++) {
            long began = lane == 0 && nanos != null ? System.nanoTime() : 0;
            attempt(lane, step);
            for (int other = 0; other < lanes; other++) {
                finish(other, step);
            }
            if (began != 0) {
                nanos[first + step] += System.nanoTime() - began;
            }
        }
    }

    /** Returns when somebody, or else this thread, has done a block. */
    private void finish(int block, int step) {
        int looks = 0;
        while (done.get(block * APART) <= step && !failed) {
            if (!attempt(block, step)) {
                if (++looks < PATIENCE) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
    }

    /** Does a block unless somebody has begun it. */
    private boolean attempt(int block, int step) {
        if (begun.get(block * APART) != step || !begun.compareAndSet(block * APART, step, step + 1)) {
            return false;
        }
        steps[step][block].run(noise);
        done.set(block * APART, step + 1);
        return true;
    }
}

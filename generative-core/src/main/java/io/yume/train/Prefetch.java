package io.yume.train;

import io.yume.train.Turns.Needed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * Reads batches ahead in a thread of its own. The content and order of batches do not depend on the timing of the
 * threads; at most a fixed number of batches wait. The thread is never interrupted, since that would close the files
 * of a data set.
 */
final class Prefetch implements BatchSource {

    /** A batch, or the reason why it could not be read; nothing is read after that. */
    private record Loaded(int phase, long at, Map<String, float[]> values, Throwable failure) {}

    private final Turns turns;
    private final BatchReader batches;
    private final List<Batches.Reads> reads;
    private final long perEpoch;
    private final Semaphore room;
    private final Semaphore filled = new Semaphore(0);
    private final Queue<Loaded> ready = new ConcurrentLinkedQueue<>();
    private final List<Queue<Map<String, float[]>>> spare;
    private final Thread thread;
    private volatile boolean closed;
    private final List<Loaded> lent = new ArrayList<>();

    /**
     * Starts reading.
     *
     * @param batches used by nobody else
     * @param reads the variables that each phase needs
     * @param perEpoch how many batches of each epoch are used
     * @param step the first step
     * @param ahead how many batches may wait
     */
    Prefetch(Turns turns, BatchReader batches, List<Batches.Reads> reads, long perEpoch, long step, int ahead) {
        this.turns = turns;
        this.batches = batches;
        this.reads = reads;
        this.perEpoch = perEpoch;
        room = new Semaphore(ahead);
        spare = reads.stream()
                .<Queue<Map<String, float[]>>>map(unused -> new ConcurrentLinkedQueue<>())
                .toList();
        thread = new Thread(() -> load(step), "batches");
        thread.setDaemon(true);
        thread.start();
    }

    private void load(long first) {
        for (long step = first; ; step++) {
            for (Needed needed : turns.needed(step)) {
                room.acquireUninterruptibly();
                if (closed) {
                    return;
                }
                Loaded loaded = load(needed.phase(), needed.at());
                ready.add(loaded);
                filled.release();
                if (loaded.failure() != null) {
                    return;
                }
            }
        }
    }

    private Loaded load(int phase, long at) {
        try {
            Map<String, float[]> values = spare.get(phase).poll();
            if (values == null) {
                values = reads.get(phase).buffers(batches.size());
            }
            batches.read(reads.get(phase), at, perEpoch, values);
            return new Loaded(phase, at, values, null);
        } catch (RuntimeException | Error e) {
            // The error is thrown to whoever asks for the batch.
            return new Loaded(phase, at, Map.of(), e);
        }
    }

    @Override
    public List<Map<String, float[]>> next(long step) {
        lent.forEach(batch -> spare.get(batch.phase()).add(batch.values()));
        lent.clear();
        turns.needed(step).forEach(needed -> lent.add(take(needed)));
        return lent.stream().map(Loaded::values).toList();
    }

    private Loaded take(Needed needed) {
        filled.acquireUninterruptibly();
        Loaded loaded = ready.element();
        if (loaded.failure() != null) {
            // The failure stays in the queue: asking again gives the same answer.
            filled.release();
            throw loaded.failure() instanceof BatchException failure
                    ? new BatchException(failure)
                    : new BatchException(loaded.at() % perEpoch, loaded.at() / perEpoch, loaded.failure());
        }
        ready.remove();
        room.release();
        if (loaded.phase() != needed.phase() || loaded.at() != needed.at()) {
            throw new IllegalStateException(
                    "batches must be asked for in the order of the training: expected=" + loaded.at() + " of phase "
                            + loaded.phase() + ", actual=" + needed.at() + " of phase " + needed.phase());
        }
        return loaded;
    }

    /** Ends the thread once it has read its present batch. */
    @Override
    public void close() {
        closed = true;
        room.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        batches.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.yume.train;

import java.util.Map;

/** Reads the batches of a training; used by one thread at a time. */
interface BatchReader extends AutoCloseable {

    /** Examples in a batch. */
    int size();

    /** Batches in an epoch. */
    long perEpoch();

    /**
     * Reads a batch.
     *
     * @param at which one, counted from the first of the first epoch
     * @param perEpoch how many of an epoch are used
     * @throws BatchException if the data cannot be read, or values lie where their distribution does not
     */
    void read(Batches.Reads reads, long at, long perEpoch, Map<String, float[]> into);

    @Override
    default void close() {
        // Most hold nothing.
    }
}

package io.yume.train;

import java.util.Map;

/** Reads the batches of a training; used by one thread at a time. */
interface BatchReader extends AutoCloseable {

    /** Number of examples in a batch. */
    int size();

    /** Number of batches in an epoch. */
    long perEpoch();

    /**
     * Reads a batch.
     *
     * @param reads the variables that are needed
     * @param at number of the batch, counted from 0 at the start of the training
     * @param perEpoch how many batches of each epoch are used
     * @param into an array for each variable, to be filled
     * @throws BatchException if the data cannot be read, or values lie outside of the support of their distribution
     */
    void read(Batches.Reads reads, long at, long perEpoch, Map<String, float[]> into);

    @Override
    default void close() {
        // Most readers hold nothing that must be closed.
    }
}

package io.yume.train;

import io.yume.train.Turns.Needed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a training its batches, step by step. All batches of a step are read before its first update, so that data
 * that cannot be read changes nothing.
 */
interface BatchSource extends AutoCloseable {

    /**
     * The batches of the next step, by variable, in the order of its turns. The caller may use them until it asks for
     * the next ones.
     *
     * @param step number of the step, counted from 0 at the start of the training
     * @throws BatchException if one could not be read
     */
    List<Map<String, float[]>> next(long step);

    @Override
    void close();

    /**
     * Reads each batch when it is asked for, in the same thread.
     *
     * @param reads the variables that each phase needs
     * @param perEpoch how many batches of each epoch are used
     */
    static BatchSource reading(Turns turns, BatchReader batches, List<Batches.Reads> reads, long perEpoch) {
        // One buffer for each position within a step, reused by every step.
        Map<Needed, Map<String, float[]>> buffers = new HashMap<>();
        return new BatchSource() {
            @Override
            public List<Map<String, float[]>> next(long step) {
                List<Map<String, float[]>> all = new ArrayList<>();
                for (Needed needed : turns.needed(step)) {
                    Batches.Reads own = reads.get(needed.phase());
                    Needed place = new Needed(needed.phase(), needed.at() % turns.batchesPerStep());
                    Map<String, float[]> buffer = buffers.computeIfAbsent(place, unused -> own.buffers(batches.size()));
                    batches.read(own, needed.at(), perEpoch, buffer);
                    all.add(buffer);
                }
                return all;
            }

            @Override
            public void close() {
                batches.close();
            }
        };
    }
}

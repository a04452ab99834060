package io.yume.train;

import java.util.List;
import java.util.Map;

/** Where the phases of a training get their batches, one after the other in the order of the training. */
interface BatchSource extends AutoCloseable {

    /**
     * The next batch, by variable; it is the caller's until it asks for another one.
     *
     * @param phase whose it is
     * @param at which one, counted from the first of the training
     * @throws BatchException if it could not be read
     */
    Map<String, float[]> next(int phase, long at);

    @Override
    void close();

    /**
     * Reads each batch when it is asked for.
     *
     * @param reads what each phase needs
     * @param perEpoch batches of an epoch that are used
     */
    static BatchSource reading(BatchReader batches, List<Batches.Reads> reads, long perEpoch) {
        List<Map<String, float[]>> buffers =
                reads.stream().map(each -> each.buffers(batches.size())).toList();
        return new BatchSource() {
            @Override
            public Map<String, float[]> next(int phase, long at) {
                batches.read(reads.get(phase), at, perEpoch, buffers.get(phase));
                return buffers.get(phase);
            }

            @Override
            public void close() {
                batches.close();
            }
        };
    }
}

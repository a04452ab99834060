package io.yume.train;

import io.yume.data.ExampleStream;
import io.yume.graph.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads batches of a stream, in the stream's order. */
final class StreamedBatches implements BatchReader {

    private final ExampleStream stream;
    private final int batch;
    private final long perEpoch;
    private final int perStep;
    /** The batches of the present step, since several phases may read each of them. */
    private final Map<Long, Map<String, float[]>> held = new HashMap<>();

    private final Map<String, float[]> example = new LinkedHashMap<>();
    private ExampleStream.Cursor cursor;
    private long next;

    /**
     * Opens nothing yet.
     *
     * @param batch examples in a batch
     * @param examples how many examples are called an epoch
     * @param perStep batches of a step of the training
     */
    StreamedBatches(ExampleStream stream, int batch, long examples, int perStep) {
        if (batch < 1 || batch > examples) {
            throw new IllegalArgumentException("a batch must have between 1 and all examples of an epoch: batch="
                    + batch + ", examples=" + examples);
        }
        this.stream = stream;
        this.batch = batch;
        this.perStep = perStep;
        perEpoch = examples / batch;
        stream.variables().forEach((name, shape) -> example.put(name, new float[shape.size()]));
    }

    @Override
    public int size() {
        return batch;
    }

    @Override
    public long perEpoch() {
        return perEpoch;
    }

    @Override
    public void read(Batches.Reads reads, long at, long used, Map<String, float[]> into) {
        try {
            held.keySet().removeIf(other -> other / perStep != at / perStep);
            Map<String, float[]> values = held.get(at);
            if (values == null) {
                values = batch(at);
                held.put(at, values);
            }
            copy(reads, values, at, into);
        } catch (RuntimeException e) {
            // A part of the batch may have been read and is lost: the next call reopens the stream.
            close();
            throw new BatchException(at % used, at / used, e);
        }
    }

    private Map<String, float[]> batch(long at) {
        long first = Math.multiplyExact(at, batch);
        if (cursor == null || next != first) {
            close();
            cursor = stream.from(first);
            next = first;
        }
        Map<String, float[]> values = new LinkedHashMap<>();
        example.forEach((name, part) -> values.put(name, new float[batch * part.length]));
        for (int row = 0; row < batch; row++) {
            cursor.next(example);
            next++;
            for (Map.Entry<String, float[]> part : example.entrySet()) {
                int size = part.getValue().length;
                System.arraycopy(part.getValue(), 0, values.get(part.getKey()), row * size, size);
            }
        }
        return values;
    }

    private void copy(Batches.Reads reads, Map<String, float[]> values, long at, Map<String, float[]> into) {
        for (Map.Entry<String, Shape> part : reads.shapes().entrySet()) {
            float[] from = values.get(part.getKey());
            int size = part.getValue().size();
            for (int row = 0; row < batch; row++) {
                reads.requireSupport(part.getKey(), from, row * size, size, at * batch + row);
            }
            System.arraycopy(from, 0, into.get(part.getKey()), 0, from.length);
        }
    }

    @Override
    public void close() {
        held.clear();
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}

package io.yume.train;

import io.yume.data.DataSet;
import io.yume.distribution.Support;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.ObjectiveGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Reads batches of a data set. The examples of a step depend on the seed and the step alone. The examples at the end
 * of an epoch's shuffled order that do not fill a batch are left out, other ones in each epoch. Used by one thread at
 * a time.
 */
final class Batches implements BatchReader {

    private final DataSet data;
    private final int batch;
    private final Seed seed;
    private int[] order;
    private long orderOf = -1;

    /**
     * The variables that a program reads.
     *
     * @param shapes the shape of one value, without the batch axis
     * @param supports where values must lie, for those variables whose log-density is taken
     */
    record Reads(Map<String, Shape> shapes, Map<String, Support> supports) {

        static Reads of(Program program, ObjectiveGraph graph) {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            graph.observed().forEach((name, shape) -> {
                if (program.placeholders().contains(name)) {
                    shapes.put(name, shape);
                }
            });
            return new Reads(shapes, graph.supports());
        }

        /**
         * Checks the value of a variable in one example.
         *
         * @throws IllegalArgumentException if it lies outside of the support of its distribution; the message names
         *     the example
         */
        void requireSupport(String name, float[] values, int from, int size, long example) {
            Support support = supports.get(name);
            if (support != null) {
                support.require(name, values, from, size, example);
            }
        }

        /** New arrays for the values of a batch. */
        Map<String, float[]> buffers(int batch) {
            Map<String, float[]> buffers = new LinkedHashMap<>();
            shapes.forEach((name, shape) -> buffers.put(name, new float[batch * shape.size()]));
            return buffers;
        }
    }

    Batches(DataSet data, int batch, Seed seed) {
        if (batch < 1 || batch > data.size()) {
            throw new IllegalArgumentException(
                    "a batch must have between 1 and all examples: batch=" + batch + ", examples=" + data.size());
        }
        this.data = data;
        this.batch = batch;
        this.seed = seed;
    }

    @Override
    public int size() {
        return batch;
    }

    @Override
    public long perEpoch() {
        return data.size() / batch;
    }

    /** Reads a batch of an epoch's shuffled order. */
    @Override
    public void read(Reads reads, long at, long perEpoch, Map<String, float[]> into) {
        long epoch = at / perEpoch;
        if (epoch != orderOf) {
            order = seed.split("order", epoch).shuffled(data.size());
            orderOf = epoch;
        }
        int begin = Math.toIntExact(at % perEpoch * batch);
        try {
            read(reads, row -> order[begin + row], seed.split("epoch", epoch), into);
        } catch (RuntimeException e) {
            throw new BatchException(at % perEpoch, epoch, e);
        }
    }

    /** Reads consecutive examples in their own order. */
    void readFrom(Reads reads, int begin, Map<String, float[]> into) {
        read(reads, row -> begin + row, seed, into);
    }

    private void read(Reads reads, IntUnaryOperator example, Seed draw, Map<String, float[]> into) {
        reads.shapes().forEach((name, shape) -> {
            float[] buffer = into.get(name);
            for (int row = 0; row < batch; row++) {
                int from = row * shape.size();
                data.read(name, example.applyAsInt(row), draw.split(name, example.applyAsInt(row)), buffer, from);
                reads.requireSupport(name, buffer, from, shape.size(), example.applyAsInt(row));
            }
        });
    }
}

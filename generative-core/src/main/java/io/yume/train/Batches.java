package io.yume.train;

import io.yume.data.DataSet;
import io.yume.distribution.Support;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.ObjectiveGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * Reads batches of examples. Which examples a step sees is a function of the seed and the step alone; the last examples of an epoch that
 * do not fill a batch are left out, others in each epoch. Used by one thread at a time.
 */
final class Batches {

    private final DataSet data;
    private final int batch;
    private final Seed seed;
    private int[] order;
    private long orderOf = -1;

    /**
     * What a program reads of the variables of its graph.
     *
     * @param shapes the shape of one value, with that of a batch left out
     * @param supports where values must lie, of those variables for which that matters
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

        /** Room for the values of a batch. */
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

    int size() {
        return batch;
    }

    long perEpoch() {
        return data.size() / batch;
    }

    /**
     * Reads one of the shuffled batches of an epoch.
     *
     * @param at which one, counted from the first of the first epoch
     * @param perEpoch how many of an epoch are used
     * @throws BatchException if the data cannot be read, or values lie where their distribution does not
     */
    void read(Reads reads, long at, long perEpoch, Map<String, float[]> into) {
        long epoch = at / perEpoch;
        if (epoch != orderOf) {
            order = shuffled(epoch);
            orderOf = epoch;
        }
        int begin = Math.toIntExact(at % perEpoch * batch);
        try {
            read(reads, row -> order[begin + row], seed.split("epoch", epoch), into);
        } catch (RuntimeException e) {
            throw new BatchException(at % perEpoch, epoch, e);
        }
    }

    /** Reads examples in their order, from one on. */
    void readFrom(Reads reads, int begin, Map<String, float[]> into) {
        read(reads, row -> begin + row, seed, into);
    }

    private void read(Reads reads, IntUnaryOperator example, Seed draw, Map<String, float[]> into) {
        reads.shapes().forEach((name, shape) -> {
            float[] buffer = into.get(name);
            Support support = reads.supports().get(name);
            for (int row = 0; row < batch; row++) {
                int from = row * shape.size();
                data.read(name, example.applyAsInt(row), draw.split(name, example.applyAsInt(row)), buffer, from);
                for (int i = from; support != null && i < from + shape.size(); i++) {
                    if (!support.contains().test(buffer[i])) {
                        throw new IllegalArgumentException(
                                "a variable must lie where its distribution does: variable=" + name + ", expected="
                                        + support + ", actual=" + buffer[i] + ", example=" + example.applyAsInt(row));
                    }
                }
            }
        });
    }

    private int[] shuffled(long epoch) {
        SplittableRandom random = seed.split("order", epoch).generator();
        int[] shuffled = new int[data.size()];
        for (int i = 0; i < shuffled.length; i++) {
            int j = random.nextInt(i + 1);
            shuffled[i] = shuffled[j];
            shuffled[j] = i;
        }
        return shuffled;
    }
}

package io.yume.train;

import io.yume.data.DataSet;
import io.yume.distribution.Support;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fills the placeholders of a program with examples. Which examples a step sees is a function of the seed and the step alone; the
 * last examples of an epoch that do not fill a batch are left out, others in each epoch.
 */
final class Batches {

    private final DataSet data;
    private final int batch;
    private final Seed seed;
    private final Map<String, float[]> buffers = new LinkedHashMap<>();
    private final Map<String, Shape> observed;
    private final Map<String, Support> supports;
    private int[] order;
    private long orderOf = -1;

    Batches(DataSet data, int batch, Seed seed, Map<String, Shape> observed, Map<String, Support> supports) {
        if (batch < 1 || batch > data.size()) {
            throw new IllegalArgumentException(
                    "a batch must have between 1 and all examples: batch=" + batch + ", examples=" + data.size());
        }
        this.data = data;
        this.batch = batch;
        this.seed = seed;
        this.observed = observed;
        this.supports = supports;
        observed.forEach((name, shape) -> buffers.put(name, new float[batch * shape.size()]));
    }

    /** Leaves out what a program does not read. */
    Batches only(Collection<String> read) {
        buffers.keySet().retainAll(read);
        return this;
    }

    long perEpoch() {
        return data.size() / batch;
    }

    /** The shuffled batch of a step. */
    void feed(Program program, long step) {
        long epoch = step / perEpoch();
        if (epoch != orderOf) {
            order = shuffled(epoch);
            orderOf = epoch;
        }
        int begin = Math.toIntExact(step % perEpoch() * batch);
        for (int row = 0; row < batch; row++) {
            read(row, order[begin + row], seed.split("epoch", epoch));
        }
        buffers.forEach(program::feed);
    }

    /** Examples in their order, from one on. */
    void feedFrom(Program program, int begin) {
        for (int row = 0; row < batch; row++) {
            read(row, begin + row, seed);
        }
        buffers.forEach(program::feed);
    }

    private void read(int row, int example, Seed draw) {
        buffers.forEach((name, buffer) -> {
            int size = observed.get(name).size();
            data.read(name, example, draw.split(name, example), buffer, row * size);
            Support support = supports.get(name);
            for (int i = row * size; support != null && i < (row + 1) * size; i++) {
                if (!support.contains().test(buffer[i])) {
                    throw new IllegalArgumentException("a variable must lie where its distribution does: variable="
                            + name + ", expected=" + support + ", actual=" + buffer[i] + ", example=" + example);
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

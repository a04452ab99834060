package io.yume.train;

import io.yume.data.DataSet;
import io.yume.distribution.Support;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.loss.ObjectiveGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * Fills the placeholders of a program with examples. Which examples a step sees is a function of the seed and the step alone; the
 * last examples of an epoch that do not fill a batch are left out, others in each epoch.
 */
final class Batches {

    private final DataSet data;
    private final int batch;
    private final Seed seed;
    private final Map<String, float[]> buffers = new LinkedHashMap<>();
    private int[] order;
    private long orderOf = -1;

    Batches(DataSet data, int batch, Seed seed) {
        if (batch < 1 || batch > data.size()) {
            throw new IllegalArgumentException(
                    "a batch must have between 1 and all examples: batch=" + batch + ", examples=" + data.size());
        }
        this.data = data;
        this.batch = batch;
        this.seed = seed;
    }

    long perEpoch() {
        return data.size() / batch;
    }

    /**
     * One of the shuffled batches of an epoch.
     *
     * @param at which one, counted from the first of the first epoch
     * @param perEpoch how many of an epoch are used
     */
    void feed(Program program, ObjectiveGraph graph, long at, long perEpoch) {
        long epoch = at / perEpoch;
        if (epoch != orderOf) {
            order = shuffled(epoch);
            orderOf = epoch;
        }
        int begin = Math.toIntExact(at % perEpoch * batch);
        Seed draw = seed.split("epoch", epoch);
        feed(program, graph, row -> order[begin + row], draw);
    }

    /** Examples in their order, from one on. */
    void feedFrom(Program program, ObjectiveGraph graph, int begin) {
        feed(program, graph, row -> begin + row, seed);
    }

    /** Feeds what a program reads of a graph's variables. */
    private void feed(Program program, ObjectiveGraph graph, IntUnaryOperator example, Seed draw) {
        graph.observed().forEach((name, shape) -> {
            if (!program.placeholders().contains(name)) {
                return;
            }
            float[] buffer = buffers.computeIfAbsent(name, unused -> new float[batch * shape.size()]);
            Support support = graph.supports().get(name);
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
            program.feed(name, buffer);
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

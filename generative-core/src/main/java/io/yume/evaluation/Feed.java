package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.distribution.Support;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Inputs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Feeds examples of a data set to programs, with noise that belongs to each example. */
record Feed(DataSet data, Seed seed) {

    /** Computes the examples {@code begin .. end - 1} at once. */
    @FunctionalInterface
    interface Batch {
        void run(int begin, int end);
    }

    /** All examples in batches; the last one may be smaller. */
    static void inBatches(int examples, int batch, Batch each) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch must have an example: batch=" + batch);
        }
        for (int begin = 0; begin < examples; begin += batch) {
            each.run(begin, Math.min(examples, begin + batch));
        }
    }

    /** Feeds programs the values of their variables, for as many rows as they have. */
    void feed(Program program, Inputs inputs, int rows, IntUnaryOperator exampleOfRow) {
        values(inputs.observed(), inputs.supports(), rows, exampleOfRow).forEach(program::offer);
    }

    /** The values of variables, row after row. */
    Map<String, float[]> values(
            Map<String, Shape> observed, Map<String, Support> supports, int rows, IntUnaryOperator exampleOfRow) {
        Map<String, float[]> all = new LinkedHashMap<>();
        observed.forEach((name, shape) -> {
            float[] values = new float[rows * shape.size()];
            Support support = supports.get(name);
            for (int row = 0; row < rows; row++) {
                int example = exampleOfRow.applyAsInt(row);
                data.read(name, example, seed.split("data").split(name, example), values, row * shape.size());
                if (support != null) {
                    support.require(name, values, row * shape.size(), shape.size(), example);
                }
            }
            all.put(name, values);
        });
        return all;
    }

    /** Noise that depends on the example alone, not on the other examples in its batch. */
    Noise noise(int rows, IntUnaryOperator exampleOfRow, long step) {
        long[] streams = new long[rows];
        for (int row = 0; row < rows; row++) {
            streams[row] = seed.split("noise", exampleOfRow.applyAsInt(row)).value();
        }
        return new Noise(streams, step);
    }
}

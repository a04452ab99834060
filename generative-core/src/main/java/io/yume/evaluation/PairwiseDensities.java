package io.yume.evaluation;

import io.yume.distribution.ElementwiseLaw;
import io.yume.distribution.Law;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.loss.LawGraph;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** The log-densities of each of several values under the laws of each of several examples. */
final class PairwiseDensities {

    /** Numbers that are compared at once, so that memory does not grow with the number of values. */
    private static final int AT_ONCE = 1 << 20;

    private static final String VALUES = "values";
    private static final String LOGS = "logs";

    private PairwiseDensities() {}

    /** Receives the result for each value and each row of examples. */
    @FunctionalInterface
    interface Pair {
        /** @param logs the log-density in nats, or those of all elements; the array is reused by the next call */
        void of(int value, int row, double... logs);
    }

    /**
     * Compares all pairs.
     *
     * @param rows number of examples in the graph
     * @param values one after the other, each of the law's event
     * @param byElement whether log-densities are given element by element, which needs a law of independent elements
     * @param given feeds the variables that the law is given
     */
    static void of(
            LawGraph graph,
            Parameters learned,
            int rows,
            float[] values,
            boolean byElement,
            Consumer<Program> given,
            Pair each) {
        Law law = graph.law();
        int size = law.event().size();
        int count = values.length / size;
        int atOnce = Math.max(1, Math.min(count, AT_ONCE / (rows * size)));
        Node beside = graph.besideAll(VALUES, atOnce);
        Node logs = byElement ? ((ElementwiseLaw) law).boundedElementLogProb(beside) : law.boundedLogProb(beside);
        int parts = byElement ? size : 1;
        double[] pair = new double[parts];
        try (Program program = Program.of(Map.of(LOGS, logs), learned)) {
            given.accept(program);
            for (int begin = 0; begin < count; begin += atOnce) {
                int end = Math.min(count, begin + atOnce);
                // The last block is padded with zeros, whose results are ignored.
                program.feed(
                        VALUES, Arrays.copyOf(Arrays.copyOfRange(values, begin * size, end * size), atOnce * size));
                program.run(Noise.of(Seed.root(0), rows, 0));
                float[] found = program.get(LOGS);
                for (int i = 0; i < (end - begin) * rows; i++) {
                    for (int part = 0; part < parts; part++) {
                        pair[part] = found[i * parts + part];
                    }
                    each.of(begin + i / rows, i % rows, pair);
                }
            }
        }
    }
}

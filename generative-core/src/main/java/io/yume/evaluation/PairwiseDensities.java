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

/** Log-densities of all of some values under the laws of all of some examples. */
final class PairwiseDensities {

    /** How many numbers are compared at once, so that memory does not grow with values. */
    private static final int AT_ONCE = 1 << 20;

    private static final String VALUES = "values";
    private static final String LOGS = "logs";

    private PairwiseDensities() {}

    /** What comes for each value and each row of examples. */
    @FunctionalInterface
    interface Pair {
        /** @param logs the log-density in nats, or those of all elements; another call has the same array */
        void of(int value, int row, double... logs);
    }

    /**
     * Compares.
     *
     * @param rows number of examples of the graph
     * @param values one after the other, each of the law's event
     * @param byElement whether log-densities come element by element, which takes a law of independent ones
     * @param given feeds what the law is given
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
                // The last ones are filled up with zeros, of which nothing is read.
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

package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Objective;
import io.yume.loss.ObjectiveGraph;
import java.util.Map;

/** An objective for each example on its own, where {@link io.yume.train.Trainer#evaluate(Objective, DataSet)} has means. */
public final class ExampleScores {

    private static final String VALUE = "value";

    private ExampleScores() {}

    /**
     * The values, in the order of the data. They do not depend on the size of a batch but by rounding.
     *
     * @param perExample one number per example: without {@code mean()} or {@code sum()}
     * @param batch examples at once
     * @throws IllegalArgumentException if the objective is one number in all, follows a schedule, or needs what was not learned
     */
    public static double[] of(Objective perExample, Parameters learned, DataSet data, int batch, Seed seed) {
        double[] scores = new double[data.size()];
        Feed feed = new Feed(data, seed);
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            int rows = end - begin;
            ObjectiveGraph graph = graph(perExample, rows, data.variables());
            Feed.requireLearned(graph.specs(), learned, perExample);
            try (Program program = Program.of(Map.of(VALUE, graph.value()), learned)) {
                feed.feed(program, graph.observed(), graph.supports(), rows, row -> begin + row);
                program.run(feed.noise(rows, row -> begin + row, 0));
                float[] values = program.get(VALUE);
                for (int row = 0; row < rows; row++) {
                    scores[begin + row] = values[row];
                }
            }
        });
        return scores;
    }

    static ObjectiveGraph graph(Objective perExample, int rows, Map<String, Shape> variables) {
        ObjectiveGraph graph = ObjectiveGraph.evaluation(perExample, rows, variables);
        if (!graph.value().shape().equals(Shape.of(rows))) {
            throw new IllegalArgumentException(
                    "a score is one number per example: use no mean() or sum(), and what depends on the data: term="
                            + perExample);
        }
        if (!graph.schedules().isEmpty()) {
            throw new IllegalArgumentException("a score must not follow a schedule: schedules="
                    + graph.schedules().keySet() + ", term=" + perExample);
        }
        return graph;
    }
}

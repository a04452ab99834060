package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Objective;
import io.yume.loss.ObjectiveGraph;
import java.util.Map;

/**
 * The value of an objective for each example, where {@link io.yume.train.Trainer#evaluate(Objective, DataSet)} gives
 * means.
 */
public final class ExampleScores {

    private static final String VALUE = "value";

    private ExampleScores() {}

    /**
     * The values, in the order of the data. Up to rounding, they do not depend on the batch size.
     *
     * @param perExample one number per example: without {@code mean()} or {@code sum()}
     * @param batch number of examples computed at once
     * @throws IllegalArgumentException if the objective is one number for the whole batch, follows a schedule, or
     *     needs a tensor that was not learned
     */
    public static double[] of(Objective perExample, Parameters learned, DataSet data, int batch, Seed seed) {
        double[] scores = new double[data.size()];
        Feed feed = new Feed(data, seed);
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            int rows = end - begin;
            ObjectiveGraph graph = graph(perExample, rows, data.variables());
            graph.inputs().requireLearned(learned, perExample);
            try (Program program = Program.of(Map.of(VALUE, graph.value()), learned)) {
                feed.feed(program, graph.inputs(), rows, row -> begin + row);
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

package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.graph.Node;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.LawGraph;
import java.util.Arrays;
import java.util.Map;

/** How often the most probable value of a classifier, such as {@code q(y|x)}, is the one that the data has. */
public final class Accuracy {

    private static final String MODE = "mode";

    private Accuracy() {}

    /**
     * The share of the examples whose value is the classifier's mode.
     *
     * @param classifier of a variable of the data, given others
     * @param batch examples at once
     * @throws IllegalArgumentException if the data lacks the variable, the classifier's family has no mode, or something is needed that was
     *     not learned
     */
    public static double of(Factor classifier, Parameters learned, DataSet data, int batch, Seed seed) {
        String classes = classifier.variable();
        Shape shape = data.variables().get(classes);
        if (shape == null) {
            throw new IllegalArgumentException("accuracy needs the right classes: variable=" + classes + ", data="
                    + data.variables().keySet());
        }
        int[] right = new int[1];
        Feed feed = new Feed(data, seed);
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            int rows = end - begin;
            LawGraph graph = LawGraph.of(classifier, rows, data.variables());
            Feed.requireLearned(graph.specs(), learned, classifier);
            try (Program program = Program.of(Map.of(MODE, mode(graph.law(), classifier, rows)), learned)) {
                feed.feed(program, graph.observed(), graph.supports(), rows, row -> begin + row);
                program.run(feed.noise(rows, row -> begin + row, 0));
                right[0] += agreeing(program.get(MODE), shape.size(), feed, classes, begin);
            }
        });
        return right[0] / (double) data.size();
    }

    private static Node mode(Law law, Factor of, int rows) {
        Node mode = law.mode()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a classifier must have a mode: family=" + of.family().name() + ", distribution=" + of));
        int size = law.event().size();
        return mode.reshape(mode.shape().size() / size, size).broadcastTo(Shape.of(rows, size));
    }

    private static int agreeing(float[] modes, int size, Feed feed, String classes, int begin) {
        int right = 0;
        float[] expected = new float[size];
        for (int row = 0; row < modes.length / size; row++) {
            Seed draw = feed.seed().split("data").split(classes, begin + row);
            feed.data().read(classes, begin + row, draw, expected, 0);
            right += Arrays.equals(modes, row * size, (row + 1) * size, expected, 0, size) ? 1 : 0;
        }
        return right;
    }
}

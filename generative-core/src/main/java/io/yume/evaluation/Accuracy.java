package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.graph.Node;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.LawGraph;
import io.yume.loss.SampleGraph;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often the most probable value of a classifier, such as {@code q(y|x)}, is the value in the data. */
public final class Accuracy {

    private static final String MODE = "mode";
    private static final String MEAN = "mean";

    private Accuracy() {}

    /**
     * The share of the examples whose value is the classifier's mode.
     *
     * @param classifier of a variable of the data, given others
     * @param batch number of examples computed at once
     * @throws IllegalArgumentException if the data lacks the variable, the classifier's family has no mode, it has
     *     another number of classes, or a tensor that is needed was not learned
     */
    public static double of(Factor classifier, Parameters learned, DataSet data, int batch, Seed seed) {
        String classes = classifier.variable();
        Shape shape = requireClasses(classes, data);
        int[] right = new int[1];
        Feed feed = new Feed(data, seed);
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            int rows = end - begin;
            LawGraph graph = LawGraph.of(classifier, rows, data.variables());
            graph.inputs().requireLearned(learned, classifier);
            requireSize(classes, shape.size(), graph.law().event().size());
            try (Program program = Program.of(Map.of(MODE, mode(graph.law(), classifier, rows)), learned)) {
                feed.feed(program, graph.inputs(), rows, row -> begin + row);
                program.run(feed.noise(rows, row -> begin + row, 0));
                right[0] += agreeing(program.get(MODE), shape.size(), feed, classes, begin);
            }
        });
        return right[0] / (double) data.size();
    }

    /**
     * The share of the examples whose class is the most probable one when the class probabilities are averaged over
     * draws of the latent variables, such as {@code p(y|z)} over draws of {@code q(z|x)} in an information bottleneck.
     *
     * @param model that draws one-hot classes, given variables of the data
     * @param classes the variable of the classes
     * @param draws of the model for each example
     * @param batch number of examples computed at once
     * @throws IllegalArgumentException if there is no draw, the data or the model lacks the variable, it has no mean
     *     or another number of classes, or a tensor that is needed was not learned
     */
    public static double averaged(
            Distribution model, String classes, int draws, Parameters learned, DataSet data, int batch, Seed seed) {
        if (draws < 1) {
            throw new IllegalArgumentException("an average needs a draw: draws=" + draws);
        }
        int size = requireClasses(classes, data).size();
        Map<String, Shape> given = new LinkedHashMap<>(data.variables());
        given.remove(classes);
        int[] right = new int[1];
        Feed feed = new Feed(data, seed);
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            int rows = end - begin;
            SampleGraph graph = SampleGraph.of(model, rows, given);
            graph.inputs().requireLearned(learned, model);
            Node mean = graph.means().get(classes);
            if (mean == null) {
                throw new IllegalArgumentException(
                        "a model must draw classes that have a mean: variable=" + classes + ", model=" + model);
            }
            requireSize(classes, size, mean.shape().size() / rows);
            double[] sum = new double[rows * size];
            try (Program program = Program.of(Map.of(MEAN, mean), learned)) {
                feed.feed(program, graph.inputs(), rows, row -> begin + row);
                for (int draw = 0; draw < draws; draw++) {
                    program.run(feed.noise(rows, row -> begin + row, draw));
                    float[] each = program.get(MEAN);
                    Arrays.setAll(sum, i -> sum[i] + each[i]);
                }
            }
            right[0] += agreeing(greatest(sum, size), size, feed, classes, begin);
        });
        return right[0] / (double) data.size();
    }

    /** For each row a one-hot vector: 1 at the largest element, at the first of them if several are equal. */
    private static float[] greatest(double[] rows, int size) {
        float[] greatest = new float[rows.length];
        for (int row = 0; row < rows.length; row += size) {
            int at = row;
            for (int i = row; i < row + size; i++) {
                at = rows[i] > rows[at] ? i : at;
            }
            greatest[at] = 1;
        }
        return greatest;
    }

    private static Shape requireClasses(String classes, DataSet data) {
        Shape shape = data.variables().get(classes);
        if (shape == null) {
            throw new IllegalArgumentException("accuracy needs the right classes: variable=" + classes + ", data="
                    + data.variables().keySet());
        }
        return shape;
    }

    private static void requireSize(String classes, int expected, int actual) {
        if (actual != expected) {
            throw new IllegalArgumentException("a model must have as many classes as the data: variable=" + classes
                    + ", expected=" + expected + ", actual=" + actual);
        }
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

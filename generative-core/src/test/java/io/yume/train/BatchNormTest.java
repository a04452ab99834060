package io.yume.train;

import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Transformed;
import io.yume.flow.ActNorm;
import io.yume.flow.BatchNormFlow;
import io.yume.flow.Flows;
import io.yume.graph.Adam;
import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.loss.Phase;
import io.yume.nn.BatchMoments;
import io.yume.nn.BatchNorm;
import io.yume.nn.Dense;
import io.yume.nn.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of batches where it trains, running ones where it is used, and how these are kept. */
final class BatchNormTest {

    private static final Noise SILENT = Noise.of(Seed.root(0), 4, 0);

    private static double[] numbers(int count, long seed) {
        return new SplittableRandom(seed)
                .doubles(count, -1, 2)
                .map(x -> (float) x)
                .toArray();
    }

    private static Map<String, double[]> leaves(int features, int size) {
        Map<String, double[]> leaves = new HashMap<>();
        leaves.put("x", numbers(size, 1));
        leaves.put("gain", numbers(features, 2));
        leaves.put("bias", numbers(features, 3));
        leaves.put("running.mean", numbers(features, 4));
        leaves.put(
                "running.variance",
                IntStream.range(0, features).mapToDouble(i -> 0.5 + i).toArray());
        return leaves;
    }

    private static double[] evaluate(Node node, Map<String, double[]> leaves) {
        return new Reference(leaves, SILENT).evaluate(node);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        IntStream.range(0, values.length).forEach(i -> floats[i] = (float) values[i]);
        return floats;
    }

    /** Rows, and images of 2x3, in training and in use: slopes in double precision, and the compiled program. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientsAreSlopesAndTheProgramIsTheReference(boolean training) {
        for (int[] dims : new int[][] {{4, 3}, {4, 3, 2, 3}}) {
            BatchNorm layer = BatchNorm.of(3);
            Graph graph = new Graph();
            Node x = graph.placeholder("x", dims);
            Node out = layer.apply(x, training ? Scope.training() : Scope.inference());
            double[] weights = numbers(x.shape().size(), 7);
            Node loss = out.times(graph.constant(weights, dims)).sum();
            Map<String, double[]> leaves = leaves(3, x.shape().size());
            List<Node> wrt = List.of(x, graph.parameter("gain", 3), graph.parameter("bias", 3));
            List<Node> gradients = Gradients.of(loss, wrt);
            List<String> names = List.of("x", "gain", "bias");
            for (int i = 0; i < wrt.size(); i++) {
                double[] analytic = evaluate(gradients.get(i), leaves);
                for (int at = 0; at < analytic.length; at++) {
                    double slope =
                            (moved(loss, leaves, names.get(i), at, 1e-5) - moved(loss, leaves, names.get(i), at, -1e-5))
                                    / 2e-5;
                    assertThat(analytic[at]).as(names.get(i) + "[" + at + "]").isCloseTo(slope, within(1e-6));
                }
            }
            try (Parameters parameters = new Parameters(layer.specs(), Seed.root(1))) {
                layer.specs().keySet().forEach(name -> parameters.set(name, floats(leaves.get(name))));
                try (Program program = Program.of(Map.of("out", out, "dx", gradients.get(0)), parameters)) {
                    program.feed("x", floats(leaves.get("x"))).run();
                    assertClose(program.get("out"), evaluate(out, leaves));
                    assertClose(program.get("dx"), evaluate(gradients.get(0), leaves));
                }
            }
        }
    }

    private static double moved(Node loss, Map<String, double[]> leaves, String name, int at, double by) {
        Map<String, double[]> changed = new HashMap<>(leaves);
        double[] values = leaves.get(name).clone();
        values[at] += by;
        changed.put(name, values);
        return evaluate(loss, changed)[0];
    }

    private static void assertClose(float[] actual, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
        }
    }

    @Test
    void batchHasMeanBiasAndDeviationGain() {
        Graph graph = new Graph();
        Node out =
                new BatchNorm(new BatchMoments(3, 0.9, 1e-12)).apply(graph.placeholder("x", 50, 3), Scope.training());
        Map<String, double[]> leaves = leaves(3, 150);
        double[] y = evaluate(out, leaves);
        for (int feature = 0; feature < 3; feature++) {
            double mean = 0;
            double squares = 0;
            for (int row = 0; row < 50; row++) {
                mean += y[row * 3 + feature] / 50;
                squares += y[row * 3 + feature] * y[row * 3 + feature] / 50;
            }
            double gain = leaves.get("gain")[feature];
            assertThat(mean).isCloseTo(leaves.get("bias")[feature], within(1e-9));
            assertThat(squares - mean * mean).isCloseTo(gain * gain, within(1e-6));
        }
    }

    @Test
    void usedLayerDependsOnRunningStatisticsAlone() {
        Graph graph = new Graph();
        Node out = BatchNorm.of(2).apply(graph.placeholder("x", 1, 2));
        Map<String, double[]> leaves = leaves(2, 2);
        double[] y = evaluate(out, leaves);
        for (int i = 0; i < 2; i++) {
            double standard = (leaves.get("x")[i] - leaves.get("running.mean")[i])
                    / Math.sqrt(leaves.get("running.variance")[i] + 1e-5);
            assertThat(y[i]).isCloseTo(standard * leaves.get("gain")[i] + leaves.get("bias")[i], within(1e-12));
        }
    }

    // ---- in a training

    private static final int ROWS = 16;
    private static final float[] X = floats(numbers(2 * ROWS, 11));
    private static final ArrayDataSet DATA = ArrayDataSet.of("x", X, 2).and("y", floats(numbers(2 * ROWS, 12)), 2);

    private static Factor model(String name) {
        return Normal.of("y", 2)
                .with(
                        Parameter.of(sequential(BatchNorm.of(2).named("norm"), Dense.of(2, 2)), "x"),
                        Parameter.constant(1))
                .named(name);
    }

    private static Trainer trainer(int batch) {
        return Trainer.maximise(logProb(model("m")).mean())
                .with(Adam.of(1e-2))
                .on(DATA, batch)
                .seed(3)
                .compile();
    }

    private static double[] meanAndVariance(int feature) {
        double mean = 0;
        for (int row = 0; row < ROWS; row++) {
            mean += X[2 * row + feature] / ROWS;
        }
        double squares = 0;
        for (int row = 0; row < ROWS; row++) {
            squares += (X[2 * row + feature] - mean) * (X[2 * row + feature] - mean);
        }
        return new double[] {mean, squares / (ROWS - 1)};
    }

    @Test
    void runningStatisticsFollowTheBatches() {
        try (Trainer trainer = trainer(ROWS)) {
            double left = 1;
            for (int step = 0; step < 5; step++) {
                trainer.update();
                left *= 0.9;
                for (int feature = 0; feature < 2; feature++) {
                    double[] expected = meanAndVariance(feature);
                    assertThat((double) trainer.parameters().get("m.loc.norm.running.mean")[feature])
                            .isCloseTo((1 - left) * expected[0], within(1e-6));
                    assertThat((double) trainer.parameters().get("m.loc.norm.running.variance")[feature])
                            .isCloseTo(left + (1 - left) * expected[1], within(1e-6));
                }
            }
            // An example's score does not depend on the batch in which it is evaluated.
            double together = trainer.evaluate(DATA).objective();
            double apart = 0;
            for (int row = 0; row < ROWS; row++) {
                apart += trainer.evaluate(DATA.range(row, 1)).objective() / ROWS;
            }
            assertThat(together).isCloseTo(apart, within(1e-5));
        }
    }

    /** The density of rows in which each element is normal by itself, on average over the rows. */
    private static double normals(double[] means, double[] variances, double[] scales) {
        double sum = 0;
        for (int i = 0; i < X.length; i++) {
            double z = (X[i] - means[i % 2]) / Math.sqrt(variances[i % 2]);
            double variance = variances[i % 2] * scales[i % 2] * scales[i % 2];
            sum -= 0.5 * (z * z / (scales[i % 2] * scales[i % 2]) + Math.log(2 * Math.PI * variance)) / ROWS;
        }
        return sum;
    }

    private static double[] doubles(float... floats) {
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    /** In training by the moments of the batch, in use by the running ones, in the value and in the determinant. */
    @Test
    void flowsNormaliseByTheMomentsThatLayersNormaliseBy() {
        Factor density = Transformed.of(
                Normal.standard("x", 2),
                Flows.compose(ActNorm.of(2).named("scale"), BatchNormFlow.of(2).named("norm")));
        double[][] moments = {meanAndVariance(0), meanAndVariance(1)};
        double[] means = {moments[0][0], moments[1][0]};
        double share = (ROWS - 1.0) / ROWS;
        double[] ofBatch = {moments[0][1] * share + 1e-5, moments[1][1] * share + 1e-5};
        try (Trainer trainer = Trainer.maximise(logProb(density).mean())
                .with(Adam.of(1e-2))
                .on(DATA, ROWS)
                .seed(3)
                .compile()) {
            assertThat(trainer.update().objective())
                    .isCloseTo(normals(means, ofBatch, new double[] {1, 1}), within(1e-5));
            trainer.fit(Length.updates(4));
            double left = Math.pow(0.9, 4);
            Parameters learned = trainer.parameters();
            double[] shift = doubles(learned.get("x.flow.scale.shift"));
            double[] scale = Arrays.stream(doubles(learned.get("x.flow.scale.logScale")))
                    .map(Math::exp)
                    .toArray();
            double[] running = new double[2];
            double[] variances = new double[2];
            for (int i = 0; i < 2; i++) {
                variances[i] = left + (1 - left) * moments[i][1] + 1e-5;
                running[i] = (1 - left) * means[i] + shift[i] * Math.sqrt(variances[i]);
                assertThat((double) learned.get("x.flow.norm.running.mean")[i])
                        .isCloseTo((1 - left) * means[i], within(1e-6));
            }
            assertThat(trainer.evaluate(DATA).objective()).isCloseTo(normals(running, variances, scale), within(1e-5));
        }
    }

    @Test
    void restoredTrainingGoesOnWithTheSameStatistics() {
        try (Trainer whole = trainer(4);
                Trainer resumed = trainer(4)) {
            whole.fit(Length.updates(3));
            resumed.restore(whole.checkpoint());
            whole.fit(Length.updates(9));
            resumed.fit(Length.updates(9));
            for (String name : whole.parameters().specs().keySet()) {
                assertThat(resumed.parameters().get(name))
                        .as(name)
                        .isEqualTo(whole.parameters().get(name));
            }
            assertThat(whole.parameters().get("m.loc.norm.running.mean")[0]).isNotZero();
        }
    }

    @Test
    void phasesKeepStatisticsOfTheirOwnNetworks() {
        Factor first = model("a");
        Factor second = model("b");
        try (Trainer trainer = Trainer.of(
                        Phase.maximise("first", logProb(first).mean())
                                .learning(first)
                                .with(Adam.of(1e-2)),
                        Phase.maximise("second", logProb(second).mean())
                                .learning(second)
                                .with(Adam.of(1e-2))
                                .every(2))
                .on(DATA, ROWS)
                .seed(3)
                .compile()) {
            trainer.fit(Length.updates(4));
            double[] expected = meanAndVariance(0);
            assertThat((double) trainer.parameters().get("a.loc.norm.running.mean")[0])
                    .isCloseTo((1 - Math.pow(0.9, 4)) * expected[0], within(1e-6));
            assertThat((double) trainer.parameters().get("b.loc.norm.running.mean")[0])
                    .isCloseTo((1 - Math.pow(0.9, 2)) * expected[0], within(1e-6));
        }
    }

    @Test
    void wrongShapesAreNamed() {
        Graph graph = new Graph();
        assertThatThrownBy(() -> BatchNorm.of(3).apply(graph.placeholder("x", 4, 2)))
                .hasMessageContaining("must be [rows, 3] or [rows, 3, height, width]: placeholder 'x' [4, 2]");
        assertThatThrownBy(() -> BatchNorm.of(2).apply(graph.placeholder("one", 1, 2), Scope.training()))
                .hasMessageContaining("two values of each feature");
        assertThatThrownBy(() -> BatchNorm.of(2).keeping(1)).hasMessageContaining("keep=1.0");
    }
}

package io.yume.nn;

import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.sequential;
import static org.assertj.core.api.Assertions.assertThat;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.graph.Adam;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is dropped, when, and by whose noise. */
final class DropoutTest {

    private static final int ROWS = 40;
    private static final int WIDTH = 2500;

    private static float[] drop(Node out, int streams, long step) {
        try (Program program = Program.of(Map.of("out", out), null)) {
            program.run(Noise.of(Seed.root(3), streams, step));
            return program.get("out");
        }
    }

    private static Node ones(Graph graph, int rows) {
        return graph.constant(1, Shape.of(rows, WIDTH));
    }

    @Test
    void keepsTheMeanAndDropsAtItsRate() {
        Graph graph = new Graph();
        float[] out = drop(Dropout.of(0.2).apply(ones(graph, ROWS), Scope.training()), ROWS, 0);
        int dropped = 0;
        for (float value : out) {
            dropped += value == 0 ? 1 : 0;
            assertThat(value == 0 || value == 1.25f).isTrue();
        }
        // Five standard deviations of 100,000 coins.
        double rate = dropped / (double) out.length;
        assertThat(rate).isCloseTo(0.2, Offset.offset(5 * Math.sqrt(0.2 * 0.8 / out.length)));
    }

    @Test
    void differsPerRowStepAndName() {
        Graph graph = new Graph();
        Network layer = Dropout.of(0.5);
        float[] out = drop(layer.apply(ones(graph, 2), Scope.training()), 2, 0);
        assertThat(Arrays.copyOf(out, WIDTH)).isNotEqualTo(Arrays.copyOfRange(out, WIDTH, 2 * WIDTH));
        assertThat(drop(layer.apply(ones(graph, 2), Scope.training()), 2, 0)).isEqualTo(out);
        assertThat(drop(layer.apply(ones(graph, 2), Scope.training()), 2, 1)).isNotEqualTo(out);
        assertThat(drop(layer.named("b").apply(ones(graph, 2), Scope.training()), 2, 0))
                .isNotEqualTo(out);
        assertThat(drop(layer.apply(ones(graph, 2), Scope.training().on("later")), 2, 0))
                .isNotEqualTo(out);
    }

    @Test
    void aRowsMaskDoesNotDependOnTheBatch() {
        Graph graph = new Graph();
        float[] two = drop(Dropout.of(0.5).apply(ones(graph, 2), Scope.training()), 2, 0);
        float[] three = drop(Dropout.of(0.5).apply(ones(new Graph(), 3), Scope.training()), 3, 0);
        assertThat(Arrays.copyOf(three, 2 * WIDTH)).isEqualTo(two);
    }

    @Test
    void stepsOfASequenceDrawFromTheStreamsOfTheirRows() {
        Graph graph = new Graph();
        Scope scope = Scope.training().ofStreams(2);
        float[] out = drop(Dropout.of(0.5).apply(ones(graph, 6), scope), 2, 0);
        float[] one = drop(
                Dropout.of(0.5).apply(ones(new Graph(), 3), Scope.training().ofStreams(1)), 1, 0);
        for (int step = 0; step < 3; step++) {
            // The first stream's row of each step.
            assertThat(Arrays.copyOfRange(out, 2 * step * WIDTH, (2 * step + 1) * WIDTH))
                    .isEqualTo(Arrays.copyOfRange(one, step * WIDTH, (step + 1) * WIDTH));
        }
        assertThat(Arrays.copyOf(one, WIDTH)).isNotEqualTo(Arrays.copyOfRange(one, WIDTH, 2 * WIDTH));
    }

    /** Such as the values of a variable that is summed out: the same for every example. */
    @Test
    void rowsThatAreNoneOfTheBatchDrawFromItsFirstStream() {
        float[] of = drop(
                Dropout.of(0.5).apply(ones(new Graph(), 3), Scope.training().ofStreams(2)), 2, 0);
        float[] more = drop(
                Dropout.of(0.5).apply(ones(new Graph(), 3), Scope.training().ofStreams(5)), 5, 0);
        assertThat(of).isEqualTo(more);
        for (int row = 0; row < 3; row++) {
            float[] own = Arrays.copyOfRange(of, row * WIDTH, (row + 1) * WIDTH);
            assertThat(own).contains(0f, 2f);
            assertThat(own).isNotEqualTo(Arrays.copyOfRange(of, (row + 1) % 3 * WIDTH, ((row + 1) % 3 + 1) * WIDTH));
        }
        assertThat(drop(
                        Dropout.of(0.5)
                                .apply(ones(new Graph(), 3), Scope.training().ofStreams(2)),
                        2,
                        1))
                .isNotEqualTo(of);
    }

    /** A network that sees a class over which is summed, and nothing of the example. */
    @Test
    void trainsWhatSeesAnEnumeratedVariableAlone() {
        Factor mixing = OneHotCategorical.of("k", 3).learned();
        Network network = sequential(Dense.of(3, 8), Activation.TANH, Dropout.of(0.5), Dense.of(8, 2));
        Factor shown = Normal.of("x").given("k").by(network);
        float[] points = new float[64];
        for (int i = 0; i < points.length; i++) {
            points[i] = i % 2 == 0 ? -3 : 3;
        }
        try (Trainer trainer = Trainer.maximise(
                        logProb(shown.times(mixing).marginalise("k")).mean())
                .on(ArrayDataSet.of("x", points, 1), 32)
                .with(Adam.of(0.02))
                .compile()) {
            double before = trainer.evaluate(ArrayDataSet.of("x", points, 1)).objective();
            trainer.fit(Length.updates(300));
            assertThat(trainer.evaluate(ArrayDataSet.of("x", points, 1)).objective())
                    .isGreaterThan(before + 1);
        }
    }

    @Test
    void doesNothingInUse() {
        Node x = ones(new Graph(), 2);
        assertThat(Dropout.of(0.5).apply(x)).isSameAs(x);
        assertThat(Dropout.of(0).apply(x, Scope.training())).isSameAs(x);
    }
}

package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NoiseTest {

    private static final int WIDTH = 2000;

    @Test
    void drawsAreIndependentOfEachOtherAcrossNamesRowsAndSteps() {
        Graph graph = new Graph();
        Map<String, Node> outputs = Map.of("a", graph.normal("a", 2, WIDTH), "b", graph.normal("b", 2, WIDTH));
        Noise noise = Noise.of(Seed.root(1), 2, 0);
        Map<String, float[]> now = run(outputs, noise);
        Map<String, float[]> next = run(outputs, noise.at(1));
        Map<String, float[]> other = run(outputs, Noise.of(Seed.root(2), 2, 0));

        float[][] streams = {
            row(now.get("a"), 0), row(now.get("a"), 1), row(now.get("b"), 0), row(now.get("b"), 1),
            row(next.get("a"), 0), row(next.get("a"), 1), row(next.get("b"), 0), row(other.get("a"), 0)
        };
        for (int i = 0; i < streams.length; i++) {
            assertThat(correlation(streams[i], streams[i])).isCloseTo(1, within(0.2));
            for (int j = 0; j < i; j++) {
                // Five standard deviations of the correlation of independent normals.
                assertThat(correlation(streams[i], streams[j]))
                        .as("streams %d and %d", i, j)
                        .isCloseTo(0, within(5 / Math.sqrt(WIDTH)));
            }
        }
    }

    @Test
    void newMetricChangesNoDraw() {
        Graph graph = new Graph();
        Node draw = graph.normal("eps", 3, 5);
        Node coin = graph.uniform("coin", 3, 5);
        Noise noise = Noise.of(Seed.root(3), 3, 4);
        Map<String, float[]> before = run(Map.of("draw", draw, "coin", coin), noise);

        Map<String, Node> more = new LinkedHashMap<>();
        more.put("metric", graph.normal("another", 3, 7).square().mean());
        more.put("draw", draw);
        more.put("sum", draw.plus(graph.uniform("aaa", 3, 5)).sum());
        more.put("coin", coin);
        Map<String, float[]> after = run(more, noise);

        assertThat(after.get("draw")).isEqualTo(before.get("draw"));
        assertThat(after.get("coin")).isEqualTo(before.get("coin"));
    }

    @Test
    void drawsOfARowDoNotDependOnTheOtherRows() {
        Noise many = Noise.of(Seed.root(4), 5, 2);
        float[] all = run(Map.of("draw", new Graph().normal("eps", 5, 7)), many).get("draw");
        long[] chosen = {many.rows()[3], many.rows()[0]};
        float[] some = run(Map.of("draw", new Graph().normal("eps", 2, 7)), new Noise(chosen, 2))
                .get("draw");

        assertThat(Arrays.copyOfRange(some, 0, 7)).isEqualTo(Arrays.copyOfRange(all, 21, 28));
        assertThat(Arrays.copyOfRange(some, 7, 14)).isEqualTo(Arrays.copyOfRange(all, 0, 7));
    }

    @Test
    void programAndReferenceSeeTheSameBits() {
        Graph graph = new Graph();
        Map<String, Node> outputs = Map.of(
                "normal", graph.normal("a", 3, 1500),
                "uniform", graph.uniform("b", 3, 1500),
                "odd", graph.normal("c", 3, 3, 7));
        Noise noise = Noise.of(Seed.root(5), 3, 1L << 40);
        Map<String, float[]> program = run(outputs, noise);
        Reference reference = new Reference(Map.of(), noise);
        outputs.forEach((name, node) -> {
            double[] expected = reference.evaluate(node);
            float[] actual = program.get(name);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i]).as("%s at %d", name, i).isEqualTo(expected[i]);
            }
        });
    }

    @Test
    void oneDrawIsOneValueWhereverItIsUsed() {
        Graph graph = new Graph();
        Node draw = graph.normal("eps", 3, 4);
        Node difference =
                draw.exp().log().minus(graph.normal("eps", 3, 4)).abs().maxOver(0, 1);
        assertThat(run(Map.of("difference", difference), Noise.of(Seed.root(6), 3, 0))
                        .get("difference")[0])
                .isLessThan(1e-5f);
    }

    private static Map<String, float[]> run(Map<String, Node> outputs, Noise noise) {
        Map<String, float[]> values = new LinkedHashMap<>();
        try (Program program = Program.of(outputs, null)) {
            program.run(noise);
            outputs.keySet().forEach(name -> values.put(name, program.get(name)));
        }
        return values;
    }

    private static float[] row(float[] values, int row) {
        return Arrays.copyOfRange(values, row * WIDTH, (row + 1) * WIDTH);
    }

    private static double correlation(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum / a.length;
    }
}

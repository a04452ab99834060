package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cuts that leave hardly any weight, and very little room, in double precision and in compiled programs. */
final class TruncatedTest {

    private static final int ROWS = 4_000;
    private static final Noise NOISE = Noise.of(Seed.root(3), ROWS, 0);

    /** A cut law with parameters for each row, and what is asked of it. */
    private static final class Cut {
        final Graph graph = new Graph();
        final Node loc = graph.placeholder("loc", ROWS);
        final Node scale = graph.placeholder("scale", ROWS);
        final Node uniform = LawTest.batch(graph, ROWS).uniform("", Shape.SCALAR);
        final Law law;
        final Map<String, Node> outputs = new LinkedHashMap<>();
        private final Map<String, double[]> leaves = new HashMap<>();

        Cut(Family family, double loc, double scale, double low, double high) {
            law = Truncated.family(family, low, high)
                    .fromParameters(List.of(new Value(this.loc, 0), new Value(this.scale, 0)), Shape.SCALAR);
            leaves.put("loc", filled(loc));
            leaves.put("scale", filled(scale));
            Node drawn = law.sample(LawTest.batch(graph, ROWS));
            List<Node> slopes = Gradients.of(drawn.sum(), List.of(this.loc, this.scale));
            outputs.put("draw", drawn);
            outputs.put("uniform", uniform);
            outputs.put("by loc", slopes.get(0));
            outputs.put("by scale", slopes.get(1));
            outputs.put("log-density", law.logProb(drawn));
            law.mean().ifPresent(mean -> outputs.put("mean", mean));
            law.entropy().ifPresent(entropy -> outputs.put("entropy", entropy));
        }

        private static double[] filled(double number) {
            // Parameters as single precision has them, or both precisions would see other laws.
            double[] all = new double[ROWS];
            Arrays.fill(all, (float) number);
            return all;
        }

        Map<String, double[]> exactly() {
            Map<String, double[]> results = new HashMap<>();
            outputs.forEach((name, node) -> results.put(
                    name, new Reference(leaves, NOISE).evaluate(node).clone()));
            return results;
        }

        Map<String, double[]> compiled() {
            Map<String, double[]> results = new HashMap<>();
            try (Program program = Program.of(outputs, null)) {
                leaves.forEach((name, numbers) -> {
                    if (program.placeholders().contains(name)) {
                        program.feed(name, floats(numbers));
                    }
                });
                program.run(NOISE);
                outputs.keySet().forEach(name -> results.put(name, doubles(program.get(name))));
            }
            return results;
        }
    }

    private static float[] floats(double... numbers) {
        float[] floats = new float[numbers.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) numbers[i]);
        return floats;
    }

    private static double[] doubles(float... numbers) {
        return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
    }

    /** How far beyond its bound, in scales, a normal lies whose bound is so many scales out: by Simpson's rule. */
    private record Beyond(double bound) {

        private double integral(DoubleUnaryOperator function, double end) {
            int steps = 2_000;
            double width = end / steps;
            double sum = 0;
            for (int i = 0; i <= steps; i++) {
                double t = i * width;
                double weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
                sum += weight * Math.exp(-bound * t - 0.5 * t * t) * function.applyAsDouble(t);
            }
            return sum * width / 3;
        }

        private double total() {
            return integral(t -> 1, 30 / bound);
        }

        double mean() {
            return integral(t -> t, 30 / bound) / total();
        }

        double entropy() {
            return integral(t -> bound * t + 0.5 * t * t, 30 / bound) / total() + Math.log(total());
        }

        /** What is exceeded with a probability. */
        double quantile(double probability) {
            double total = total();
            double t = -Math.log(probability) / bound;
            for (int i = 0; i < 30; i++) {
                double left = 1 - integral(x -> 1, t) / total;
                t += (left - probability) * total / Math.exp(-bound * t - 0.5 * t * t);
            }
            return t;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-2, 0.1, 0, 1",
        "-2, 0.1, 0, Infinity",
        "-5, 0.1, 0, 1",
        "-5, 0.1, 0, Infinity",
        "-2, 0.01, 0, 1",
        "-2, 0.01, 0, Infinity",
        "3, 0.1, -Infinity, 1",
        "3, 0.1, -4, 1",
        "-1.3, 0.1, 0, 1"
    })
    void drawsInATailAreThoseOfTheTail(double loc, double scale, double low, double high) {
        boolean above = loc < 0;
        double bound = above ? low : high;
        float used = (float) scale;
        Beyond beyond = new Beyond(Math.abs((float) loc - bound) / used);
        double spread = used * beyond.mean();
        Cut cut = new Cut(Normal.family(), loc, scale, low, high);
        for (Map<String, double[]> results : List.of(cut.exactly(), cut.compiled())) {
            double[] sizes = Arrays.stream(results.get("draw"))
                    .map(x -> above ? x - bound : bound - x)
                    .toArray();
            assertThat(DoubleStream.of(sizes).allMatch(x -> x >= 0 && x <= 10 * spread))
                    .isTrue();
            assertThat(DoubleStream.of(sizes).average().orElseThrow())
                    .isCloseTo(spread, within(4.4 * spread / Math.sqrt(ROWS)));
            double mean = results.get("mean")[0];
            assertThat(Math.abs(mean - bound)).isCloseTo(spread, within(2e-3 * spread + 1e-6));
            assertThat(results.get("entropy")[0]).isCloseTo(beyond.entropy() + Math.log(used), within(5e-3));
        }
    }

    /** Against differences of the quantile, which is solved for by quadrature. */
    @ParameterizedTest
    @CsvSource({"-2, 0.1, Infinity", "-5, 0.1, Infinity", "-2, 0.01, Infinity", "-2, 0.1, 1", "-5, 0.1, 1"})
    void gradientsInATailAreSlopesOfTheQuantile(double loc, double scale, double high) {
        Cut cut = new Cut(Normal.family(), loc, scale, 0, high);
        double scales = -(float) loc / (double) (float) scale;
        for (boolean compiled : new boolean[] {false, true}) {
            Map<String, double[]> results = compiled ? cut.compiled() : cut.exactly();
            double tolerance = compiled ? 2e-2 : 1e-5;
            for (int row = 0; row < 5; row++) {
                double u = results.get("uniform")[row];
                double step = 1e-4 * scales;
                double t = new Beyond(scales).quantile(u);
                double slope =
                        (new Beyond(scales + step).quantile(u) - new Beyond(scales - step).quantile(u)) / 2 / step;
                // A draw is scale * quantile(-loc / scale).
                double byLoc = -slope;
                double byScale = t - slope * scales;
                assertThat(results.get("by loc")[row]).isCloseTo(byLoc, within(tolerance * byLoc));
                assertThat(results.get("by scale")[row]).isCloseTo(byScale, within(tolerance * byScale));
            }
        }
    }

    /** Beyond a bound on one side, a Laplace is an exponential; a logistic far out nearly is. */
    @ParameterizedTest
    @CsvSource({"20", "50", "200", "1000"})
    void tailsOfExponentialsAreExponential(double scales) {
        for (Family family : List.of(Laplace.family(), Logistic.family())) {
            for (double high : new double[] {1, Double.POSITIVE_INFINITY}) {
                Cut cut = new Cut(family, -0.01 * scales, 0.01, 0, high);
                for (Map<String, double[]> results : List.of(cut.exactly(), cut.compiled())) {
                    for (int row = 0; row < ROWS; row++) {
                        double expected = -(float) 0.01 * Math.log(results.get("uniform")[row]);
                        assertThat(results.get("draw")[row]).isCloseTo(expected, within(2e-6 * scales));
                        assertThat(results.get("by loc")[row]).isCloseTo(0, within(1e-5));
                    }
                }
            }
        }
    }

    /** Bounds so close that the density is flat, down to widths that an ulp of a scale exceeds. */
    @ParameterizedTest
    @CsvSource({"0.3, 10", "0.3, 900", "-3, 1100", "0.5, 1e5", "7e8, 1e8", "0.5, 1e9"})
    void narrowCutsAreFlat(double loc, double scale) {
        for (Family family : List.of(Normal.family(), Laplace.family(), Logistic.family())) {
            Cut cut = new Cut(family, loc, scale, 0, 1);
            double slope = Math.abs(loc) / scale < 2 ? 1 / scale : Math.abs(loc) / scale / scale;
            for (Map<String, double[]> results : List.of(cut.exactly(), cut.compiled())) {
                double noise = scale < 100 ? 1e-5 : 1e-4;
                for (int row = 0; row < ROWS; row++) {
                    double u = results.get("uniform")[row];
                    double x = results.get("draw")[row];
                    // Where it is no special case, draws of an upper tail are mirrored.
                    double expected = scale < 1000 ? 1 - u : u;
                    assertThat(x).isCloseTo(expected, within(slope + 200 * noise));
                    assertThat(results.get("log-density")[row]).isCloseTo(0, within(slope + 30 * noise));
                    assertThat(Math.abs(results.get("by loc")[row])).isLessThanOrEqualTo(slope);
                }
                if (results.containsKey("mean")) {
                    assertThat(results.get("mean")[0]).isCloseTo(0.5, within(slope + 50 * noise));
                    assertThat(results.get("entropy")[0]).isCloseTo(0, within(slope + 50 * noise));
                }
            }
        }
    }

    @Test
    void levelsOfAWideLawHaveTheirShareOfIt() {
        Graph graph = new Graph();
        Node loc = graph.placeholder("loc", 1);
        Node scale = graph.placeholder("scale", 1);
        Node x = graph.constant(0.5, Shape.of(1));
        Map<String, Double> peaks = Map.of("Normal", 1 / Math.sqrt(2 * Math.PI), "Laplace", 0.5, "Logistic", 0.25);
        for (Family family : List.of(Normal.family(), Laplace.family(), Logistic.family())) {
            Law law = Quantised.family(family, Levels.unit(257))
                    .fromParameters(List.of(new Value(loc, 1), new Value(scale, 1)), Shape.of(1));
            try (Program program = Program.of(Map.of("logProb", law.logProb(x)), null)) {
                for (double each : new double[] {1, 30, 1e5, 1e9}) {
                    program.feed("loc", new float[] {0}).feed("scale", new float[] {(float) each});
                    program.run(Noise.of(Seed.root(0), 1, 0));
                    double z = 0.5 / each;
                    double shape = family.name().equals("Normal")
                            ? -0.5 * z * z
                            : family.name().equals("Laplace") ? -z : 0;
                    double expected = Math.log(peaks.get(family.name()) / 256 / each) + shape;
                    double far = family.name().equals("Logistic") ? 0.25 * z * z : 0;
                    assertThat((double) program.get("logProb")[0])
                            .as(family.name() + " of " + each)
                            .isCloseTo(expected, within(1e-3 + far));
                }
            }
        }
    }
}

package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the battery, which knows one element only, cannot see of laws on a simplex. */
final class RelaxedTest {

    private static double[] logProbs(double temperature, double[] logits, double... points) {
        Graph graph = new Graph();
        Law law = new RelaxedOneHotCategorical(
                graph.constant(logits, logits.length), temperature, Shape.of(logits.length));
        return new Reference(Map.of("x", points), Noise.of(Seed.root(0), 1, 0))
                .evaluate(law.logProb(graph.placeholder("x", points.length / logits.length, logits.length)));
    }

    @Test
    void twoClassesAreACoin() {
        Graph graph = new Graph();
        Law coin = new RelaxedBernoulli(graph.constant(0.7), 0.6, Shape.of(1));
        double[] expected = new Reference(Map.of("x", new double[] {0.2, 0.9}), Noise.of(Seed.root(0), 1, 0))
                .evaluate(coin.logProb(graph.placeholder("x", 2, 1)));
        assertThat(logProbs(0.6, new double[] {1, 0.3}, 0.2, 0.8, 0.9, 0.1)).containsExactly(expected, within(1e-12));
    }

    @Test
    void densityOfThreeClassesSumsToOneOverTheSimplex() {
        int side = 400;
        double[] points = new double[3 * side * side];
        int count = 0;
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                double a = (i + 0.5) / side;
                double b = (j + 0.5) / side * (1 - a);
                points[count++] = a;
                points[count++] = b;
                points[count++] = 1 - a - b;
            }
        }
        double[] logProbs = logProbs(1.5, new double[] {0.4, -0.2, 0.1}, points);
        double sum = 0;
        for (int i = 0; i < logProbs.length; i++) {
            sum += Math.exp(logProbs[i]) * (1 - points[3 * i]) / (side * side);
        }
        assertThat(sum).isCloseTo(1, within(1e-3));
    }

    @Test
    void drawsFavourTheClassOfTheLargestLogitAsOften() {
        Graph graph = new Graph();
        double[] logits = {Math.log(0.5), Math.log(0.3), Math.log(0.2)};
        Law law = new RelaxedOneHotCategorical(graph.constant(logits, 3), 0.5, Shape.of(3));
        double[] draws = new Reference(Map.of(), Noise.of(Seed.root(3), 20_000, 0))
                .evaluate(law.sample(LawTest.batch(graph, 20_000)));
        int first = 0;
        for (int i = 0; i < 20_000; i++) {
            assertThat(draws[3 * i] + draws[3 * i + 1] + draws[3 * i + 2]).isCloseTo(1, within(1e-9));
            first += draws[3 * i] > Math.max(draws[3 * i + 1], draws[3 * i + 2]) ? 1 : 0;
        }
        // Four standard errors of 20,000 coins of a half.
        assertThat(first / 20_000.0).isCloseTo(0.5, within(4 * Math.sqrt(0.25 / 20_000)));
    }

    /** The logarithm of the logistic density, and of the derivative of the log-odds. */
    private static double logLogistic(double x) {
        return -Math.abs(x) - 2 * Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** Of coins by their log-odds, which are logistic; of classes by the logarithms of their elements. */
    private static double coldLogProb(double temperature, double[] logits, double... noise) {
        if (logits.length == 1) {
            double logistic = Math.log(noise[0]) - Math.log1p(-noise[0]);
            double logOdds = (logits[0] + logistic) / temperature;
            return Math.log(temperature) + logLogistic(logistic) - logLogistic(logOdds);
        }
        double[] scores = new double[logits.length];
        Arrays.setAll(scores, i -> (logits[i] - Math.log(-Math.log(noise[i]))) / temperature);
        double total = logSum(scores);
        double[] tilted = new double[logits.length];
        Arrays.setAll(tilted, i -> logits[i] - temperature * (scores[i] - total));
        double sum = (logits.length - 1) * Math.log(temperature) - logits.length * logSum(tilted);
        for (int i = 0; i < logits.length; i++) {
            sum += tilted[i] - (scores[i] - total) + (i > 0 ? Math.log(i) : 0);
        }
        return sum;
    }

    private static double logSum(double... x) {
        double most = Arrays.stream(x).max().orElseThrow();
        return most
                + Math.log(Arrays.stream(x).map(each -> Math.exp(each - most)).sum());
    }

    /** Single precision has no number between most cold draws and the ends of their range. */
    @ParameterizedTest
    @CsvSource({"0.1,1", "0.3,1", "0.5,1", "0.1,4", "0.5,4"})
    void densityOfColdDrawsIsThatBeforeTheyWereRounded(double temperature, int size) {
        int rows = 10_000;
        double[] numbers = {0.3, -0.4, 0.8, 0.1};
        double[] own = Arrays.copyOf(numbers, size);
        Graph graph = new Graph();
        Node logits = graph.placeholder("logits", size);
        Family family = size == 1 ? RelaxedBernoulli.family(temperature) : RelaxedOneHotCategorical.family(temperature);
        Law law = family.fromFree(logits, Shape.of(size));
        Node drawn = law.sample(LawTest.batch(graph, rows));
        Node passed = law.logProb(drawn);
        // As estimators by scores and doubly reparameterised ones have it, spread over a sample axis.
        Node stopped = Axes.insert(drawn, 0).stopGradient();
        Node fixed = law.logProb(stopped);
        Map<String, Node> outputs = Map.of(
                "drawn",
                drawn,
                "noise",
                LawTest.batch(graph, rows).uniform("", Shape.of(size)),
                "passed",
                passed,
                "fixed",
                fixed,
                "gradient",
                Gradients.of(passed.mean(), List.of(logits)).get(0),
                "slope",
                Gradients.of(fixed.sum(), List.of(stopped)).get(0));
        try (Program program = Program.of(outputs, null)) {
            program.feed("logits", floats(own)).run(Noise.of(Seed.root(8), rows, 0));
            float[] noise = program.get("noise");
            float[] values = program.get("drawn");
            float[] first = program.get("passed");
            float[] second = program.get("fixed");
            int rounded = 0;
            double[] slopes = new double[size];
            for (int row = 0; row < rows; row++) {
                double[] u = new double[size];
                for (int i = 0; i < size; i++) {
                    u[i] = noise[row * size + i];
                    rounded += values[row * size + i] == 1 ? 1 : 0;
                }
                double expected = coldLogProb(temperature, own, u);
                assertThat((double) first[row]).isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
                assertThat((double) second[row]).isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
                for (int i = 0; i < size; i++) {
                    double[] up = own.clone();
                    up[i] += 1e-4;
                    double[] down = own.clone();
                    down[i] -= 1e-4;
                    slopes[i] += (coldLogProb(temperature, up, u) - coldLogProb(temperature, down, u)) / 2e-4 / rows;
                }
            }
            assertThat(rounded).isPositive();
            for (int i = 0; i < size; i++) {
                assertThat((double) program.get("gradient")[i]).isCloseTo(slopes[i], within(1e-3));
            }
            for (float slope : program.get("slope")) {
                assertThat(slope).isFinite();
            }
        }
    }

    /** A flow leaves a divergence as it is, so that of relaxed coins is that of logistic variables. */
    @Test
    void meanRatioOfColdDrawsIsTheDivergence() {
        int rows = 20_000;
        Graph graph = new Graph();
        Law own = new RelaxedBernoulli(graph.constant(0.3), 0.1, Shape.of(1));
        Law other = new RelaxedBernoulli(graph.constant(-0.5), 0.1, Shape.of(1));
        Node drawn = own.sample(LawTest.batch(graph, rows));
        double expected = 0;
        for (double x = -60; x < 60; x += 1e-3) {
            expected += 1e-3 * Math.exp(logLogistic(x - 0.3)) * (logLogistic(x - 0.3) - logLogistic(x + 0.5));
        }
        try (Program program = Program.of(Map.of("ratio", own.logProb(drawn).minus(other.logProb(drawn))), null)) {
            program.run(Noise.of(Seed.root(2), rows, 0));
            double sum = 0;
            double squares = 0;
            for (float ratio : program.get("ratio")) {
                sum += ratio;
                squares += (double) ratio * ratio;
            }
            double mean = sum / rows;
            assertThat(mean).isCloseTo(expected, within(4 * Math.sqrt((squares / rows - mean * mean) / rows)));
        }
    }

    /** Where nothing is known of what a value was made from. */
    @Test
    void endsAreTakenForTheNumbersNextToThem() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 4, 1);
        Law coin = new RelaxedBernoulli(graph.constant(0.7), 0.6, Shape.of(1));
        Node logProb = coin.logProb(x);
        Node slope = Gradients.of(logProb.sum(), List.of(x)).get(0);
        try (Program program = Program.of(Map.of("logProb", logProb, "slope", slope), null)) {
            program.feed("x", new float[] {0, Float.MIN_NORMAL, 1, Math.nextDown(1f)})
                    .run(Noise.of(Seed.root(0), 4, 0));
            float[] actual = program.get("logProb");
            assertThat(actual[0]).isFinite().isEqualTo(actual[1]);
            assertThat(actual[2]).isFinite().isEqualTo(actual[3]);
            for (float each : program.get("slope")) {
                assertThat(each).isFinite();
            }
        }
    }

    /** What battery and quadrature see of the simplex is one number of it: two logarithms differ by a logistic variable. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 1.5})
    void logRatiosOfDrawsAreLogistic(double temperature) {
        int rows = 20_000;
        double[] numbers = {0.5, -0.3, 0.2, -1};
        Graph graph = new Graph();
        Law law = new RelaxedOneHotCategorical(graph.constant(numbers, 4), temperature, Shape.of(4));
        double[] draws = new Reference(Map.of(), Noise.of(Seed.root(12), rows, 0))
                .evaluate(law.sample(LawTest.batch(graph, rows)).log().times(temperature));
        for (int k = 1; k < 4; k++) {
            int other = k;
            double[] ratios = IntStream.range(0, rows)
                    .mapToDouble(row -> draws[4 * row] - draws[4 * row + other] - numbers[0] + numbers[other])
                    .sorted()
                    .toArray();
            double worst = 0;
            for (int i = 0; i < rows; i++) {
                worst = Math.max(worst, Math.abs(1 / (1 + Math.exp(-ratios[i])) - (i + 0.5) / rows));
            }
            // P(D > 2.4 / sqrt(n)) is about 2e-5.
            assertThat(worst).isLessThan(2.4 / Math.sqrt(rows));
        }
    }

    private static float[] floats(double... numbers) {
        float[] floats = new float[numbers.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) numbers[i]);
        return floats;
    }

    @Test
    void rejectsATemperatureThatIsNotAboveZero() {
        assertThatThrownBy(() -> RelaxedBernoulli.of("b", -1.0))
                .hasMessage("temperature must be > 0: temperature=-1.0");
        assertThatThrownBy(() -> RelaxedOneHotCategorical.of("b", 0)).hasMessageContaining("temperature=0.0");
    }
}

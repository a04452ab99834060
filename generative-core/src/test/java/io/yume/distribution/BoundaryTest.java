package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.flow.ActNorm;
import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.LawGraph;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What laws say at the ends of what they give weight to, and beyond: probabilities of 0, bounds, and values that cannot be. */
final class BoundaryTest {

    private static final double NEVER = Double.NEGATIVE_INFINITY;

    /** Of a node and of its sum's slopes by leaves, in single precision and, for the node, in double, which must agree. */
    private static Map<String, float[]> compiled(Node node, Map<String, double[]> leaves, Node... by) {
        Map<String, Node> outputs = new LinkedHashMap<>(Map.of("value", node));
        for (Node leaf : by) {
            outputs.put(leaf.describe(), Gradients.of(node.sum(), List.of(leaf)).get(0));
        }
        Map<String, float[]> results = new LinkedHashMap<>();
        try (Program program = Program.of(outputs, null)) {
            program.placeholders().forEach(name -> program.feed(name, floats(leaves.get(name))));
            program.run(Noise.of(Seed.root(0), 1, 0));
            outputs.keySet().forEach(name -> results.put(name, program.get(name)));
        }
        double[] exact = new Reference(leaves, Noise.of(Seed.root(0), 1, 0)).evaluate(node);
        for (int i = 0; i < exact.length; i++) {
            double actual = results.get("value")[i];
            assertThat(Double.isInfinite(exact[i]) ? exact[i] == actual : Math.abs(exact[i] - actual) < 1e-5)
                    .as("%s is %s", actual, exact[i])
                    .isTrue();
        }
        return results;
    }

    private static float[] floats(double... numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static void assertFinite(Map<String, float[]> results) {
        results.forEach((name, numbers) -> {
            for (float each : numbers) {
                assertThat(each).as(name + " " + Arrays.toString(numbers)).isFinite();
            }
        });
    }

    // ---- probabilities of 0

    @Test
    void impossibleClassesLeaveTheOthersAlone() {
        Graph graph = new Graph();
        Node logits = graph.placeholder("logits", 3);
        Node x = graph.placeholder("x", 2, 3);
        Law law = new OneHotCategorical(logits, Shape.of(3));
        Map<String, double[]> leaves =
                Map.of("logits", new double[] {0.3, 1, NEVER}, "x", new double[] {1, 0, 0, 0, 1, 0});
        double first = 1 / (1 + Math.exp(0.7));

        Map<String, float[]> logProbs = compiled(law.logProb(x), leaves, logits, x);
        assertFinite(logProbs);
        assertThat((double) logProbs.get("value")[0]).isCloseTo(Math.log(first), within(1e-6));
        assertThat((double) logProbs.get("value")[1]).isCloseTo(Math.log(1 - first), within(1e-6));
        // Of a sum over both classes: 1 - 2 p each, and nothing for what cannot be.
        float[] slopes = logProbs.get(logits.describe());
        assertThat((double) slopes[0]).isCloseTo(1 - 2 * first, within(1e-6));
        assertThat(slopes[2]).isZero();

        Map<String, float[]> entropy = compiled(law.entropy().orElseThrow(), leaves, logits);
        assertFinite(entropy);
        assertThat((double) entropy.get("value")[0])
                .isCloseTo(-first * Math.log(first) - (1 - first) * Math.log(1 - first), within(1e-6));
    }

    @Test
    void valuesThatCannotBeAreInfinitelyImprobable() {
        Graph graph = new Graph();
        Node logits = graph.constant(new double[] {0.3, 1, NEVER}, 3);
        Node x = graph.placeholder("x", 3);
        Law law = new OneHotCategorical(logits, Shape.of(3));
        assertThat(compiled(law.logProb(x), Map.of("x", new double[] {0, 0, 1})).get("value")[0])
                .isEqualTo(Float.NEGATIVE_INFINITY);
        Node index = graph.placeholder("k", 5);
        Law indices = new Categorical(graph.constant(new double[] {0.3, 1, -0.2}, 3), Shape.SCALAR);
        float[] actual = compiled(indices.logProb(index), Map.of("k", new double[] {-1, 0, 2, 3, 7}))
                .get("value");
        assertThat(actual[0]).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Math.exp(actual[1]) + Math.exp(actual[2]))
                .isCloseTo(1 - Math.exp(1) / sum(0.3, 1, -0.2), within(1e-6));
        assertThat(actual[3]).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(actual[4]).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    private static double sum(double... logits) {
        return Arrays.stream(logits).map(Math::exp).sum();
    }

    /** The divergence of what may have impossible classes from what has others. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "true,true", "false,true"})
    void divergenceOfClassesCountsWhatIsPossible(boolean own, boolean other) {
        double[] left = {0.2, 0.9, own ? NEVER : -0.1};
        double[] right = {-0.4, 0.3, other ? NEVER : 0.6};
        double expected = 0;
        for (int i = 0; i < 3; i++) {
            double q = Math.exp(left[i]) / sum(left);
            double p = Math.exp(right[i]) / sum(right);
            expected += q == 0 ? 0 : q * Math.log(q / p);
        }
        Graph graph = new Graph();
        Node a = graph.placeholder("a", 3);
        Node b = graph.placeholder("b", 3);
        Node kl = new OneHotCategorical(a, Shape.of(3))
                .kl(new OneHotCategorical(b, Shape.of(3)))
                .orElseThrow();
        Map<String, float[]> results = compiled(kl, Map.of("a", left, "b", right), a, b);
        if (Double.isInfinite(expected)) {
            assertThat(results.get("value")[0]).isEqualTo(Float.POSITIVE_INFINITY);
        } else {
            assertFinite(results);
            assertThat((double) results.get("value")[0]).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void countsOfImpossibleClassesAreNone() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2, 3);
        Law law = new Multinomial(4, graph.constant(new double[] {0.3, 1, NEVER}, 3), Shape.of(3));
        float[] actual = compiled(law.logProb(x), Map.of("x", new double[] {1, 3, 0, 1, 2, 1}))
                .get("value");
        double first = 1 / (1 + Math.exp(0.7));
        assertThat(Math.exp(actual[0])).isCloseTo(4 * first * Math.pow(1 - first, 3), within(1e-6));
        assertThat(actual[1]).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    /** Coins that always fall on one side, and one that need not, in rows. */
    @Test
    void certainCoinsAreCertain() {
        double[] probs = {0, 1, 0.3};
        Room room = new Room().with("probs", Shape.of(3), probs).with("other", Shape.of(3), probs);
        Node p = room.value("probs").node();
        Node q = room.value("other").node();
        Node x = room.graph().placeholder("x", 3);
        Law law = Bernoulli.ofProbs("x").with(Parameter.variable("probs")).law(room);
        Law other = Bernoulli.ofProbs("x").with(Parameter.variable("other")).law(room);
        Map<String, double[]> right =
                Map.of("probs", probs, "x", new double[] {0, 1, 1}, "other", new double[] {0.4, 0.2, 0.8});

        Map<String, float[]> logProb = compiled(law.logProb(x), right, p, x);
        assertFinite(logProb);
        assertThat((double) logProb.get("value")[0]).isCloseTo(Math.log(0.3), within(1e-6));
        assertThat(logProb.get(p.describe())).containsExactly(floats(0, 0, 1 / 0.3), within(1e-5f));

        Map<String, float[]> entropy = compiled(law.entropy().orElseThrow(), right, p);
        assertFinite(entropy);
        assertThat((double) entropy.get("value")[0])
                .isCloseTo(-0.3 * Math.log(0.3) - 0.7 * Math.log(0.7), within(1e-6));

        Map<String, float[]> kl = compiled(law.kl(other).orElseThrow(), right, p, q);
        assertFinite(kl);
        assertThat((double) kl.get("value")[0])
                .isCloseTo(
                        -Math.log(0.6) - Math.log(0.2) + 0.3 * Math.log(0.3 / 0.8) + 0.7 * Math.log(0.7 / 0.2),
                        within(1e-6));
        // By q: of the first coin 1 / (1 - q), of the second -1 / q.
        assertThat((double) kl.get(q.describe())[0]).isCloseTo(1 / 0.6, within(1e-5));
        assertThat((double) kl.get(q.describe())[1]).isCloseTo(-1 / 0.2, within(1e-5));
        assertThat(compiled(law.kl(law).orElseThrow(), right).get("value")[0]).isZero();
        assertThat(compiled(other.kl(law).orElseThrow(), right).get("value")[0]).isEqualTo(Float.POSITIVE_INFINITY);
        Map<String, double[]> wrong = Map.of("probs", probs, "x", new double[] {0, 0, 1});
        assertThat(compiled(law.logProb(x), wrong).get("value")[0]).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    /** Sums of rounded probabilities end below the largest uniform number, or above it. */
    @Test
    void impossibleClassesAreNotDrawnWhenTheyAreLast() {
        int rows = 200;
        int classes = 60;
        SplittableRandom random = new SplittableRandom(3);
        float[] logits = new float[rows * classes];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextDouble(-1, 1);
        }
        float[] uniform = new float[rows];
        Arrays.fill(uniform, Math.nextDown(1f));
        // The last class of all takes what is left, or the one before it where that cannot be.
        assertThat(lastOf(drawn(logits, uniform, classes), classes)).containsOnly(classes - 1);
        for (int row = 0; row < rows; row++) {
            logits[row * classes + classes - 1] = Float.NEGATIVE_INFINITY;
        }
        assertThat(lastOf(drawn(logits, uniform, classes), classes)).containsOnly(classes - 2);
    }

    private static int[] lastOf(float[] oneHot, int classes) {
        int[] chosen = new int[oneHot.length / classes];
        for (int i = 0; i < oneHot.length; i++) {
            if (oneHot[i] == 1) {
                chosen[i / classes] = i % classes;
            }
        }
        return chosen;
    }

    private static float[] drawn(float[] logits, float[] uniform, int classes) {
        Graph graph = new Graph();
        Law law = new OneHotCategorical(graph.placeholder("logits", uniform.length, classes), Shape.of(classes));
        Node given = graph.placeholder("uniform", uniform.length, 1);
        Node x = law.sample(new Draws() {
            @Override
            public Node normal(String part, Shape event) {
                throw new UnsupportedOperationException(part);
            }

            @Override
            public Node uniform(String part, Shape event) {
                return given;
            }
        });
        try (Program program = Program.of(Map.of("x", x, "logProb", law.logProb(x)), null)) {
            program.feed("logits", logits).feed("uniform", uniform);
            program.run(Noise.of(Seed.root(0), 1, 0));
            for (float each : program.get("logProb")) {
                assertThat(each).isFinite();
            }
            return program.get("x");
        }
    }

    /** Only differences of logits count, of which there are few digits where they are large. */
    @Test
    void largeLogitsAreTheirDifferences() {
        Graph graph = new Graph();
        Node logits = graph.placeholder("logits", 3);
        Node small = graph.placeholder("small", 3);
        Node x = graph.placeholder("x", 3);
        Map<String, double[]> leaves = Map.of(
                "logits", new double[] {1e8, 1e8 + 8, 1e8}, "small", new double[] {0, 8, 0}, "x", new double[] {0, 0, 1
                });
        Law law = new OneHotCategorical(logits, Shape.of(3));
        Map<String, float[]> logProb = compiled(law.logProb(x), leaves, logits);
        assertThat((double) logProb.get("value")[0]).isCloseTo(-Math.log(Math.exp(8) + 2), within(1e-6));
        assertThat((double) logProb.get(logits.describe())[1]).isCloseTo(-1 / (1 + 2 * Math.exp(-8)), within(1e-6));
        // Of one seed, a draw with the same differences is the same.
        Node drawn = new RelaxedOneHotCategorical(logits, 0.7, Shape.of(3)).sample(LawTest.batch(graph, 50));
        Node other = new RelaxedOneHotCategorical(small, 0.7, Shape.of(3)).sample(LawTest.batch(graph, 50));
        try (Program program = Program.of(Map.of("drawn", drawn, "other", other), null)) {
            program.feed("logits", floats(leaves.get("logits"))).feed("small", floats(leaves.get("small")));
            program.run(Noise.of(Seed.root(4), 50, 0));
            assertThat(program.get("drawn")).containsExactly(program.get("other"));
        }
    }

    /** A class that cannot be leaves the density of the others on their face of the simplex. */
    @Test
    void relaxedClassesThatCannotBeAreLeftOut() {
        Graph graph = new Graph();
        Node logits = graph.placeholder("logits", 4);
        Node others = graph.placeholder("others", 3);
        Map<String, double[]> leaves = Map.of(
                "logits", new double[] {0.3, NEVER, 1, -0.5},
                "others", new double[] {0.3, 1, -0.5},
                "x", new double[] {0.2, 0, 0.5, 0.3},
                "y", new double[] {0.2, 0.5, 0.3},
                "wrong", new double[] {0.2, 0.1, 0.4, 0.3});
        Law law = new RelaxedOneHotCategorical(logits, 0.6, Shape.of(4));
        Law fewer = new RelaxedOneHotCategorical(others, 0.6, Shape.of(3));
        Node x = graph.placeholder("x", 4);
        Map<String, float[]> actual = compiled(law.logProb(x), leaves, logits, x);
        Map<String, float[]> expected = compiled(fewer.logProb(graph.placeholder("y", 3)), leaves, others);
        assertFinite(actual);
        assertThat((double) actual.get("value")[0]).isCloseTo(expected.get("value")[0], within(1e-5));
        float[] slopes = actual.get(logits.describe());
        assertThat(new float[] {slopes[0], slopes[2], slopes[3]})
                .containsExactly(expected.get(others.describe()), within(1e-5f));
        assertThat(slopes[1]).isZero();
        assertThat(compiled(law.logProb(graph.placeholder("wrong", 4)), leaves).get("value")[0])
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertFinite(compiled(law.logProb(law.sample(LawTest.batch(graph, 1))), leaves, logits));
    }

    /** Where log-odds are so large that a side hardly comes up, and costs much. */
    @Test
    void divergenceOfNearlyCertainCoinsCountsTheOtherSide() {
        Graph graph = new Graph();
        Node own = graph.placeholder("own", 4);
        Node other = graph.placeholder("other", 4);
        Law law = new Bernoulli(own, Shape.of(4));
        Node kl = law.kl(new Bernoulli(other, Shape.of(4))).orElseThrow();
        double[] q = {17, -17, 30, 0.5};
        double[] p = {1e4, -1e4, 1e8, -1};
        for (int i = 0; i < 4; i++) {
            double[] ownOne = {0.5, 0.5, 0.5, 0.5};
            double[] otherOne = ownOne.clone();
            ownOne[i] = q[i];
            otherOne[i] = p[i];
            float[] actual =
                    compiled(kl, Map.of("own", ownOne, "other", otherOne), own).get("value");
            double size = Math.abs(q[i]);
            // The rare side, of which the other's logarithm is its log-odds.
            double expected = i == 3
                    ? logistic(0.5) * 1.5 + Math.log1p(Math.exp(-1)) - Math.log1p(Math.exp(0.5))
                    : Math.exp(-size) / (1 + Math.exp(-size)) * (Math.abs(p[i]) - size) - Math.log1p(Math.exp(-size));
            assertThat((double) actual[0]).isCloseTo(expected, within(1e-4 * expected));
        }
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    // ---- concentrations of 1, where a density is neither 0 nor infinite at an end

    @Test
    void evenProportionsHaveADensityAtTheirEnds() {
        Graph graph = new Graph();
        Node one = graph.placeholder("one", 4);
        Node zero = graph.placeholder("zero", 4);
        Node x = graph.placeholder("x", 4);
        Law law = new Beta(one, zero, Shape.of(4));
        Map<String, double[]> leaves = Map.of(
                "one", new double[] {1, 3, 1, 1}, "zero", new double[] {3, 1, 1, 1}, "x", new double[] {0, 1, 0, 1});
        Map<String, float[]> results = compiled(law.logProb(x), leaves, one, zero, x);
        assertFinite(results);
        assertThat((double) results.get("value")[0]).isCloseTo(2 * Math.log(3), within(1e-6));
        // The density of Beta(1, b) is b (1 - x)^(b - 1).
        assertThat((double) results.get(zero.describe())[0]).isCloseTo(1 / 3.0, within(1e-6));
        assertThat((double) results.get(one.describe())[1]).isCloseTo(1 / 3.0, within(1e-6));
        assertThat((double) results.get(x.describe())[0]).isCloseTo(-2, within(1e-6));
        assertThat((double) results.get(x.describe())[1]).isCloseTo(2, within(1e-6));

        Node weights = graph.placeholder("weights", 3);
        Node parts = graph.placeholder("parts", 3);
        Law whole = new Dirichlet(weights, Shape.of(3));
        Map<String, double[]> flat = Map.of("weights", new double[] {1, 2, 3}, "parts", new double[] {0, 0.4, 0.6});
        Map<String, float[]> density = compiled(whole.logProb(parts), flat, weights, parts);
        assertFinite(density);
        assertThat((double) density.get("value")[0]).isCloseTo(Math.log(60 * 0.4 * 0.36), within(1e-5));
        // log(x) less the slope of log(gamma(w) / gamma(6 + w - w_0)).
        assertThat((double) density.get(weights.describe())[1])
                .isCloseTo(Math.log(0.4) + 1 / 2.0 + 1 / 3.0 + 1 / 4.0 + 1 / 5.0, within(1e-5));
    }

    @Test
    void otherProportionsAreInfiniteAtTheirEnds() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2);
        Law few = new Beta(graph.constant(0.5), graph.constant(2), Shape.SCALAR);
        Map<String, double[]> leaves = Map.of("x", new double[] {0, 1});
        assertThat(compiled(few.logProb(x), leaves).get("value"))
                .containsExactly(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        Law whole = new Dirichlet(graph.constant(new double[] {1, 0.5}, 2), Shape.of(2));
        assertThat(compiled(whole.logProb(x), Map.of("x", new double[] {1, 0})).get("value")[0])
                .isEqualTo(Float.POSITIVE_INFINITY);
    }

    /** A coin that never or always comes up, in many trials. */
    @Test
    void certainCountsAreCertain() {
        Graph graph = new Graph();
        Node p = graph.placeholder("p", 3);
        Node x = graph.placeholder("x", 2, 3);
        Family family = ProbsFamily.coins(Binomial.family(5));
        Law law = family.fromParameters(List.of(new Value(p, 1)), Shape.of(3));
        Map<String, double[]> leaves = Map.of("p", new double[] {0, 1, 0.3}, "x", new double[] {0, 5, 2, 1, 5, 2});
        Map<String, float[]> logProb = compiled(law.logProb(x), leaves);
        assertThat((double) logProb.get("value")[0]).isCloseTo(Math.log(10 * 0.09 * 0.343), within(1e-5));
        assertThat(logProb.get("value")[1]).isEqualTo(Float.NEGATIVE_INFINITY);
        Map<String, float[]> entropy = compiled(law.entropy().orElseThrow(), leaves, p);
        assertFinite(entropy);
        assertThat(compiled(law.mode().orElseThrow(), leaves).get("value")).containsExactly(0, 5, 1);
        assertThat(compiled(law.variance().orElseThrow(), leaves).get("value"))
                .containsExactly(new float[] {0, 0, 1.05f}, within(1e-6f));
        assertThat(compiled(law.kl(law).orElseThrow(), leaves).get("value")[0]).isZero();
        assertThatThrownBy(() -> Binomial.of("x", 0)).hasMessage("trials must be at least 1: trials=0");
    }

    // ---- bounds

    @Test
    void divergenceOfIntervalsWithACommonEndIsFinite() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50; i++) {
            double high = Math.round(random.nextDouble() * 100) / 100.0 + 1;
            double low = Math.round(random.nextDouble() * 100) / 100.0;
            double lower = low - Math.round(random.nextDouble() * 100) / 100.0 - 0.01;
            Graph graph = new Graph();
            Node end = graph.placeholder("high", 1);
            Law inner = uniform(graph.placeholder("low", 1), end);
            Law outer = uniform(graph.placeholder("lower", 1), end);
            float kl = compiled(
                            inner.kl(outer).orElseThrow(),
                            Map.of(
                                    "low", new double[] {low},
                                    "lower", new double[] {lower},
                                    "high", new double[] {high}))
                    .get("value")[0];
            assertThat((double) kl).isCloseTo(Math.log((high - lower) / (high - low)), within(1e-5));
        }
    }

    private static Law uniform(Node low, Node high) {
        return Uniform.family().fromParameters(List.of(new Value(low, 1), new Value(high, 1)), low.shape());
    }

    /** Around a thousand an ulp is large against the width. */
    @Test
    void drawsOfAnIntervalLieInIt() {
        Graph graph = new Graph();
        Law law = uniform(graph.placeholder("low", 1), graph.placeholder("high", 1));
        Node drawn = law.sample(LawTest.batch(graph, 40_000));
        try (Program program = Program.of(Map.of("logProb", law.logProb(drawn)), null)) {
            program.feed("low", new float[] {1000.1f}).feed("high", new float[] {1000.7f});
            program.run(Noise.of(Seed.root(5), 40_000, 0));
            for (float each : program.get("logProb")) {
                assertThat((double) each).isCloseTo(-Math.log(0.6), within(1e-3));
            }
        }
    }

    @Test
    void constantBoundsAreASupport() {
        Room room = new Room().with("low", Shape.of(2), 0, 0);
        Law fixed = Uniform.of("x", 2)
                .with(Parameter.constant(0.1), Parameter.constant(0.7))
                .law(room);
        assertThat(fixed.support()).hasToString("[0.1, 0.7]");
        fixed.support().require("x", new float[] {0.1f, 0.7f}, 0, 2, 0);
        assertThatThrownBy(() -> fixed.support().require("x", new float[] {0.5f, 0.8f}, 0, 2, 4))
                .hasMessage(
                        "a variable must lie where its distribution does: variable=x, expected=[0.1, 0.7], actual=0.8, "
                                + "example=4");
        Law several = Uniform.of("x", 2)
                .with(Parameter.constant(new double[] {0, -1}, 2), Parameter.constant(new double[] {1, 0.5}, 2))
                .law(room);
        assertThat(several.support()).isEqualTo(Support.between(-1, 1));
        Law given = Uniform.of("x", 2)
                .with(Parameter.variable("low"), Parameter.constant(0.7))
                .law(room);
        assertThat(given.support().contains().test(-1e9)).isTrue();
        assertThat(given.support().contains().test(0.8)).isFalse();
    }

    // ---- values that cannot be

    @Test
    void vectorsMustSumToWhatTheirLawSays() {
        Support oneHot = Support.oneHot(3);
        oneHot.require("y", new float[] {9, 0, 1, 0, 1, 0, 0}, 1, 6, 0);
        for (float[] wrong : new float[][] {{0, 1, 0, 0, 0, 0}, {0, 1, 0, 1, 1, 0}}) {
            assertThatThrownBy(() -> oneHot.require("y", wrong, 0, 6, 2))
                    .hasMessage("a variable must lie where its distribution does: variable=y, "
                            + "expected=3 of {0, 1} with the sum 1, actual sum="
                            + (wrong[3] == 0 ? "0.0" : "2.0") + ", example=2");
        }
        // What a mask leaves out.
        oneHot.orZeros().require("y", new float[] {0, 1, 0, 0, 0, 0}, 0, 6, 0);
        assertThatThrownBy(() -> oneHot.orZeros().require("y", new float[] {0, 1, 1}, 0, 3, 0))
                .hasMessageContaining("actual sum=2.0");
        Support counts = Multinomial.of("x", 4, 3)
                .with(Parameter.constant(0))
                .law(new Room())
                .support();
        counts.require("x", new float[] {1, 3, 0}, 0, 3, 0);
        assertThatThrownBy(() -> counts.require("x", new float[] {1, 2, 0}, 0, 3, 0))
                .hasMessageContaining("expected=3 of {0, ..., 4} with the sum 4, actual sum=3.0");
    }

    @Test
    void proportionsMustSumToOneAndDirectionsHaveTheLengthOne() {
        Room room = new Room();
        List<Factor> proportions = List.of(
                Dirichlet.of("x", 3).with(Parameter.constant(2)),
                RelaxedOneHotCategorical.of("x", 0.5, 3).with(Parameter.constant(0)));
        for (Factor factor : proportions) {
            Support support = factor.law(room).support();
            support.require("x", new float[] {0.2f, 0.3f, 0.5f, 0.1f, 0.9f, 0.0005f}, 0, 6, 0);
            assertThatThrownBy(() -> support.require("x", new float[] {0, 1, 0, 0.2f, 0.2f, 0.2f}, 0, 6, 7))
                    .hasMessageStartingWith("a variable must lie where its distribution does: variable=x, "
                            + "expected=3 of [0, 1] with the sum 1, actual sum=0.600")
                    .hasMessageEndingWith("example=7");
            assertThat(support.inside()).isEmpty();
        }
        Support sphere = new VonMisesFisher(
                        room.graph().constant(new double[] {0, 1}, 2),
                        room.graph().constant(1),
                        Shape.of(2))
                .support();
        sphere.require("x", new float[] {0.6f, -0.8f, 1, 0}, 0, 4, 0);
        assertThatThrownBy(() -> sphere.require("x", new float[] {0.6f, 0.6f}, 0, 2, 1))
                .hasMessageContaining("expected=2 of [-1, 1] with the length 1, actual length=0.848");
        assertThat(sphere.inside()).isEmpty();
    }

    /** As single precision has them, with many elements. */
    @Test
    void drawsOfVectorsAreLegalData() {
        Graph graph = new Graph();
        Map<String, Law> laws = Map.of(
                "dirichlet", new Dirichlet(graph.constant(0.3), Shape.of(500)),
                "relaxed", new RelaxedOneHotCategorical(graph.constant(0), 0.4, Shape.of(500)),
                "direction", new VonMisesFisher(graph.constant(1), graph.constant(3), Shape.of(500)));
        Map<String, Node> draws = new LinkedHashMap<>();
        laws.forEach((name, law) ->
                draws.put(name, law.sample(LawTest.batch(graph, 20).within(name))));
        try (Program program = Program.of(draws, null)) {
            program.run(Noise.of(Seed.root(1), 20, 0));
            laws.forEach((name, law) -> law.support().require(name, program.get(name), 0, 20 * 500, 0));
        }
    }

    @Test
    void flowsKeepWhereTheirBaseMayBe() {
        Room room = new Room().with("x", Shape.of(2), 2, 3, 2, -3);
        Node x = room.value("x").node();
        for (Factor base : List.of(
                Exponential.of("x", 2).with(Parameter.constant(1)),
                Uniform.of("x", 2).with(Parameter.constant(0), Parameter.constant(9)))) {
            double[] actual =
                    room.evaluate(Transformed.of(base, ActNorm.of(2)).law(room).logProb(x), 2);
            assertThat(actual[0]).isFinite();
            assertThat(actual[1]).isEqualTo(NEVER);
        }
        double[] everywhere = room.evaluate(
                Transformed.of(Normal.standard("x", 2), ActNorm.of(2)).law(room).logProb(x), 2);
        assertThat(Arrays.stream(everywhere)).allMatch(Double::isFinite);
    }

    @Test
    void equalSupportsAreOne() {
        assertThat(Support.UNIT.and(Support.UNIT)).isSameAs(Support.UNIT);
        assertThat(Levels.unit(4).support()).isEqualTo(Levels.unit(4).support());
        assertThat(Support.oneHot(3)).isEqualTo(Support.oneHot(3)).isNotEqualTo(Support.oneHot(4));
        assertThat(Support.below(3)).isEqualTo(Support.below(3));
        Support both = Support.UNIT.and(Support.BINARY);
        assertThat(both).hasToString("[0, 1] and {0, 1}");
        assertThat(both.contains().test(0.5)).isFalse();
        assertThat(both.contains().test(1)).isTrue();
    }

    // ---- masses are no densities

    @Test
    void flowsRefuseWhatIsDiscrete() {
        List<Factor> discrete = List.of(
                Bernoulli.of("x", 17).with(Parameter.constant(0)),
                DiscretisedLogistic.mixture(Levels.unit(4), 2, "x", 2).learned(),
                Quantised.of(Normal.family(), Levels.unit(4), "x", 2).learned(),
                OneHotCategorical.of("x", 2, 3).learned(),
                Multinomial.of("x", 40, 6).learned(),
                Poisson.of("x", 2).learned());
        for (Factor base : discrete) {
            int size = base.law(new Room()).event().size();
            assertThatThrownBy(() -> Transformed.of(base, ActNorm.of(size)).law(new Room()))
                    .hasMessageContaining("a flow moves densities, so its base must be continuous");
        }
        Factor normals = Mixture.ofElements(Normal.family(), 2, "x", 2).learned();
        assertThat(Transformed.of(normals, ActNorm.of(2)).law(new Room()).isDiscrete())
                .isFalse();
    }

    @Test
    void onlyWholeNumbersAreIndices() {
        Graph graph = new Graph();
        Node values = graph.placeholder("values", 4);
        Categorical law = new Categorical(graph.constant(new double[] {0, 1, 2}, 3), Shape.SCALAR);
        Map<String, double[]> leaves = Map.of("values", new double[] {1, 0.4, 0.5, 3});
        float[] logs = compiled(law.logProb(values), leaves).get("value");
        double sum = Math.log(1 + Math.E + Math.E * Math.E);
        assertThat((double) logs[0]).isCloseTo(1 - sum, within(1e-6));
        for (int i = 1; i < 4; i++) {
            assertThat((double) logs[i]).as("value " + i).isEqualTo(NEVER);
        }
    }

    /** So narrow that the other levels have no mass. */
    @Test
    void sumsOverImpossibleLevelsAreFinite() {
        Graph graph = new Graph();
        Node loc = graph.placeholder("loc", 1);
        Node scale = graph.constant(1e-20, Shape.of(1));
        Law narrow = new Quantised(new Logistic(loc, scale, scale.log(), Shape.of(1)), new Levels(3, -1, 1));
        Node one = loc.like(1);
        Law wide = new Quantised(new Logistic(loc.zeros(), one, one.log(), Shape.of(1)), new Levels(3, -1, 1));
        Map<String, double[]> leaves = Map.of("loc", new double[] {0.1});
        assertThat((double) compiled(narrow.entropy().orElseThrow(), leaves).get("value")[0])
                .isCloseTo(0, within(1e-6));
        double middle = 1 / (1 + Math.exp(-0.5)) - 1 / (1 + Math.exp(0.5));
        Map<String, float[]> divergence = compiled(narrow.kl(wide).orElseThrow(), leaves, loc);
        assertThat((double) divergence.get("value")[0]).isCloseTo(-Math.log(middle), within(1e-6));
        assertFinite(divergence);
    }

    private static Law law(Factor factor) {
        return LawGraph.of(factor, 1, Map.of()).law();
    }

    @Test
    void supportsOfTheSameValuesAreEqual() {
        Factor seen = Empirical.of("x", new double[] {0, -0.0, 2}, 1);
        Factor either = MixtureOfExperts.of(
                Normal.of("x", 1).with(Parameter.constant(0), Parameter.constant(1)),
                Exponential.of("x", 1).with(Parameter.constant(1)));
        for (Factor factor : List.of(seen, either)) {
            Law one = law(factor);
            Law other = law(factor);
            assertThat(one.support()).isEqualTo(other.support());
            assertThat(one.support().and(other.support())).isEqualTo(one.support());
        }
        Law law = law(seen);
        // The first two are one value.
        assertThat(law.support().contains().test(-0.0)).isTrue();
        assertThat(law.support().contains().test(1)).isFalse();
        assertThat(law.values().orElseThrow().shape()).isEqualTo(Shape.of(2, 1));
    }
}

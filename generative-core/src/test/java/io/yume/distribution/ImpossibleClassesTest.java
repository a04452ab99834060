package io.yume.distribution;

import static io.yume.distribution.Compiled.assertFinite;
import static io.yume.distribution.Compiled.compiled;
import static io.yume.distribution.Compiled.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes and coins that cannot be, or can hardly: what laws say of them and of the others, and what they draw. */
final class ImpossibleClassesTest {

    private static final double NEVER = Double.NEGATIVE_INFINITY;

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
}

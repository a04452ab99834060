package io.yume.distribution;

import static io.yume.distribution.Compiled.assertFinite;
import static io.yume.distribution.Compiled.compiled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.flow.ActNorm;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.LawGraph;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What laws say at the ends of what they give weight to, and beyond: bounds, values that cannot be. */
final class BoundaryTest {

    private static final double NEVER = Double.NEGATIVE_INFINITY;
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

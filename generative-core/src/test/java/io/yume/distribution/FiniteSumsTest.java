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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Entropies and divergences that are sums over the values of a law. The battery checks them for one row of one element. */
final class FiniteSumsTest {

    private static final Levels LEVELS = new Levels(5, -1, 1);

    private final Graph graph = new Graph();

    private double[] evaluate(Node node) {
        return new Reference(Map.of(), Noise.of(Seed.root(0), 2, 0)).evaluate(node);
    }

    /** The mass of a level under a rounded logistic, by its distribution function. */
    private static double mass(int index, double loc, double scale) {
        double below = index == 0 ? 0 : 1 / (1 + Math.exp(-(LEVELS.level(index) - 0.25 - loc) / scale));
        double upTo = index == 4 ? 1 : 1 / (1 + Math.exp(-(LEVELS.level(index) + 0.25 - loc) / scale));
        return upTo - below;
    }

    @Test
    void elementsOfRoundedLawsAreSummedOneByOne() {
        double[] locs = {0.3, -0.2, 0.9, 0, -2, 0.1};
        double[] scales = {0.2, 0.4, 1};
        Shape event = Shape.of(3);
        Node scale = graph.constant(scales, 3);
        Law q = new Quantised(new Logistic(graph.constant(locs, 2, 3), scale, scale.log(), event), LEVELS);
        Node half = graph.constant(0.5, event);
        Law p = new Quantised(new Logistic(half.zeros(), half, half.log(), event), LEVELS);
        double[] entropies = evaluate(q.entropy().orElseThrow());
        double[] divergences = evaluate(q.kl(p).orElseThrow());
        double[] back = evaluate(p.kl(q).orElseThrow());
        assertThat(entropies).hasSize(2);
        for (int row = 0; row < 2; row++) {
            double entropy = 0;
            double there = 0;
            double again = 0;
            for (int i = 0; i < 15; i++) {
                double own = mass(i % 5, locs[3 * row + i / 5], scales[i / 5]);
                double other = mass(i % 5, 0, 0.5);
                entropy -= own * Math.log(own);
                there += own * Math.log(own / other);
                again += other * Math.log(other / own);
            }
            assertThat(entropies[row]).isCloseTo(entropy, within(1e-9));
            assertThat(divergences[row]).isCloseTo(there, within(1e-9));
            assertThat(back[row]).isCloseTo(again, within(1e-9));
        }
    }

    /** All values of several parts: none twice, and together all of the mass. */
    @Test
    void eventsOfSeveralPartsAreEnumerated() {
        Node logits = graph.constant(new double[] {0.5, -0.3, 0.2, 1, 2, -4}, 2, 3);
        Node loc = graph.constant(new double[] {0.3, -0.4}, 2);
        Node scale = loc.like(0.5);
        Normal normal = new Normal(loc, scale, scale.log(), Shape.of(2));
        Room room = new Room();
        Factor coins = Bernoulli.of("x", 2).with(Parameter.constant(new double[] {0.5, -1}, 2));
        Factor others = Bernoulli.of("x", 2).with(Parameter.constant(2));
        Factor mixture = Mixture.of(Bernoulli.family(), 2, "x", 3)
                .with(
                        Parameter.constant(new double[] {0.5, 0}, 2),
                        Parameter.constant(new double[] {1, -1, 0.3, -2, 0.4, 0}, 2, 3));
        Map<Law, Integer> counts = new LinkedHashMap<>();
        counts.put(new OneHotCategorical(logits, Shape.of(2, 3)), 9);
        counts.put(new Categorical(logits, Shape.of(2)), 9);
        counts.put(new Multinomial(2, logits, Shape.of(2, 3)), 36);
        counts.put(new Quantised(normal, LEVELS), 25);
        counts.put(
                DiscretisedLogistic.mixture(Levels.unit(4), 2, "x", 3).learned().law(room), 64);
        counts.put(mixture.law(room), 8);
        counts.put(MixtureOfExperts.of(coins, others).law(room), 4);
        counts.forEach((law, count) -> {
            Node values = law.values().orElseThrow();
            int size = law.event().size();
            double[] numbers = room.evaluate(values, 1).clone();
            Set<List<Double>> rows = new HashSet<>();
            for (int row = 0; row < numbers.length / size; row++) {
                rows.add(Arrays.stream(numbers, row * size, (row + 1) * size)
                        .boxed()
                        .toList());
            }
            assertThat(rows).as(law.getClass().getSimpleName()).hasSize(count);
            double[] logProbs = room.evaluate(law.logProb(values), 1);
            assertThat(logProbs).hasSize(count);
            assertThat(Arrays.stream(logProbs).map(Math::exp).sum()).isCloseTo(1, within(1e-9));
            law.entropy().ifPresent(entropy -> assertThat(room.evaluate(entropy, 1)[0])
                    .isCloseTo(
                            -Arrays.stream(logProbs).map(x -> Math.exp(x) * x).sum(), within(1e-9)));
        });
        assertThat(new OneHotCategorical(graph.constant(0), Shape.of(10, 3)).values())
                .isPresent();
        assertThat(new OneHotCategorical(graph.constant(0), Shape.of(11, 3)).values())
                .isEmpty();
        assertThat(new Quantised(normal, Levels.unit(257)).values()).isEmpty();
        Factor sure = Bernoulli.of("x", 2).with(Parameter.variable("x1"));
        Factor levels = Quantised.of(Normal.family(), LEVELS, "x", 2).learned();
        Room seen = new Room().with("x1", Shape.of(2), 0, 1);
        assertThat(MixtureOfExperts.of(sure, levels).law(seen).values()).isEmpty();
    }

    @Test
    void otherLevelsAndVeryManyHaveNoSum() {
        Node one = graph.constant(1, Shape.of(20));
        Normal normal = new Normal(one, one, one.zeros(), Shape.of(20));
        Law few = new Quantised(normal, LEVELS);
        assertThat(few.entropy()).isPresent();
        assertThat(few.kl(new Quantised(normal, Levels.unit(5)))).isEmpty();
        assertThat(new Quantised(normal, Levels.unit(256)).entropy()).isEmpty();
    }

    /** Against the sum over all counts, choice by choice. */
    @Test
    void countsOfSeveralChoicesAreSummed() {
        double[] logits = {0.5, -0.3, 0.2, 1, 2, -4};
        Law both = new Multinomial(6, graph.constant(logits, 2, 3), Shape.of(2, 3));
        double expected = 0;
        for (int choice = 0; choice < 2; choice++) {
            double[] own = {logits[3 * choice], logits[3 * choice + 1], logits[3 * choice + 2]};
            Law one = new Multinomial(6, graph.constant(own, 3), Shape.of(3));
            for (double logProb : evaluate(one.logProb(one.values().orElseThrow()))) {
                expected -= Math.exp(logProb) * logProb;
            }
        }
        assertThat(evaluate(both.entropy().orElseThrow())[0]).isCloseTo(expected, within(1e-9));
        Law single = new Multinomial(1, graph.constant(logits, 2, 3), Shape.of(2, 3));
        Law choices = new OneHotCategorical(graph.constant(logits, 2, 3), Shape.of(2, 3));
        assertThat(evaluate(single.entropy().orElseThrow())[0])
                .isCloseTo(evaluate(choices.entropy().orElseThrow())[0], within(1e-12));
    }

    /** Where a level has less mass than single precision tells from none, the ends have it all. */
    @Test
    void veryWideLawsHaveTheirEndsOnly() {
        Node free = graph.placeholder("free", 2);
        Node entropy = Quantised.family(Normal.family(), Levels.unit(256))
                .fromFree(free, Shape.of(1))
                .entropy()
                .orElseThrow();
        Node slope = Gradients.of(entropy, List.of(free)).get(0);
        try (Program program = Program.of(Map.of("entropy", entropy, "slope", slope), null)) {
            program.feed("free", new float[] {0.5f, 1e7f}).run(Noise.of(Seed.root(0), 1, 0));
            assertThat((double) program.get("entropy")[0]).isCloseTo(Math.log(2), within(1e-4));
            assertThat(program.get("slope")).doesNotContain(Float.NaN);
        }
    }

    /** Nearly all of the mass at one value, and values whose mass underflows: nothing is lost, nor are gradients. */
    @Test
    void extremesStayFiniteInSinglePrecision() {
        Node logits = graph.placeholder("logits", 3);
        Law counts = new Multinomial(9, logits, Shape.of(3));
        Node free = graph.placeholder("free", 4);
        Levels grey = Levels.unit(256);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("counts", counts.entropy().orElseThrow());
        outputs.put(
                "of logits",
                Gradients.of(outputs.get("counts"), List.of(logits)).get(0));
        for (Family rounded : List.of(Normal.family(), Logistic.family(), Laplace.family())) {
            Law law = Quantised.family(rounded, grey).fromFree(free, Shape.of(2));
            Law other = Quantised.family(rounded, grey)
                    .fromFree(graph.constant(new double[] {0.2, 0.7, -1, -1}, 4), Shape.of(2));
            outputs.put(rounded.name(), law.entropy().orElseThrow());
            outputs.put(rounded.name() + " kl", law.kl(other).orElseThrow());
            outputs.put(rounded.name() + " back", other.kl(law).orElseThrow());
            for (String end : List.of("", " kl", " back")) {
                Node value = outputs.get(rounded.name() + end);
                outputs.put(
                        rounded.name() + end + " slope",
                        Gradients.of(value, List.of(free)).get(0));
            }
        }
        try (Program program = Program.of(outputs, null)) {
            program.feed("logits", new float[] {0, 60, -200}).feed("free", new float[] {0.25f, 0.875f, -7, -6});
            program.run(Noise.of(Seed.root(0), 1, 0));
            Map<String, double[]> leaves =
                    Map.of("logits", new double[] {0, 60, -200}, "free", new double[] {0.25, 0.875, -7, -6});
            outputs.forEach((name, node) -> {
                double[] expected = new Reference(leaves, Noise.of(Seed.root(0), 1, 0)).evaluate(node);
                float[] actual = program.get(name);
                // Far tails have fewer digits, and their slopes fewer still.
                double digits = name.endsWith("slope") ? 0.1 : 1e-3;
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i])
                            .as(name)
                            .isCloseTo(expected[i], within(digits * (1 + Math.abs(expected[i]))));
                }
            });
        }
    }
}

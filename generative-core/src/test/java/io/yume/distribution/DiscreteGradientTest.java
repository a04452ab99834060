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

/** Straight-through laws: discrete values, the gradient of the relaxed law under the same noise. */
final class DiscreteGradientTest {

    private static final int ROWS = 20_000;
    private static final double[] LOGITS = {0.4, -0.3, 1.1};

    private final Graph graph = new Graph();
    private final Node logits = graph.placeholder("logits", 3);

    private double[] evaluate(Node node) {
        return new Reference(Map.of("logits", LOGITS), Noise.of(Seed.root(9), ROWS, 0)).evaluate(node);
    }

    @Test
    void coinsAreHardAndPassTheGradientOfRelaxedOnes() {
        Law hard = StraightThrough.coins(0.7).fromFree(logits, Shape.of(3));
        Law soft = RelaxedBernoulli.family(0.7).fromFree(logits, Shape.of(3));
        Node drawn = hard.sample(LawTest.batch(graph, ROWS));
        double[] draws = evaluate(drawn);
        assertThat(Arrays.stream(draws).allMatch(x -> x == 0 || x == 1)).isTrue();
        for (int i = 0; i < 3; i++) {
            int coin = i;
            double mean = IntStream.range(0, ROWS)
                    .mapToDouble(row -> draws[3 * row + coin])
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(1 / (1 + Math.exp(-LOGITS[i])), within(4 * Math.sqrt(0.25 / ROWS)));
        }
        Node weights = graph.constant(new double[] {1, -2, 3}, 3);
        double[] expected = evaluate(Gradients.of(
                        soft.sample(LawTest.batch(graph, ROWS)).times(weights).sum(), List.of(logits))
                .get(0));
        assertThat(evaluate(Gradients.of(drawn.times(weights).sum(), List.of(logits))
                        .get(0)))
                .containsExactly(expected, within(1e-9));
    }

    @Test
    void oneHotVectorsAreHardAndPassTheGradientOfRelaxedOnes() {
        Law hard = StraightThrough.oneHots(0.7).fromFree(logits, Shape.of(3));
        Law soft = RelaxedOneHotCategorical.family(0.7).fromFree(logits, Shape.of(3));
        Node drawn = hard.sample(LawTest.batch(graph, ROWS));
        double[] draws = evaluate(drawn);
        double[] times = new double[3];
        for (int row = 0; row < ROWS; row++) {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += draws[3 * row + i];
                times[i] += draws[3 * row + i];
            }
            assertThat(sum).isEqualTo(1);
        }
        double[] probabilities = evaluate(hard.mean().orElseThrow());
        for (int i = 0; i < 3; i++) {
            assertThat(times[i] / ROWS).isCloseTo(probabilities[i], within(4 * Math.sqrt(0.25 / ROWS)));
        }
        Node weights = graph.constant(new double[] {1, -2, 3}, 3);
        double[] expected = evaluate(Gradients.of(
                        soft.sample(LawTest.batch(graph, ROWS)).times(weights).sum(), List.of(logits))
                .get(0));
        assertThat(evaluate(Gradients.of(drawn.times(weights).sum(), List.of(logits))
                        .get(0)))
                .containsExactly(expected, within(1e-9));
    }

    @Test
    void valuesStayHardInACompiledProgram() {
        Node drawn = StraightThrough.oneHots(0.1)
                .fromFree(graph.constant(LOGITS, 3), Shape.of(3))
                .sample(LawTest.batch(graph, 512));
        try (Program program = Program.of(Map.of("drawn", drawn), null)) {
            program.run(Noise.of(Seed.root(5), 512, 0));
            for (float x : program.get("drawn")) {
                assertThat(x == 0 || x == 1).as("%s", x).isTrue();
            }
        }
    }

    @Test
    void probabilitiesAreThoseOfTheDiscreteLaw() {
        Law hard = StraightThrough.coins(0.7).fromFree(logits, Shape.of(3));
        Law plain = Bernoulli.family().fromFree(logits, Shape.of(3));
        Node values = plain.values().orElseThrow();
        assertThat(evaluate(hard.logProb(values))).containsExactly(evaluate(plain.logProb(values)));
        assertThat(evaluate(hard.entropy().orElseThrow()))
                .containsExactly(evaluate(plain.entropy().orElseThrow()));
        Law prior = Bernoulli.family().fromFree(graph.constant(0, Shape.of(3)), Shape.of(3));
        assertThat(evaluate(hard.kl(prior).orElseThrow()))
                .containsExactly(evaluate(plain.kl(prior).orElseThrow()));
        assertThat(evaluate(hard.kl(hard).orElseThrow())[0]).isCloseTo(0, within(1e-12));
    }

    @Test
    void rejectsATemperatureThatIsNotAboveZero() {
        assertThatThrownBy(() -> StraightThrough.bernoulli("b", 0))
                .hasMessage("temperature must be > 0: temperature=0.0");
        assertThatThrownBy(() -> StraightThrough.oneHotCategorical("b", -1)).hasMessageContaining("temperature=-1.0");
    }
}

package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Graph;
import io.yume.graph.Noise;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

    @Test
    void rejectsATemperatureThatIsNotAboveZero() {
        assertThatThrownBy(() -> RelaxedBernoulli.of("b", -1.0))
                .hasMessage("temperature must be > 0: temperature=-1.0");
        assertThatThrownBy(() -> RelaxedOneHotCategorical.of("b", 0)).hasMessageContaining("temperature=0.0");
    }
}

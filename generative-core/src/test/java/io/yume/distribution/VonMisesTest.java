package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What gradients through draws of angles are of, and what not: by loc and by concentration, against quadrature. */
final class VonMisesTest {

    private static final int ROWS = 20_000;
    private static final double LOC = 1.1;
    private static final double CONCENTRATION = 0.9;

    private static double mean(double loc, double concentration, DoubleUnaryOperator function) {
        int steps = 20_000;
        double total = 0;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double x = -Math.PI + 2 * Math.PI * (i + 0.5) / steps;
            double weight = Math.exp(concentration * Math.cos(x - loc));
            total += weight;
            sum += weight * function.applyAsDouble(x);
        }
        return sum / total;
    }

    /** The slopes of an expectation by loc and concentration. */
    private static double[] slopes(DoubleUnaryOperator function) {
        double step = 1e-4;
        return new double[] {
            (mean(LOC + step, CONCENTRATION, function) - mean(LOC - step, CONCENTRATION, function)) / 2 / step,
            (mean(LOC, CONCENTRATION + step, function) - mean(LOC, CONCENTRATION - step, function)) / 2 / step
        };
    }

    /** The gradient of each draw's function by its own loc and concentration. */
    private static double[][] gradients(UnaryOperator<Node> function) {
        Graph graph = new Graph();
        Node loc = graph.placeholder("loc", ROWS);
        Node concentration = graph.placeholder("concentration", ROWS);
        Node drawn = new VonMises(loc, concentration, Shape.SCALAR).sample(LawTest.batch(graph, ROWS));
        double[] locs = new double[ROWS];
        Arrays.fill(locs, LOC);
        double[] concentrations = new double[ROWS];
        Arrays.fill(concentrations, CONCENTRATION);
        Reference reference =
                new Reference(Map.of("loc", locs, "concentration", concentrations), Noise.of(Seed.root(7), ROWS, 0));
        return Gradients.of(function.apply(drawn).sum(), List.of(loc, concentration)).stream()
                .map(gradient -> reference.evaluate(gradient).clone())
                .toArray(double[][]::new);
    }

    @Test
    void gradientsOfPeriodicFunctionsAreThoseOfTheExpectation() {
        double[][] actual =
                gradients(x -> x.cos().plus(x.sin().times(0.7)).plus(x.times(2).sin()));
        double[] expected = slopes(x -> Math.cos(x) + 0.7 * Math.sin(x) + Math.sin(2 * x));
        for (int i = 0; i < 2; i++) {
            double mean = Arrays.stream(actual[i]).average().orElseThrow();
            double variance = Arrays.stream(actual[i])
                    .map(g -> (g - mean) * (g - mean))
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(expected[i], within(4.4 * Math.sqrt(variance / ROWS)));
        }
    }

    /** Through an angle itself it is 1; what crosses the end jumps back by a whole turn, of which the gradient knows nothing. */
    @Test
    void gradientsOfAnglesLackTheJumpAtTheEnds() {
        double[] byLoc = gradients(x -> x)[0];
        assertThat(Arrays.stream(byLoc).allMatch(g -> g == 1)).isTrue();
        double total = 2 * Math.PI * mean(0, 0, x -> Math.exp(CONCENTRATION * Math.cos(x - LOC)));
        double densityAtEnd = Math.exp(CONCENTRATION * Math.cos(Math.PI - LOC)) / total;
        double bias = 2 * Math.PI * densityAtEnd;
        assertThat(1 - bias).isCloseTo(slopes(x -> x)[0], within(1e-5));
        assertThat(bias).isGreaterThan(0.3);
    }
}

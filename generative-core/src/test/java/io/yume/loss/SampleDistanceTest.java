package io.yume.loss;

import static io.yume.loss.Objectives.mmd;
import static io.yume.loss.Objectives.momentMatching;
import static io.yume.loss.Objectives.slicedWasserstein;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SampleDistanceTest {

    private static final double ERRORS = 4.5;

    private static Factor normal(double mean, double deviation) {
        return Normal.of("z", 1).with(Parameter.constant(mean), Parameter.constant(deviation));
    }

    private static Samples standard() {
        return Samples.of(Normal.standard("z", 1), "z");
    }

    private static Lowered.Statistics statistics(Objective distance) {
        return Lowered.of(distance, 32, Map.of()).statistics(800);
    }

    private static void assertMean(Objective distance, double expected) {
        Lowered.Statistics statistics = statistics(distance);
        assertThat(statistics.means().get("value")[0])
                .as(distance.toString())
                .isCloseTo(expected, within(ERRORS * statistics.errors().get("value")[0]));
    }

    /** For the Gaussian kernel between normals: E k(x, y) is a density of x - y. */
    @Test
    void discrepancyIsThatOfTheClosedForm() {
        assertMean(mmd(Samples.of(normal(1, 1), "z"), standard(), Kernel.gaussian(1)), 0.177268);
        assertMean(mmd(Samples.of(normal(0, 2), "z"), standard(), Kernel.gaussian(1)), 0.094187);
        // Unbiased: zero for equal distributions, though the batch is small.
        assertMean(mmd(Samples.of(normal(0, 1), "z"), standard(), Kernel.gaussian(1)), 0);
    }

    @Test
    void severalKernelsAdd() {
        Kernel both = Kernel.sum(Kernel.gaussian(1), Kernel.polynomial(1));
        // The kernel x y + 1 sees the difference of the means alone: 1.
        assertMean(mmd(Samples.of(normal(1, 1), "z"), standard(), both), 1.177268);
        assertMean(mmd(Samples.of(normal(1, 1), "z"), standard(), Kernel.polynomial(1)), 1);
        // (x y + 1)^2: twice the squared difference of means, and that of second moments.
        assertMean(mmd(Samples.of(normal(1, 1), "z"), standard(), Kernel.polynomial(2)), 2 + 1);
    }

    /** Only distances count, of which points far from the origin have as many digits as near it. */
    @Test
    void kernelsAreTheSameFarFromTheOrigin() {
        float[][] near = slopes(0);
        float[][] far = slopes(1024);
        for (int i = 0; i < near.length; i++) {
            for (int j = 0; j < near[i].length; j++) {
                assertThat((double) far[i][j]).isCloseTo(near[i][j], within(1e-5));
            }
        }
    }

    /** Of a kernel's sum over all pairs, and what it is, from points that single precision can shift. */
    private static float[][] slopes(double offset) {
        float[] x = {0, 0.25f, 1, -0.5f, 2, 0.75f};
        float[] y = {0.5f, 0.5f, -1, 1.25f, 0, 1.5f};
        for (int i = 0; i < x.length; i++) {
            x[i] += (float) offset;
            y[i] += (float) offset;
        }
        Graph graph = new Graph();
        Node a = graph.placeholder("a", 3, 2);
        Node b = graph.placeholder("b", 3, 2);
        Node matrix = Kernel.gaussian(1).matrix(a, b);
        List<Node> slopes = Gradients.of(matrix.sum(), List.of(a, b));
        try (Program program = Program.of(Map.of("k", matrix, "a", slopes.get(0), "b", slopes.get(1)), null)) {
            program.feed("a", x).feed("b", y).run(Noise.of(Seed.root(0), 1, 0));
            return new float[][] {program.get("k"), program.get("a"), program.get("b")};
        }
    }

    /** Heavy-tailed kernels by quadrature over both normals. */
    @Test
    void heavyTailedKernelsAgreeWithQuadrature() {
        assertMean(
                mmd(Samples.of(normal(1, 1), "z"), standard(), Kernel.inverseMultiquadratic(2)),
                quadrature(d -> 2 / (2 + d * d)));
        assertMean(
                mmd(Samples.of(normal(1, 1), "z"), standard(), Kernel.rationalQuadratic(1.5, 0.8)),
                quadrature(d -> Math.pow(1 + d * d / (2 * 1.5 * 0.64), -1.5)));
    }

    private static double quadrature(java.util.function.DoubleUnaryOperator kernel) {
        // The difference of two draws is N(0, 2), or N(1, 2) between the sides.
        double total = 0;
        for (double d = -14; d < 15; d += 0.002) {
            double same = Math.exp(-d * d / 4) / Math.sqrt(4 * Math.PI);
            double apart = Math.exp(-(d - 1) * (d - 1) / 4) / Math.sqrt(4 * Math.PI);
            total += 2 * (same - apart) * kernel.applyAsDouble(d) * 0.002;
        }
        return total;
    }

    @Test
    void discrepancyOfDataLeavesOutEachPointWithItself() {
        Lowered lowered = Lowered.of(
                        mmd(Samples.data("x"), Samples.data("y"), Kernel.gaussian(1)),
                        2,
                        Map.of("x", Shape.of(1), "y", Shape.of(1)))
                .set("x", 0, 1)
                .set("y", 0, 3);
        double cross = (1 + Math.exp(-4.5) + Math.exp(-0.5) + Math.exp(-2)) / 4;
        assertThat(lowered.value()[0]).isCloseTo(Math.exp(-0.5) + Math.exp(-4.5) - 2 * cross, within(1e-12));
    }

    @Test
    void momentsAreThoseOfTheSamples() {
        Map<String, Shape> data = Map.of("x", Shape.of(2), "y", Shape.of(2));
        double[] x = {0, 1, 2, 5, 4, 0};
        double[] y = {1, 1, 0, 0, 2, 2};
        // Means (2, 2) and (1, 1); covariances [[4, -1], [-1, 7]] and [[1, 1], [1, 1]].
        Lowered first = Lowered.of(momentMatching(Samples.data("x"), Samples.data("y"), 1), 3, data);
        assertThat(first.set("x", x).set("y", y).value()[0]).isCloseTo(2, within(1e-12));
        Lowered second = Lowered.of(momentMatching(Samples.data("x"), Samples.data("y"), 2), 3, data);
        assertThat(second.set("x", x).set("y", y).value()[0]).isCloseTo(2 + 9 + 4 + 4 + 36, within(1e-12));
    }

    /** In one dimension all directions are alike: the distance is that of the sorted values. */
    @Test
    void slicedDistanceSortsTheValues() {
        double[] x = {0.3, -2, 5, 0.3};
        double[] y = {1, 1, -1, 0};
        Lowered lowered = Lowered.of(
                        slicedWasserstein(Samples.data("x"), Samples.data("y"), 7),
                        4,
                        Map.of("x", Shape.of(1), "y", Shape.of(1)))
                .set("x", x)
                .set("y", y);
        double[] a = x.clone();
        double[] b = y.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        double expected = 0;
        for (int i = 0; i < 4; i++) {
            expected += (a[i] - b[i]) * (a[i] - b[i]) / 4;
        }
        assertThat(lowered.value()[0]).isCloseTo(expected, within(1e-12));
    }

    /** A shift by d in n dimensions is d^2 / n on average over directions. */
    @Test
    void slicedDistanceOfAShiftIsItsSquareByTheDimensions() {
        Map<String, Shape> data = Map.of("x", Shape.of(2), "y", Shape.of(2));
        Lowered lowered = Lowered.of(slicedWasserstein(Samples.data("x"), Samples.data("y"), 16), 3, data)
                .set("x", 0, 1, 2, 5, 4, 0)
                .set("y", 3, 5, 5, 9, 7, 4);
        Lowered.Statistics statistics = lowered.statistics(600);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo((9 + 16) / 2.0, within(ERRORS * statistics.errors().get("value")[0]));
    }

    @Test
    void distancesHaveTheSlopesOfTheirValues() {
        Factor q = Normal.of("z", 2)
                .given("x")
                .by(mlp(io.yume.nn.Activation.TANH, 2, 3, 4))
                .as("q");
        Samples prior = Samples.of(Normal.standard("z", 2), "z");
        for (Objective distance : new Objective[] {
            mmd(Samples.of(q, "z"), prior, Kernel.gaussian(1), Kernel.inverseMultiquadratic(2), Kernel.polynomial(3)),
            slicedWasserstein(Samples.of(q, "z"), prior, 5),
            momentMatching(Samples.of(q, "z"), prior, 2)
        }) {
            Lowered lowered = Lowered.of(distance, 5, Map.of("x", Shape.of(2)))
                    .set("x", 0.3, -1, 0.8, 0.2, -0.6, 1.4, 0, 0.1, -1.2, 0.7);
            FiniteDifferences.check(lowered, 1e-6);
        }
    }

    @Test
    void printsBothSides() {
        Factor q = Normal.of("z").given("x").by(mlp(2, 4));
        Objective distance = mmd(Samples.of(q, "z"), Samples.of(Normal.standard("z", 2), "z"), Kernel.gaussian(1));
        assertThat(distance.latex()).isEqualTo("\\operatorname{MMD}^2[q(z|x) \\| p(z)]");
        assertThat(slicedWasserstein(Samples.data("x"), Samples.of(Normal.standard("x", 2), "x"), 3))
                .hasToString("SW_2^2[data(x) || p(x)]");
    }

    @Test
    void rejectsWhatCannotBeCompared() {
        assertThatThrownBy(() -> Samples.of(Normal.standard("z", 2), "x")).hasMessageContaining("variable=x");
        assertThatThrownBy(() -> Kernel.gaussian(0)).hasMessageContaining("deviation=0.0");
        assertThatThrownBy(() -> slicedWasserstein(standard(), standard(), 0)).hasMessageContaining("directions=0");
        assertThatThrownBy(() -> momentMatching(standard(), standard(), 3)).hasMessageContaining("order=3");
        assertThatThrownBy(() -> Lowered.of(mmd(standard(), standard(), Kernel.gaussian(1)), 1, Map.of()))
                .hasMessageContaining("batch=1");
        assertThatThrownBy(() ->
                        Lowered.of(mmd(Samples.data("x"), standard(), Kernel.gaussian(1)), 4, Map.of("x", Shape.of(2))))
                .hasMessageContainingAll("one shape", "left=[4, 2]", "right=[4, 1]", "MMD^2");
        Samples coins = Samples.of(Bernoulli.of("z", 1).learned(), "z");
        assertThatThrownBy(() -> Lowered.of(mmd(coins, standard(), Kernel.gaussian(1)), 4, Map.of()))
                .hasMessageContaining("no gradient flows through draws");
        assertThatThrownBy(() -> coins.estimating("z", Estimator.scoreFunction()))
                .hasMessageContaining("through draws only");
        Lowered relaxed = Lowered.of(
                mmd(coins.estimating("z", Estimator.gumbelSoftmax(1)), standard(), Kernel.gaussian(1)), 4, Map.of());
        assertThat(relaxed.gradients(0)).containsKey("z.free");
    }
}

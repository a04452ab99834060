package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.Bars;
import io.yume.data.TwoMoons;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Transformed;
import io.yume.distribution.Unnormalised;
import io.yume.flow.ActNorm;
import io.yume.flow.Autoregressive;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.Permutation;
import io.yume.flow.Planar;
import io.yume.graph.Adam;
import io.yume.graph.Node;
import io.yume.graph.Seed;
import io.yume.loss.Objective;
import io.yume.train.Length;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FlowModelsTest {

    /** The mean log-likelihood of the Gaussian with the moments of points: none has more. */
    private static double bestGaussian(float[] points) {
        int n = points.length / 2;
        double[] mean = new double[2];
        double[] square = new double[3];
        for (int i = 0; i < n; i++) {
            double x = points[2 * i];
            double y = points[2 * i + 1];
            mean[0] += x / n;
            mean[1] += y / n;
            square[0] += x * x / n;
            square[1] += x * y / n;
            square[2] += y * y / n;
        }
        double xx = square[0] - mean[0] * mean[0];
        double xy = square[1] - mean[0] * mean[1];
        double yy = square[2] - mean[1] * mean[1];
        return -Math.log(2 * Math.PI * Math.E) - 0.5 * Math.log(xx * yy - xy * xy);
    }

    private static float[] points(int count) {
        TwoMoons moons = TwoMoons.of(count);
        float[] points = new float[2 * count];
        for (int i = 0; i < count; i++) {
            moons.read("x", i, Seed.root(77).split("test", i), points, 2 * i);
        }
        return points;
    }

    /** Trains a density of two moons and checks its log-likelihood of new points, and its draws. */
    private static void check(Factor density, Objective logLikelihood) {
        float[] test = points(2000);
        try (Trainer trainer = Trainer.maximise(logLikelihood.mean())
                .with(Adam.of(5e-3).decaying(0.995, 5e-5))
                .on(TwoMoons.of(100_000), 200)
                .seed(2)
                .compile()) {
            trainer.fit(Length.updates(900));
            double reached = trainer.evaluate(ArrayDataSet.of("x", test, 2)).objective();
            assertThat(reached).isBetween(bestGaussian(test) + 0.4, -TwoMoons.ENTROPY + 0.05);
            try (Sampler sampler = new Sampler(density, trainer.parameters(), 1000, Map.of())) {
                float[] drawn = sampler.draw(Seed.root(3), Map.of()).draws().get("x");
                assertThat(bestGaussian(drawn)).isBetween(bestGaussian(test) - 0.2, bestGaussian(test) + 0.2);
            }
        }
    }

    @Test
    void realNvpIsBetterThanAnyGaussian() {
        RealNvp model = RealNvp.of(2, 8, 32);
        check(model.density(), model.logLikelihood());
        assertThat(model.logLikelihood().latex()).isEqualTo("\\log p(x)");
    }

    @Test
    void maskedAutoregressiveFlowIsBetterThanAnyGaussian() {
        MaskedAutoregressiveFlow model = MaskedAutoregressiveFlow.of(2, 6, 32);
        check(model.density(), model.logLikelihood());
    }

    /** A masked flow without hidden layers can be any Gaussian. */
    @Test
    void aLinearMaskedFlowReachesTheBestGaussian() {
        float[] points = points(400);
        Factor density = Transformed.of(
                Normal.standard("x", 2), Flows.compose(ActNorm.standardising(points, 2), Autoregressive.masked(2)));
        ArrayDataSet data = ArrayDataSet.of("x", points, 2);
        try (Trainer trainer = Trainer.maximise(logProb(density).mean())
                .with(Adam.of(0.02).decaying(0.995, 1e-4))
                .on(data, 400)
                .compile()) {
            trainer.fit(Length.updates(1500));
            // The scale of the second element is a function of the first, so it may be better.
            assertThat(trainer.evaluate(data).objective()).isGreaterThan(bestGaussian(points) - 1e-3);
        }
    }

    /**
     * Of rows {@code L e} with independent e, the flow is that product: its scales are L's diagonal, and what it makes of the elements before is
     * the regression on them. Every conditional distribution is then met in mean and variance, so no flow of this form is better.
     */
    @Test
    void aLinearMaskedFlowFindsTheCholeskyFactor() {
        double[][] factor = {{1.5, 0, 0}, {-0.6, 0.8, 0}, {0.9, 0.5, 0.4}};
        float[] points = new float[27 * 3];
        for (int row = 0; row < 27; row++) {
            // All combinations of three values of mean 0 and variance 1.
            double[] e = {row % 3 - 1, row / 3 % 3 - 1, row / 9 - 1};
            for (int i = 0; i < 3; i++) {
                for (int k = 0; k <= i; k++) {
                    points[3 * row + i] += (float) (factor[i][k] * e[k] * Math.sqrt(1.5));
                }
            }
        }
        Factor density = Transformed.of(Normal.standard("x", 3), Autoregressive.masked(3));
        ArrayDataSet data = ArrayDataSet.of("x", points, 3);
        try (Trainer trainer = Trainer.maximise(logProb(density).mean())
                .with(Adam.of(0.03).decaying(0.995, 1e-4))
                .on(data, 27)
                .compile()) {
            trainer.fit(Length.updates(1500));
            double best = -1.5 * Math.log(2 * Math.PI * Math.E) - Math.log(1.5 * 0.8 * 0.4);
            assertThat(trainer.evaluate(data).objective()).isCloseTo(best, within(1e-4));
            float[] weight = trainer.parameters().get("x.flow.layer0.weight");
            float[] bias = trainer.parameters().get("x.flow.layer0.bias");
            for (int i = 0; i < 3; i++) {
                // Scales are bounded softly by exp(-3) and exp(3).
                assertThat(3 * Math.tanh(bias[3 + i] / 3)).isCloseTo(Math.log(factor[i][i]), within(2e-3));
            }
            // Means are L of the elements before times the inverse of L of them.
            double first = -0.6 / 1.5;
            double second = 0.5 / 0.8;
            assertThat((double) weight[1]).isCloseTo(first, within(2e-3));
            assertThat((double) weight[6 + 2]).isCloseTo(second, within(2e-3));
            assertThat((double) weight[2]).isCloseTo((0.9 - second * -0.6) / 1.5, within(2e-3));
        }
    }

    /** The first energy of Rezende and Mohamed (2015): a ring that weighs near two opposite points. */
    private static Node ring(Node z) {
        Node across = z.slice(z.shape().rank() - 1, 0, 1).dividedBy(0.6);
        Node towards = across.minus(2 / 0.6).square().times(-0.5);
        Node away = across.plus(2 / 0.6).square().times(-0.5);
        Node radius = z.square().sum(-1).plus(1e-12).sqrt().minus(2).dividedBy(0.4);
        Node both = z.graph()
                .concat(z.shape().rank() - 1, List.of(towards, away))
                .logSumExp(z.shape().rank() - 1);
        return both.minus(radius.square().times(0.5).reshape(both.shape())).reshape(rows(z));
    }

    /** Their second one, a wave, with walls at 4 and -4, without which it has no constant. */
    private static Node wave(Node z) {
        Node first = z.slice(z.shape().rank() - 1, 0, 1);
        Node height = first.times(Math.PI / 2).sin();
        Node from = z.slice(z.shape().rank() - 1, 1, 1).minus(height).dividedBy(0.4);
        Node beyond = first.abs().minus(4).relu().dividedBy(0.2);
        return from.square().plus(beyond.square()).times(-0.5).reshape(rows(z));
    }

    private static int rows(Node z) {
        return z.shape().dim(0);
    }

    static Stream<Arguments> energies() {
        // The ring's constant is by quadrature, and one of its two points has half of it; the wave's has a normal's
        // tail of deviation 0.2 behind each wall.
        double walls = Math.log(0.4 * Math.sqrt(2 * Math.PI) * (8 + 0.2 * Math.sqrt(2 * Math.PI)));
        return Stream.of(
                Arguments.of("ring", (UnaryOperator<Node>) FlowModelsTest::ring, 1.8775, Math.log(2) + 0.05),
                Arguments.of("wave", (UnaryOperator<Node>) FlowModelsTest::wave, walls, 0.5));
    }

    /** The free energy is never below the constant's negative logarithm, and eight planar steps come near it, or that of one point. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("energies")
    void planarFlowsComeNearTheFreeEnergysFloor(
            String name, UnaryOperator<Node> energy, double logConstant, double gap) {
        Flow[] steps = new Flow[8];
        Arrays.fill(steps, Planar.of(2));
        Factor target = Unnormalised.of("x", energy::apply, 2);
        Factor q = Transformed.of(Normal.standard("x", 2), Flows.compose(steps));
        Objective bound = elbo(target, q);
        ArrayDataSet nothing = ArrayDataSet.of("unused", new float[2000], 1);
        try (Trainer trainer = Trainer.maximise(bound.mean())
                .with(Adam.of(0.02).decaying(0.998, 1e-3))
                .on(nothing, 200)
                .seed(4)
                .compile()) {
            double start = trainer.evaluate(nothing).objective();
            trainer.fit(Length.updates(1500));
            double reached = trainer.evaluate(nothing).objective();
            assertThat(start).as(name).isLessThan(logConstant - 1);
            assertThat(reached).as(name).isBetween(logConstant - gap, logConstant + 0.03);
        }
    }

    /** A posterior whose flow sees what the encoder makes of the image, as in Kingma et al. (2016). */
    @Test
    void aFlowPosteriorOfAnAutoencoderTrains() {
        Factor prior = Normal.standard("z", 3);
        Factor decoder = Bernoulli.of("x").given("z").by(mlp(3, 24, 16));
        Factor start = Normal.of("z").given("x").by(mlp(16, 24, 6));
        Flow flow = Flows.compose(
                Autoregressive.inverse(3, 16).given(8),
                Permutation.reversed(3),
                Autoregressive.inverse(3, 16).given(8));
        Factor encoder = Transformed.of(start, flow, Parameter.of(mlp(16, 24, 8), "x"));
        Objective bound = elbo(decoder, prior, encoder);
        try (Trainer trainer = Trainer.maximise(bound.mean())
                .with(Adam.of(3e-3))
                .on(Bars.of(4, 0.2, 20_000), 100)
                .compile()) {
            double first = trainer.fit(Length.updates(50)).get(0).objective();
            trainer.fit(Length.updates(1200));
            double after = trainer.evaluate(Bars.of(4, 0.2, 1000)).objective();
            assertThat(after).isBetween(first + 1.5, -Bars.entropy(4, 0.2));
        }
    }
}

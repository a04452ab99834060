package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;

import io.yume.data.ArrayDataSet;
import io.yume.data.Bars;
import io.yume.data.TwoMoons;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Transformed;
import io.yume.flow.ActNorm;
import io.yume.flow.Autoregressive;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.Permutation;
import io.yume.graph.Adam;
import io.yume.graph.Seed;
import io.yume.loss.Objective;
import io.yume.train.Length;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.Bars;
import io.yume.data.TwoMoons;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Transformed;
import io.yume.evaluation.ExampleScores;
import io.yume.flow.ActNorm;
import io.yume.flow.Autoregressive;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.Permutation;
import io.yume.graph.Adam;
import io.yume.graph.Schedule;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Annealing;
import io.yume.loss.Lowered;
import io.yume.loss.Objective;
import io.yume.train.Length;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** By the rectangle rule, which is exact to many digits for densities that vanish at the ends. */
    @ParameterizedTest
    @EnumSource
    void constantsOfThePlanesDensitiesAreTheirIntegrals(PlaneEnergy energy) {
        int side = 500;
        double reach = 10;
        double step = 2 * reach / side;
        Lowered lowered = Lowered.of(logProb(energy.density()), side * side, Map.of("x", Shape.of(2)));
        double[] points = new double[2 * side * side];
        Arrays.setAll(points, i -> ((i % 2 == 0 ? i / 2 / side : i / 2 % side) + 0.5) * step - reach);
        double[] logs = lowered.set("x", points).value();
        double sum = Arrays.stream(logs).map(Math::exp).sum();
        assertThat(Math.log(sum * step * step)).isCloseTo(energy.logConstant(), within(1e-4));
    }

    /** The free energy is never below the constant's negative logarithm, and eight planar steps come near it, or that of one half. */
    @ParameterizedTest
    @EnumSource
    void planarFlowsComeNearTheFreeEnergysFloor(PlaneEnergy energy) {
        PlanarFlow model = PlanarFlow.of(energy, 8);
        ArrayDataSet nothing = ArrayDataSet.of("unused", new float[2000], 1);
        try (Trainer trainer = Trainer.maximise(
                        model.annealed(Annealing.linear(0.01, 1, 1000)).mean())
                .with(Adam.of(0.02).decaying(0.998, 1e-3))
                .on(nothing, 200)
                .seed(4)
                .compile()) {
            double start = trainer.evaluate(model.bound().mean(), nothing).objective();
            trainer.fit(Length.updates(2000));
            double reached = trainer.evaluate(model.bound().mean(), nothing).objective();
            assertThat(start).isLessThan(energy.logConstant() - 1);
            assertThat(reached).isBetween(energy.logConstant() - Math.log(2) - 0.05, energy.logConstant() + 0.03);
        }
    }

    /** Of bars in two levels, whose entropy is known: a bound below it, and far above that of pixels apart. */
    @Test
    void convolutionalFlowLearnsBars() {
        PixelFlow model = Glow.of(2, 4, 2, 2, 16);
        double apart = pixelsApart();
        try (Trainer trainer = Trainer.maximise(model.bound().mean())
                .with(Adam.of(2e-3).with(Schedule.cosine(2e-3, 1e-5, 1500)))
                .on(imagesOf(20_000, 9), 100)
                .seed(3)
                .compile()) {
            trainer.fit(Length.updates(1500));
            double reached = trainer.evaluate(imagesOf(2000, 10)).objective();
            assertThat(reached).isBetween(apart + 1, -Bars.entropy(4, 0.2));
        }
    }

    /** The negative entropy of 16 independent pixels that are each dark as often as in the bars. */
    private static double pixelsApart() {
        double dark = 0.8 * 0.8;
        return 16 * (dark * Math.log(dark) + (1 - dark) * Math.log(1 - dark));
    }

    private static ArrayDataSet imagesOf(int count, long seed) {
        Bars bars = Bars.of(4, 0.2, count);
        float[] x = new float[16 * count];
        for (int i = 0; i < count; i++) {
            bars.read("x", i, Seed.root(seed).split("image", i), x, 16 * i);
        }
        return ArrayDataSet.of("x", x, 1, 4, 4);
    }

    /** Two pixels of four levels that their class decides but for one level: the bound comes near the entropy given the class, log 2 each. */
    @Test
    void pixelsGivenTheirClassAreAsUncertainAsTheClassLeavesThem() {
        int count = 512;
        float[] x = new float[2 * count];
        float[] y = new float[2 * count];
        for (int i = 0; i < count; i++) {
            int kind = i & 1;
            y[2 * i + kind] = 1;
            x[2 * i] = ((i >> 1 & 1) + 2 * kind) / 3f;
            x[2 * i + 1] = ((i >> 2 & 1) + 2 * (1 - kind)) / 3f;
        }
        double entropy = 2 * Math.log(2);
        assertThat(fitted(RealNvp.ofPixelsOfClasses(4, 2, 2, 4, 32), x, y)).isBetween(-entropy - 0.5, -entropy);
        assertThat(fitted(RealNvp.ofPixels(4, 2, 4, 32), x, y))
                .isBetween(-entropy - Math.log(2) - 0.5, -entropy - Math.log(2));
    }

    private static double fitted(PixelFlow model, float[] x, float[] y) {
        ArrayDataSet data = ArrayDataSet.of("x", x, 2).and("y", y, 2);
        try (Trainer trainer = Trainer.maximise(model.bound().mean())
                .with(Adam.of(3e-3).with(Schedule.cosine(3e-3, 1e-5, 1500)))
                .on(data, 128)
                .seed(3)
                .compile()) {
            trainer.fit(Length.updates(1500));
            double[] bounds = new double[20];
            Arrays.setAll(bounds, i -> Arrays.stream(
                            ExampleScores.of(model.bound(), trainer.parameters(), data, 256, Seed.root(i)))
                    .average()
                    .orElseThrow());
            return Arrays.stream(bounds).average().orElseThrow();
        }
    }

    @Test
    void bitsPerDimensionOfUniformLevelsAreEight() {
        assertThat(PixelFlow.bitsPerDimension(-12 * Math.log(256), Shape.of(3, 2, 2)))
                .isCloseTo(8, within(1e-12));
    }

    @Test
    void sizesThatCannotBeAreNamed() {
        assertThatThrownBy(() -> Glow.of(256, 28, 3, 4, 64)).hasMessageContaining("side=28, scales=3");
        assertThatThrownBy(() -> Glow.of(256, 28, 2, 0, 64)).hasMessageContaining("steps=0");
        assertThatThrownBy(() -> Glow.of(256, 28, 32, 1, 64)).hasMessageContaining("scales=32");
        assertThatThrownBy(() -> RealNvp.ofPixels(256, 784, 0, 8)).hasMessageContaining("couplings=0");
        assertThatThrownBy(() -> RealNvp.ofPixelsOfClasses(256, 784, 10, -1, 8)).hasMessageContaining("couplings=-1");
        assertThatThrownBy(() -> PlanarFlow.of(PlaneEnergy.RING, -1)).hasMessageContaining("steps=-1");
        assertThatThrownBy(() -> RealNvp.ofPixels(1, 784, 2, 8)).hasMessageContaining("levels=1");
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

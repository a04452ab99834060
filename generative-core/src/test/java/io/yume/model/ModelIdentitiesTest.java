package io.yume.model;

import static io.yume.loss.Objectives.kl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.graph.Adam;
import io.yume.graph.Shape;
import io.yume.loss.Annealing;
import io.yume.loss.Estimator;
import io.yume.loss.Expectation;
import io.yume.loss.Lowered;
import io.yume.loss.Objective;
import io.yume.nn.Dense;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where one model is another one, or has a value or gradient that can be counted out. */
final class ModelIdentitiesTest {

    private static final double ERRORS = 4.5;
    private static final int BATCH = 8;
    private static final int PIXELS = 6;

    private static double[] pixels() {
        return new SplittableRandom(3).doubles(BATCH * PIXELS).toArray();
    }

    private static Lowered onPixels(Objective objective) {
        return Lowered.of(objective, BATCH, Map.of("x", Shape.of(PIXELS))).set("x", pixels());
    }

    // ---- variational autoencoders

    /** With equal weights and draws, in doubles. */
    @Test
    void autoencodersWithNeutralWeightsAreTheVariationalOne() {
        BetaAutoencoder beta = BetaAutoencoder.ofGrey(PIXELS, 5, 2);
        VariationalAutoencoder plain = new VariationalAutoencoder(beta.prior(), beta.decoder(), beta.encoder());
        InfoAutoencoder info = new InfoAutoencoder(
                beta.prior(),
                beta.decoder(),
                beta.encoder(),
                InfoAutoencoder.ofGrey(PIXELS, 5, 2).kernel());
        double bound = onPixels(plain.bound().mean()).value()[0];
        for (Objective same : new Objective[] {
            beta.weighted(Annealing.constant(1)).mean(),
            beta.withCapacity(1, Annealing.constant(0)).mean(),
            info.objective(0, 1)
        }) {
            assertThat(onPixels(same).value()[0]).as(same.toString()).isCloseTo(bound, within(1e-12));
        }
        assertThat(onPixels(beta.weighted(Annealing.constant(4)).mean()).value()[0])
                .isCloseTo(
                        bound
                                - 3
                                        * onPixels(kl(plain.encoder(), plain.prior())
                                                        .mean())
                                                .value()[0],
                        within(1e-12));
    }

    @Test
    void infoAutoencoderWeighsItsTerms() {
        Lowered info = onPixels(InfoAutoencoder.ofGrey(PIXELS, 5, 2).objective(0.25, 3));
        assertThat(info.value()[0])
                .isCloseTo(
                        info.term("E_q(z|x)[log p(x|z)]")
                                - 0.75 * info.term("KL[q(z|x) || p(z)]")
                                - 2.25 * info.term("MMD^2[q(z|x) || p(z)]"),
                        within(1e-12));
    }

    /** A class that is nothing says nothing: what its weights are does not matter. */
    @Test
    void conditionalAutoencoderWithoutAClassIsTheVariationalOne() {
        Lowered conditional = Lowered.of(
                        ConditionalAutoencoder.ofGrey(PIXELS, 3, 5, 2).bound().mean(),
                        BATCH,
                        Map.of("x", Shape.of(PIXELS), "y", Shape.of(3)))
                .set("x", pixels())
                .rows("y", 0, 0, 0);
        Lowered plain =
                onPixels(VariationalAutoencoder.ofGrey(PIXELS, 5, 2).bound().mean());
        plain.graph().specs().forEach((name, spec) -> {
            String other = name.replace("x|z", "x|z,y").replace("z|x", "z|x,y");
            // Rows of the class come last.
            plain.set(name, Arrays.copyOf(conditional.leaf(other), spec.shape().size()));
        });
        assertThat(conditional.term("KL[q(z|x,y) || p(z)]")).isCloseTo(plain.term("KL[q(z|x) || p(z)]"), within(1e-12));
        // The draws are others.
        assertSame("value", conditional.statistics(1500), plain.statistics(1500), "value");
    }

    private static void assertSame(String name, Lowered.Statistics some, Lowered.Statistics others, String other) {
        double[] means = some.means().get(name);
        for (int i = 0; i < means.length; i++) {
            double error =
                    Math.hypot(some.errors().get(name)[i], others.errors().get(other)[i]);
            assertThat(means[i]).as(name).isCloseTo(others.means().get(other)[i], within(ERRORS * error + 1e-5));
        }
    }

    // ---- information bottleneck

    /** One code {@code N(x, s^2)} of one number, classes with logits 0 and {@code 2 z}: by the trapezium rule, and the divergence by its formula. */
    @Test
    void informationBottleneckIsWhatQuadratureSays() {
        double s = 0.6;
        double x = 0.8;
        InformationBottleneck model = new InformationBottleneck(
                Normal.standard("z", 1),
                Normal.of("z", 1)
                        .with(Parameter.variable("x"), Parameter.constant(s))
                        .as("q"),
                OneHotCategorical.of("y", 2).with(Parameter.of(twice(), "z")));
        double expected = 0;
        double step = 0.01;
        for (double u = -8; u <= 8; u += step) {
            double weight = step * Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);
            expected -= weight * Math.log1p(Math.exp(-2 * (x + s * u)));
        }
        double divergence = 0.5 * (x * x + s * s - 1) - Math.log(s);
        Lowered lowered = Lowered.of(model.objective(0.3).mean(), 500, Map.of("x", Shape.of(1), "y", Shape.of(2)))
                .rows("x", x)
                .rows("y", 0, 1);
        Lowered.Statistics statistics = lowered.statistics(400);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(
                        expected - 0.3 * divergence,
                        within(ERRORS * statistics.errors().get("value")[0] + 1e-6));
        assertThat(model.objective(1e-3).latex())
                .isEqualTo("\\mathbb{E}_{q(z|x)}[\\log p(y|z)] - 0.001 \\cdot D_{KL}[q(z|x) \\| p(z)]");
    }

    private static Network twice() {
        return Fixed.product(new double[] {0, 2}, 1, 2);
    }

    // ---- M2

    /** Two classes, each with a line of points around a centre of its own: x = slope z + centre + noise, and all posteriors in closed form. */
    @Test
    void boundOfM2AtExactPosteriorsIsTheLikelihood() {
        double slope = 1.3;
        double noise = 0.6;
        double[] centres = {-1, 1.5};
        double[] logits = {0.4, -0.3};
        double variance = slope * slope + noise * noise;
        SemiSupervisedAutoencoder model = new SemiSupervisedAutoencoder(
                OneHotCategorical.of("y", 2).with(Parameter.constant(logits, 2)),
                Normal.standard("z", 1),
                Normal.ofScale(noise, "x", 1).given("z", "y").by(Dense.of(3, 1)),
                Normal.ofScale(noise / Math.sqrt(variance), "z", 1)
                        .given("x", "y")
                        .by(Dense.of(3, 1))
                        .as("q"),
                OneHotCategorical.of("y").given("x").by(Dense.of(1, 2)).as("q"));
        double[] x = {-3, -1.2, -0.4, 0, 0.3, 0.9, 1.7, 4};
        Lowered bound = Lowered.of(model.unlabelled().mean(), x.length, Map.of("x", Shape.of(1)))
                .set("x", x)
                .set("x|z,y.weight", slope, centres[0], centres[1])
                .set("x|z,y.bias", 0)
                .set(
                        "q(z|x,y).weight",
                        slope / variance,
                        -slope * centres[0] / variance,
                        -slope * centres[1] / variance)
                .set("q(z|x,y).bias", 0)
                .set("q(y|x).weight", centres[0] / variance, centres[1] / variance)
                .set(
                        "q(y|x).bias",
                        logits[0] - centres[0] * centres[0] / (2 * variance),
                        logits[1] - centres[1] * centres[1] / (2 * variance));
        double logLikelihood = 0;
        for (double each : x) {
            double total = 0;
            for (int k = 0; k < 2; k++) {
                double prior = Math.exp(logits[k]) / (Math.exp(logits[0]) + Math.exp(logits[1]));
                double apart = each - centres[k];
                total += prior * Math.exp(-apart * apart / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
            }
            logLikelihood += Math.log(total) / x.length;
        }
        Lowered.Statistics statistics = bound.statistics(4000);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(logLikelihood, within(ERRORS * statistics.errors().get("value")[0] + 1e-5));
        // Another classifier loses its divergence from the exact one.
        bound.set("q(y|x).bias", 0, 0);
        Lowered.Statistics worse = bound.statistics(4000);
        assertThat(worse.means().get("value")[0] + ERRORS * worse.errors().get("value")[0])
                .isLessThan(logLikelihood);
    }

    /** The sum over the classes is the mean over draws of them, as are its gradients. */
    @Test
    void classesOfM2AreSummedAsIfDrawn() {
        Expectation summed =
                (Expectation) SemiSupervisedAutoencoder.of(PIXELS, 3, 4, 2).unlabelled();
        double[] x = Arrays.stream(pixels()).map(Math::rint).toArray();
        Lowered.Statistics sums = onPixels(summed.mean()).set("x", x).statistics(1500);
        Lowered.Statistics draws = onPixels(
                        summed.estimating("y", Estimator.scoreFunction()).mean())
                .set("x", x)
                .statistics(6000);
        assertThat(draws.means().keySet()).contains("value").hasSizeGreaterThan(10);
        draws.means().keySet().forEach(name -> assertSame(name, draws, sums, name));
    }

    // ---- Helmholtz machine

    /** The gradient of the encoder is a sum over all dreams. */
    @Test
    void sleepFollowsTheSumOverAllDreams() {
        int pixels = 3;
        int hidden = 2;
        Adam unused = Adam.of(0.1);
        Objective sleep =
                HelmholtzMachine.of(pixels, hidden).wakeSleep(unused, unused)[2].objective();
        Lowered lowered = Lowered.of(sleep, 256, Map.of("x", Shape.of(pixels)));
        Lowered.Statistics dreams = lowered.statistics(1500);
        double[] weight = lowered.leaf("q(h|x).weight");
        double[] bias = lowered.leaf("q(h|x).bias");
        double[] decoder = lowered.leaf("x|h.weight");
        double[] decoderBias = lowered.leaf("x|h.bias");
        double[] prior = lowered.leaf("h.logits");
        double value = 0;
        double[] ofWeight = new double[weight.length];
        double[] ofBias = new double[bias.length];
        for (int state = 0; state < 1 << (pixels + hidden); state++) {
            double probability = 1;
            for (int j = 0; j < hidden; j++) {
                probability *= coin(state >> j & 1, prior[j]);
            }
            for (int i = 0; i < pixels; i++) {
                double logit = decoderBias[i];
                for (int j = 0; j < hidden; j++) {
                    logit += (state >> j & 1) * decoder[j * pixels + i];
                }
                probability *= coin(state >> (hidden + i) & 1, logit);
            }
            for (int j = 0; j < hidden; j++) {
                double logit = bias[j];
                for (int i = 0; i < pixels; i++) {
                    logit += (state >> (hidden + i) & 1) * weight[i * hidden + j];
                }
                value += probability * Math.log(coin(state >> j & 1, logit));
                double slope = probability * ((state >> j & 1) - coin(1, logit));
                ofBias[j] += slope;
                for (int i = 0; i < pixels; i++) {
                    ofWeight[i * hidden + j] += (state >> (hidden + i) & 1) * slope;
                }
            }
        }
        assertMeans(dreams, "value", value);
        assertMeans(dreams, "q(h|x).weight", ofWeight);
        assertMeans(dreams, "q(h|x).bias", ofBias);
    }

    private static double coin(int side, double logit) {
        return 1 / (1 + Math.exp(side == 1 ? -logit : logit));
    }

    private static void assertMeans(Lowered.Statistics statistics, String name, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(statistics.means().get(name)[i])
                    .as(name + " " + i)
                    .isCloseTo(expected[i], within(ERRORS * statistics.errors().get(name)[i] + 1e-5));
        }
    }
}

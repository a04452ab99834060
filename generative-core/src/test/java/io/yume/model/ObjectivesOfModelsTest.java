package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.data.Idx;
import io.yume.data.LabelledImages;
import io.yume.data.PartlyLabelled;
import io.yume.evaluation.Accuracy;
import io.yume.graph.Adam;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;
import io.yume.train.Length;
import io.yume.train.Metrics;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with objectives of their own: what they are, and that small trainings do what their papers say. */
final class ObjectivesOfModelsTest {

    /** Images of 4x4 whose rows are on or off; the class is that of the first row; some pixels are flipped. */
    private static LabelledImages stripes(int examples, double flipped) {
        SplittableRandom random = new SplittableRandom(5);
        byte[] pixels = new byte[examples * 16];
        byte[] labels = new byte[examples];
        for (int i = 0; i < examples; i++) {
            for (int row = 0; row < 4; row++) {
                int on = random.nextInt(2);
                labels[i] = row == 0 ? (byte) on : labels[i];
                for (int column = 0; column < 4; column++) {
                    int pixel = random.nextDouble() < flipped ? 1 - on : on;
                    pixels[16 * i + 4 * row + column] = (byte) (255 * pixel);
                }
            }
        }
        return LabelledImages.of(new Idx(Shape.of(examples, 4, 4), pixels), new Idx(Shape.of(examples), labels), 2);
    }

    // ---- importance-weighted autoencoder

    @Test
    void moreImportanceSamplesAreNoLooser() {
        ImportanceWeightedAutoencoder model = ImportanceWeightedAutoencoder.of(16, 32, 4);
        assertThat(model.bound(5).latex()).contains("\\sum_{k=1}^{5} \\frac{p(x|z)p(z)}{q(z|x)}");
        DataSet data = stripes(256, 0);
        // What training by a bound of five samples reaches; the gradients of the second vary more as long as q is far
        // too wide.
        Map<Objective, Double> reached = Map.of(model.bound(5), -3.25, model.doublyReparameterised(5), -4.46);
        reached.forEach((bound, expected) -> {
            try (Trainer trainer = Trainer.maximise(bound.mean())
                    .with(Adam.of(1e-2))
                    .on(data, 32)
                    .seed(1)
                    .compile()) {
                trainer.fit(Length.epochs(80));
                double one = trainer.evaluate(model.bound(1).mean(), data).objective();
                double five = trainer.evaluate(model.bound(5).mean(), data).objective();
                double fifty = trainer.evaluate(model.bound(50).mean(), data).objective();
                // Four fair coins: 2.77 nats.
                // What is trained is the bound of five samples, which leaves q as wide as it may be.
                assertThat(five).isCloseTo(expected, within(0.4)).isLessThan(fifty);
                assertThat(one).isLessThan(five - 2);
                assertThat(fifty).isBetween(-3.4, -4 * Math.log(2) + 0.1);
            }
        });
    }

    // ---- semi-supervised autoencoder

    private static double accuracy(SemiSupervisedAutoencoder model, Trainer trainer, LabelledImages test) {
        return Accuracy.of(model.classifier(), trainer.parameters(), test, 200, Seed.root(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fewLabelsAreEnough(boolean convolutional) {
        SemiSupervisedAutoencoder dense = SemiSupervisedAutoencoder.of(16, 2, 16, 3);
        SemiSupervisedAutoencoder model =
                convolutional ? dense.classifiedBy(SemiSupervisedAutoencoder.convolutional(4, 2, 4, 16)) : dense;
        assertThat(model.unlabelled().latex())
                .isEqualTo("\\mathbb{E}_{q(y|x)}[\\mathbb{E}_{q(z|x,y)}[\\log p(x|z,y)] + \\log p(y) - "
                        + "D_{KL}[q(z|x,y) \\| p(z)] - \\log q(y|x)]");
        LabelledImages images = stripes(512, 0.05);
        try (Trainer trainer = Trainer.maximise(model.objective(0.1, 10).mean())
                .with(Adam.of(5e-3))
                .on(PartlyLabelled.of(images, 8, Seed.root(1)), 32)
                .seed(3)
                .compile()) {
            Metrics first = trainer.fit(Length.epochs(1)).get(0);
            trainer.fit(Length.epochs(40));
            assertThat(trainer.update().objective()).isGreaterThan(first.objective() + 8);
            assertThat(accuracy(model, trainer, images)).isGreaterThan(0.95);
        }
    }

    @Test
    void sideIsCutInHalvesTwice() {
        assertThatThrownBy(() -> SemiSupervisedAutoencoder.convolutional(30, 10, 8, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two strides of 2 need a side that is a multiple of 4: side=30");
    }

    // ---- InfoVAE

    @Test
    void infoAutoencoderWithoutADiscountIsTheVariationalOne() {
        InfoAutoencoder info = InfoAutoencoder.ofGrey(16, 16, 2);
        VariationalAutoencoder plain = VariationalAutoencoder.ofGrey(16, 16, 2);
        assertThat(info.objective(0, 1).latex())
                .isEqualTo(plain.bound().mean().latex().replace(" - D_{KL}", " - 1 \\cdot D_{KL}"));
        assertThat(info.objective(1, 10).latex())
                .isEqualTo("\\operatorname{mean}(\\mathbb{E}_{q(z|x)}[\\log p(x|z)]) - "
                        + "10 \\cdot \\operatorname{MMD}^2[q(z|x) \\| p(z)]");
    }

    @Test
    void codesOfTheInfoAutoencoderLookLikeThePrior() {
        InfoAutoencoder model = InfoAutoencoder.ofGrey(16, 32, 4);
        DataSet data = stripes(512, 0);
        try (Trainer trainer = Trainer.maximise(model.objective(1, 50))
                .with(Adam.of(5e-3))
                .on(data, 64)
                .seed(2)
                .compile()) {
            double before = trainer.fit(Length.epochs(1)).get(0).term("MMD^2[q(z|x) || p(z)]");
            trainer.fit(Length.epochs(80));
            Metrics after = trainer.evaluate(data);
            assertThat(before).isGreaterThan(0.05);
            assertThat(after.term("MMD^2[q(z|x) || p(z)]")).isCloseTo(0, within(0.02));
            // Of four coins nothing is lost where codes tell all of them.
            assertThat(after.term("E_q(z|x)[log p(x|z)]")).isBetween(-0.5, 0.0);
        }
    }

    // ---- beta-VAE

    @Test
    void codesCarryTheirCapacity() {
        BetaAutoencoder model = BetaAutoencoder.ofGrey(16, 32, 3);
        assertThat(model.withCapacity(30, Annealing.constant(1)).latex())
                .isEqualTo(
                        "\\mathbb{E}_{q(z|x)}[\\log p(x|z)] - 30 \\cdot |D_{KL}[q(z|x) \\| p(z)] - \\mathrm{capacity}|");
        DataSet data = stripes(512, 0);
        Objective objective = model.withCapacity(30, Annealing.linear(0, 1.5, 400));
        try (Trainer trainer = Trainer.maximise(objective.mean())
                .with(Adam.of(3e-3))
                .on(data, 32)
                .seed(2)
                .compile()) {
            trainer.fit(Length.updates(1200));
            assertThat(trainer.evaluate(data).term("KL[q(z|x) || p(z)]")).isCloseTo(1.5, within(0.15));
        }
    }

    @Test
    void aLargerWeightBuysASmallerDivergence() {
        BetaAutoencoder model = BetaAutoencoder.ofGrey(16, 16, 2);
        DataSet data = stripes(256, 0);
        double[] divergence = new double[2];
        for (int i = 0; i < 2; i++) {
            try (Trainer trainer = Trainer.maximise(
                            model.weighted(Annealing.constant(1 + 3 * i)).mean())
                    .with(Adam.of(1e-2))
                    .on(data, 32)
                    .seed(2)
                    .compile()) {
                trainer.fit(Length.epochs(40));
                divergence[i] = trainer.evaluate(data).term("KL[q(z|x) || p(z)]");
            }
        }
        assertThat(divergence[1]).isLessThan(divergence[0] - 0.1);
    }

    // ---- adversarial network

    @Test
    void everyGeneratorLearnsTheBrightnessOfItsImages() {
        ArrayDataSet bright = ArrayDataSet.of("x", brightImages(), 4);
        for (GenerativeAdversarialNetwork.Loss loss : GenerativeAdversarialNetwork.Loss.values()) {
            GenerativeAdversarialNetwork model = GenerativeAdversarialNetwork.ofImages(4, 16, 2);
            try (Trainer trainer = Trainer.of(model.phases(loss, Adam.of(2e-3).betas(0.5, 0.999)))
                            .on(bright, 64)
                            .seed(1)
                            .compile();
                    Sampler sampler = new Sampler(model.joint(), trainer.parameters(), 256, Map.of())) {
                double[] start = means(sampler);
                trainer.fit(Length.updates(800));
                // Every other element of all images is 0.9, the others are 0.1 ... 0.3.
                double[] end = means(sampler);
                assertThat(start).as(loss + " at first").containsExactly(new double[] {0.5, 0.5}, within(0.1));
                assertThat(end).as(loss.toString()).containsExactly(new double[] {0.9, 0.2}, within(0.06));
                // At the best critic of equal sides the value is -2 log 2.
                assertThat(trainer.update().term("discriminator")).isCloseTo(-2 * Math.log(2), within(0.05));
            }
        }
    }

    /** Half of the images are bright in their left half, half in their right: a generator that has collapsed draws one kind. */
    @ParameterizedTest
    @EnumSource(GenerativeAdversarialNetwork.Loss.class)
    void generatorDrawsBothKinds(GenerativeAdversarialNetwork.Loss loss) {
        int pixels = 64;
        SplittableRandom random = new SplittableRandom(9);
        float[] x = new float[1024 * pixels];
        for (int i = 0; i < x.length; i++) {
            boolean bright = i % pixels < pixels / 2 == (i / pixels % 2 == 0);
            x[i] = (float) ((bright ? 0.8 : 0) + 0.2 * random.nextDouble());
        }
        GenerativeAdversarialNetwork model = GenerativeAdversarialNetwork.ofImages(pixels, 16, 4);
        try (Trainer trainer = Trainer.of(model.phases(loss, Adam.of(1e-3).betas(0.5, 0.999)))
                        .on(ArrayDataSet.of("x", x, pixels), 64)
                        .seed(1)
                        .compile();
                Sampler sampler = new Sampler(model.joint(), trainer.parameters(), 256, Map.of())) {
            trainer.fit(Length.updates(1500));
            float[] drawn = sampler.draw(Seed.root(4), Map.of()).draws().get("x");
            long left = IntStream.range(0, 256)
                    .filter(row -> drawn[row * pixels + 5] > drawn[row * pixels + pixels - 5])
                    .count();
            assertThat(left)
                    .as(loss + ": images that are bright at the left, of 256")
                    .isBetween(40L, 216L);
        }
    }

    private static float[] brightImages() {
        SplittableRandom random = new SplittableRandom(8);
        float[] x = new float[1024 * 4];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 2 == 0 ? 0.9f : (float) (0.1 + 0.2 * random.nextDouble());
        }
        return x;
    }

    /** Of the even elements and of the odd ones. */
    private static double[] means(Sampler sampler) {
        float[] x = sampler.draw(Seed.root(4), Map.of()).draws().get("x");
        double[] totals = new double[2];
        for (int i = 0; i < x.length; i++) {
            totals[i % 2] += 2.0 * x[i] / x.length;
        }
        return totals;
    }
}

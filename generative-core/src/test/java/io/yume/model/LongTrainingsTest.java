package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yume.data.DataFolder;
import io.yume.data.DataSet;
import io.yume.data.Mnist;
import io.yume.data.PartlyLabelled;
import io.yume.evaluation.Accuracy;
import io.yume.evaluation.ParzenWindow;
import io.yume.graph.Adam;
import io.yume.graph.Schedule;
import io.yume.graph.Seed;
import io.yume.loss.Annealing;
import io.yume.train.Length;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Models of the digits whose trainings take hours, or whose tenth takes longer than a quick test may: their first epochs. */
final class LongTrainingsTest {

    private static final Logger LOG = LoggerFactory.getLogger(LongTrainingsTest.class);

    private static Mnist mnist() throws IOException {
        assumeTrue(DataFolder.named().isPresent(), "needs a folder with data");
        return Mnist.load();
    }

    private static DataSet binaryTest(Mnist mnist) {
        return mnist.test().binarisedOnce(Seed.root(2)).range(0, 1000);
    }

    private static Trainer iwae(ImportanceWeightedAutoencoder model, int samples, Mnist mnist) {
        return Trainer.maximise(model.doublyReparameterised(samples).mean())
                .with(Adam.of(1e-3).epsilon(1e-4))
                .on(mnist.train().binarised(), 20)
                .seed(1)
                .compile();
    }

    /** An eighth of the eight epochs that are measured. */
    @Test
    void importanceWeightedAutoencoderIsOnItsWay() throws IOException {
        Mnist mnist = mnist();
        ImportanceWeightedAutoencoder model = ImportanceWeightedAutoencoder.of(784, 200, 50);
        try (Trainer trainer = iwae(model, 5, mnist)) {
            trainer.fit(Length.epochs(1));
            double bound =
                    trainer.evaluate(model.bound(50).mean(), binaryTest(mnist)).objective();
            LOG.info("bound by 50 samples {}", bound);
            assertThat(bound).isBetween(-125.0, -110.0);
        }
    }

    /** One epoch with 1, 5 and 50 samples: log p(x) of 200 test images by 500 samples grows by more than a nat each time. */
    @Test
    @Tag("slow")
    void moreImportanceSamplesLearnMoreOfTheDigits() throws IOException {
        Mnist mnist = mnist();
        double before = Double.NEGATIVE_INFINITY;
        for (int samples : new int[] {1, 5, 50}) {
            ImportanceWeightedAutoencoder model = ImportanceWeightedAutoencoder.of(784, 200, 50);
            try (Trainer trainer = iwae(model, samples, mnist)) {
                trainer.fit(Length.epochs(1));
                double now = trainer.evaluate(
                                model.bound(500).mean(), binaryTest(mnist).range(0, 200))
                        .objective();
                LOG.info("log p(x) of a training with {} samples {}", samples, now);
                assertThat(now).isGreaterThan(before + 1);
                before = now;
            }
        }
    }

    private static Trainer jmvae(JointMultimodalAutoencoder model, Mnist mnist) {
        return Trainer.maximise(
                        model.annealed(Annealing.linear(0, 1, 5000), 0.1).mean())
                .with(Adam.of(1e-3).with(Schedule.cosine(1e-3, 1e-5, 140_000)))
                .on(mnist.train().binarised(), 128)
                .seed(1)
                .compile();
    }

    /** A hundredth. */
    @Test
    void jointAutoencoderIsOnItsWay() throws IOException {
        Mnist mnist = mnist();
        JointMultimodalAutoencoder model = JointMultimodalAutoencoder.of(784, 10, 512, 64);
        try (Trainer trainer = jmvae(model, mnist)) {
            trainer.fit(Length.epochs(3));
            double bound = trainer.evaluate(model.firstBound(50).mean(), binaryTest(mnist))
                    .objective();
            LOG.info("log p(x) by 50 draws {}", bound);
            assertThat(bound).isBetween(-125.0, -90.0);
        }
    }

    /** The paper has -86.86. An hour; 5,000 draws add another nat to what 50 find. */
    @Test
    @Tag("slow")
    void jointAutoencoderReachesTheLikelihoodOfItsPaper() throws IOException {
        Mnist mnist = mnist();
        JointMultimodalAutoencoder model = JointMultimodalAutoencoder.of(784, 10, 512, 64);
        try (Trainer trainer = jmvae(model, mnist)) {
            trainer.fit(Length.epochs(300));
            double bound = trainer.evaluate(
                            model.firstBound(50).mean(), mnist.test().binarisedOnce(Seed.root(2)))
                    .objective();
            LOG.info("log p(x) by 50 draws {}", bound);
            assertThat(bound).isGreaterThan(-86.9);
        }
    }

    private static Trainer m2(SemiSupervisedAutoencoder model, Mnist mnist) {
        return Trainer.maximise(model.objective(0.3, 1).mean())
                .with(Adam.of(1e-3).with(Schedule.cosine(1e-3, 1e-5, 96_000)))
                .on(PartlyLabelled.of(mnist.train().binarised(), 10, Seed.root(1)), 100)
                .seed(1)
                .compile();
    }

    private static SemiSupervisedAutoencoder semiSupervised() {
        return SemiSupervisedAutoencoder.of(784, 10, 500, 50)
                .classifiedBy(SemiSupervisedAutoencoder.convolutional(28, 10, 16, 128));
    }

    private static double accuracy(SemiSupervisedAutoencoder model, Trainer trainer, Mnist mnist) {
        return Accuracy.of(model.classifier(), trainer.parameters(), mnist.test(), 500, Seed.root(0));
    }

    /** One of 160 epochs. */
    @Test
    void hundredLabelsOfTheDigitsAreOnTheirWay() throws IOException {
        Mnist mnist = mnist();
        SemiSupervisedAutoencoder model = semiSupervised();
        try (Trainer trainer = m2(model, mnist)) {
            trainer.fit(Length.epochs(1));
            double accuracy = accuracy(model, trainer, mnist);
            LOG.info("accuracy {}", accuracy);
            assertThat(accuracy).isGreaterThan(0.7);
        }
    }

    /** The 100 labels of the paper, which has 88.0 %; Pyro's example has 93.2 %, and 93.34 % were measured here. */
    @Test
    @Tag("slow")
    void hundredLabelsOfTheDigitsAreEnough() throws IOException {
        Mnist mnist = mnist();
        SemiSupervisedAutoencoder model = semiSupervised();
        try (Trainer trainer = m2(model, mnist)) {
            trainer.fit(Length.epochs(5));
            double early = accuracy(model, trainer, mnist);
            LOG.info("accuracy after 5 epochs {}", early);
            assertThat(early).isGreaterThan(0.84);
            trainer.fit(Length.epochs(160));
            double accuracy = accuracy(model, trainer, mnist);
            LOG.info("accuracy after 160 epochs {}", accuracy);
            assertThat(accuracy).isGreaterThan(0.93);
        }
    }

    /** A tenth: images are like those of the test, and not all alike, or kernels of this width around them would be far from it. */
    @Test
    void generatorIsOnItsWayAfterATenthOfItsTraining() throws IOException {
        Mnist mnist = mnist();
        GenerativeAdversarialNetwork model = GenerativeAdversarialNetwork.ofImages(784, 256, 64);
        try (Trainer trainer = Trainer.of(model.phases(
                        GenerativeAdversarialNetwork.Loss.NON_SATURATING,
                        Adam.of(2e-4).betas(0.5, 0.999)))
                .on(mnist.train(), 128)
                .seed(1)
                .compile()) {
            double before = density(model, trainer, mnist);
            trainer.fit(Length.epochs(2));
            double after = density(model, trainer, mnist);
            LOG.info("log p under kernels: untrained {}, trained {}", before, after);
            assertThat(before).isLessThan(-400);
            assertThat(after).isGreaterThan(-200);
        }
    }

    private static double density(GenerativeAdversarialNetwork model, Trainer trainer, Mnist mnist) {
        float[] test = new float[500 * 784];
        for (int i = 0; i < 500; i++) {
            mnist.test().read("x", i, Seed.root(0), test, i * 784);
        }
        try (Sampler sampler = new Sampler(model.joint(), trainer.parameters(), 1000, Map.of())) {
            float[] draws = sampler.draw(Seed.root(1), Map.of()).draws().get("x");
            return ParzenWindow.of(draws, 784, 0.25).evaluate(test).mean();
        }
    }
}

package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yume.data.DataFolder;
import io.yume.data.Mnist;
import io.yume.graph.Adam;
import io.yume.graph.RmsProp;
import io.yume.graph.Seed;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On the digits, where there are any; in nats per image. */
final class VariationalAutoencoderTest {

    private static final Logger LOG = LoggerFactory.getLogger(VariationalAutoencoderTest.class);

    private static Mnist mnist() throws IOException {
        assumeTrue(DataFolder.named().isPresent(), "needs a folder with data");
        return Mnist.load();
    }

    private static Trainer altosaar(VariationalAutoencoder model, Mnist mnist) {
        return Trainer.maximise(model.bound().mean())
                .with(RmsProp.of(1e-3).decay(0.99).center())
                .on(mnist.train().binarised(), 128)
                .seed(1)
                .compile();
    }

    /** The recipe of Altosaar (2016): 30,000 updates, after which one of his runs had 106.64 and 100.31 on static pixels. */
    @Test
    @Tag("slow")
    void reachesTheLikelihoodOfItsRecipe() throws IOException {
        Mnist mnist = mnist();
        VariationalAutoencoder model = VariationalAutoencoder.of(784, 256, 128);
        try (Trainer trainer = altosaar(model, mnist)) {
            var test = mnist.test().binarisedOnce(Seed.root(2));
            trainer.fit(Length.updates(30_000));
            double bound = trainer.evaluate(test).objective();
            double likelihood = trainer.evaluate(model.bound(100).mean(), test).objective();
            LOG.info("bound {}, by a hundred samples {}", bound, likelihood);
            assertThat(bound).isGreaterThan(-106.6);
            assertThat(likelihood).isGreaterThan(-100.3);
        }
    }

    /** Pixels that are independent have 206 nats. */
    @Test
    void isOnItsWayAfterATenthOfItsTraining() throws IOException {
        Mnist mnist = mnist();
        VariationalAutoencoder model = VariationalAutoencoder.of(784, 256, 128);
        try (Trainer trainer = altosaar(model, mnist)) {
            trainer.fit(Length.updates(3_000));
            assertThat(trainer.evaluate(mnist.test().binarisedOnce(Seed.root(2)))
                            .objective())
                    .isGreaterThan(-116);
        }
    }

    @Test
    @Tag("slow")
    void tightensItsBoundWithImportanceSamples() throws IOException {
        Mnist mnist = mnist();
        VariationalAutoencoder model = VariationalAutoencoder.of(784, 200, 50);
        try (Trainer trainer = Trainer.maximise(model.bound().mean())
                .with(Adam.of(1e-3))
                .on(mnist.train().binarised(), 128)
                .seed(1)
                .compile()) {
            trainer.fit(Length.epochs(3));
            var test = mnist.test().binarisedOnce(Seed.root(2)).range(0, 1000);
            double one = trainer.evaluate(test).objective();
            double many = trainer.evaluate(model.bound(100).mean(), test).objective();
            LOG.info("one sample {}, a hundred {}", one, many);
            assertThat(one).isGreaterThan(-125);
            assertThat(many).isBetween(one + 2, one + 15);
        }
    }
}

package io.yume.train;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.TestNetworks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yume.data.DataFolder;
import io.yume.data.Mnist;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Adam;
import io.yume.graph.Seed;
import io.yume.loss.Objective;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An autoencoder on digits, where there are any. */
@Tag("slow")
final class MnistVaeTest {

    @Test
    void reachesTheBoundOfItsFirstEpochs() throws IOException {
        assumeTrue(DataFolder.named().isPresent(), "needs a folder with data");
        Mnist mnist = Mnist.load();
        Factor prior = Normal.standard("z", 64);
        Factor decoder = Bernoulli.of("x").given("z").by(mlp(64, 512, 512, 784));
        Factor encoder = Normal.of("z").given("x").by(mlp(784, 512, 512, 2 * 64));
        Objective elbo = elbo(decoder, prior, encoder);
        try (Trainer trainer = Trainer.maximise(elbo.mean())
                .with(Adam.of(1e-3))
                .on(mnist.train().binarised(), 128)
                .seed(1)
                .compile()) {
            trainer.fit(Length.epochs(2));
            Metrics test = trainer.evaluate(mnist.test().binarisedOnce(Seed.root(2)));
            System.out.println(test);
            assertThat(test.objective()).isGreaterThan(-125);
        }
    }
}

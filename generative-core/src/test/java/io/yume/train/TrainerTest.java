package io.yume.train;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.TestNetworks.mlp;
import static org.assertj.core.api.Assertions.assertThat;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Adam;
import io.yume.loss.Objective;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TrainerTest {

    /** Rows of an image of 4x4 that are all on or all off. */
    static ArrayDataSet stripes(int examples) {
        SplittableRandom random = new SplittableRandom(3);
        float[] pixels = new float[examples * 16];
        for (int row = 0; row < examples * 4; row++) {
            float on = random.nextInt(2);
            for (int i = 0; i < 4; i++) {
                pixels[row * 4 + i] = on;
            }
        }
        return ArrayDataSet.of("x", pixels, 16);
    }

    static Objective vae() {
        Factor prior = Normal.standard("z", 4);
        Factor decoder = Bernoulli.of("x").given("z").by(mlp(4, 32, 16));
        Factor encoder = Normal.of("z").given("x").by(mlp(16, 32, 8));
        return elbo(decoder, prior, encoder);
    }

    @Test
    void trainsAnAutoencoderTowardsTheEntropyOfItsData() {
        ArrayDataSet data = stripes(512);
        try (Trainer trainer = Trainer.maximise(vae().mean())
                .with(Adam.of(1e-2))
                .on(data, 32)
                .seed(1)
                .compile()) {
            List<Metrics> epochs = trainer.fit(Length.epochs(40));

            // Four fair coins: no model is better than 4 log 2 nats on average.
            assertThat(epochs.get(0).objective()).isLessThan(-9);
            assertThat(trainer.evaluate(data).objective()).isBetween(-5.2, -4 * Math.log(2) + 0.1);
        }
    }
}

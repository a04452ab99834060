package io.yume.train;

import static io.yume.loss.Objectives.elbo;
import static io.yume.nn.Networks.mlp;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Adam;
import io.yume.loss.Objective;
import java.util.Arrays;
import java.util.SplittableRandom;

/** An autoencoder of 4x4 stripes that trains in milliseconds. */
final class SmallAutoencoder {

    final Factor prior = Normal.standard("z", 2);
    final Factor decoder = Bernoulli.of("x").given("z").by(mlp(2, 8, 16));
    final Factor encoder = Normal.of("z").given("x").by(mlp(16, 8, 4));
    final Objective bound = elbo(decoder, prior, encoder).mean();

    /** 64 examples in batches of 8. */
    TrainerPlan plan() {
        return Trainer.maximise(bound).with(Adam.of(1e-2)).on(stripes(64, 3), 8).seed(5);
    }

    /** Rows of an image of 4x4 that are all on or all off. */
    static ArrayDataSet stripes(int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[examples * 16];
        for (int row = 0; row < examples * 4; row++) {
            Arrays.fill(pixels, row * 4, row * 4 + 4, random.nextInt(2));
        }
        return ArrayDataSet.of("x", pixels, 16);
    }
}

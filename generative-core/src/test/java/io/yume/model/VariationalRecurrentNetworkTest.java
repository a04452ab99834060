package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.data.ArrayDataSet;
import io.yume.graph.Adam;
import io.yume.train.Length;
import io.yume.train.Metrics;
import io.yume.train.Trainer;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class VariationalRecurrentNetworkTest {

    @Test
    void remembersWhatItSaw() {
        ArrayDataSet data = OneBitSequences.make();
        VariationalRecurrentNetwork model = VariationalRecurrentNetwork.ofGrey(2, 16, 2);
        try (Trainer trainer = Trainer.maximise(model.bound().mean())
                .with(Adam.of(1e-2))
                .on(data, 64)
                .seed(3)
                .compile()) {
            List<Metrics> epochs = trainer.fit(Length.epochs(60));
            // Without memory: 8 log 2 = 5.5 nats; the entropy is log 2 = 0.7.
            assertThat(epochs.get(0).objective()).isLessThan(-6);
            assertThat(trainer.evaluate(data).objective()).isBetween(-1.2, -Math.log(2) + 0.05);
            assertThat(OneBitSequences.drawnOfOneSide(model.step(2 + 2), trainer.parameters(), 200, "h", "after", 16))
                    .isGreaterThan(160);
        }
    }

    /** A step that saw anything of itself but through its code would beat the entropy of fair coins. */
    @Test
    void predictsCoinsNoBetterThanByGuessing() {
        SplittableRandom random = new SplittableRandom(4);
        float[] x = new float[4096 * 10];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(2);
        }
        ArrayDataSet coins = ArrayDataSet.of("x", x, 5, 2);
        try (Trainer trainer = Trainer.maximise(
                        VariationalRecurrentNetwork.ofGrey(2, 16, 2).bound().mean())
                .with(Adam.of(1e-2))
                .on(coins.range(0, 2048), 64)
                .seed(3)
                .compile()) {
            trainer.fit(Length.epochs(15));
            assertThat(trainer.evaluate(coins.range(2048, 2048)).objective())
                    .isBetween(-10 * Math.log(2) - 0.5, -10 * Math.log(2));
        }
    }

    /** Grey rows of digits, 10 epochs: the VRNN of Pixyzoo has 173.7. */
    @Test
    @Tag("slow")
    void readsDigitsRowByRow() throws IOException {
        assertThat(GreyDigits.inRowsAfter(
                        10, VariationalRecurrentNetwork.ofGrey(28, 100, 16).bound()))
                .isGreaterThan(-173.7);
    }

    @Test
    void isOnItsWayAfterATenthOfItsTraining() throws IOException {
        assertThat(GreyDigits.inRowsAfter(
                        1, VariationalRecurrentNetwork.ofGrey(28, 100, 16).bound()))
                .isGreaterThan(-105);
    }
}

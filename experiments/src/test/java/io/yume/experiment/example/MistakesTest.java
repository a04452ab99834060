package io.yume.experiment.example;

import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;

import io.yume.data.Idx;
import io.yume.data.LabelledImages;
import io.yume.distribution.Factor;
import io.yume.distribution.OneHotCategorical;
import io.yume.experiment.report.Picture;
import io.yume.graph.Adam;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.nn.Dense;
import io.yume.train.Length;
import io.yume.train.Trainer;
import org.junit.jupiter.api.Test;

/** Of 130 images of one pixel, black ones of class 0 and white ones of class 1, three are labelled wrongly. */
final class MistakesTest {

    private static final int COUNT = 130;

    private static LabelledImages images() {
        byte[] pixels = new byte[COUNT];
        byte[] labels = new byte[COUNT];
        for (int i = 0; i < COUNT; i++) {
            labels[i] = (byte) (i % 2);
            pixels[i] = (byte) (i % 2 == 0 ? 0 : 255);
        }
        // A white one and a black one of the first hundred, and a white one of the others.
        for (int i : new int[] {8, 51, 120}) {
            pixels[i] = (byte) ~pixels[i];
        }
        return LabelledImages.of(new Idx(Shape.of(COUNT, 1, 1), pixels), new Idx(Shape.of(COUNT), labels), 2);
    }

    @Test
    void showsTheImagesThatAreTakenForAnotherClass() {
        LabelledImages images = images();
        Factor classifier = OneHotCategorical.of("y").given("x").by(Dense.of(1, 2));
        try (Trainer trainer = Trainer.maximise(logProb(classifier).mean())
                .with(Adam.of(0.1))
                .on(images, COUNT)
                .compile()) {
            trainer.fit(Length.updates(200));
            Picture picture = new Mistakes(classifier, images, 1).apply(trainer, Seed.root(1));
            // Ten columns of two pixels each and gaps of two.
            assertThat(new int[] {red(picture, 0), red(picture, 4), red(picture, 8), red(picture, 12)})
                    .containsExactly(255, 0, 255, 0);
        }
    }

    private static int red(Picture picture, int column) {
        return Byte.toUnsignedInt(picture.rgb()[3 * column]);
    }
}

package io.yume.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yume.data.DataFolder;
import io.yume.data.LabelledImages;
import io.yume.data.Mnist;
import io.yume.graph.Adam;
import io.yume.loss.Objective;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Trainings on the grey values of the digits, where there are any, as Pixyz's notebooks have them: batch 128, Adam at 1e-3. */
final class GreyDigits {

    private GreyDigits() {}

    /** Nats per test image; nothing but each pixel's mean has -206. */
    static double after(int epochs, Objective objective) throws IOException {
        return after(epochs, objective, UnaryOperator.identity());
    }

    /** The same of rows of 28 pixels. */
    static double inRowsAfter(int epochs, Objective objective) throws IOException {
        return after(epochs, objective, images -> images.inRows(28));
    }

    private static double after(int epochs, Objective objective, UnaryOperator<LabelledImages> shaped)
            throws IOException {
        assumeTrue(DataFolder.named().isPresent(), "needs a folder with data");
        Mnist mnist = Mnist.load();
        try (Trainer trainer = Trainer.maximise(objective.mean())
                .with(Adam.of(1e-3))
                .on(shaped.apply(mnist.train()), 128)
                .seed(1)
                .compile()) {
            trainer.fit(Length.epochs(epochs));
            return trainer.evaluate(shaped.apply(mnist.test())).objective();
        }
    }
}

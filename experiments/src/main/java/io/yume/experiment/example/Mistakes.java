package io.yume.experiment.example;

import io.yume.data.LabelledImages;
import io.yume.distribution.Distribution;
import io.yume.experiment.report.Picture;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A picture of the first hundred images {@code x} whose class {@code y} is not the one that a model finds most probable, or of all if there are
 * less.
 *
 * @param model of the classes, by one draw of what lies between
 * @param data the images
 * @param side of an image
 */
record Mistakes(Distribution model, LabelledImages data, int side) implements BiFunction<Trainer, Seed, Picture> {

    private static final int ROWS = 100;
    private static final int ENLARGED = 2;

    @Override
    public Picture apply(Trainer trainer, Seed seed) {
        int pixels = side * side;
        float[] wrong = new float[Drawings.COUNT * pixels];
        int found = 0;
        try (Sampler sampler = new Sampler(model, trainer.parameters(), ROWS, Map.of("x", Shape.of(pixels)))) {
            float[] images = new float[ROWS * pixels];
            for (int begin = 0; begin < data.size() && found < Drawings.COUNT; begin += ROWS) {
                int rows = Math.min(ROWS, data.size() - begin);
                for (int row = 0; row < rows; row++) {
                    data.read("x", begin + row, seed, images, row * pixels);
                }
                float[] classes = sampler.draw(seed.split("batch", begin), Map.of("x", images))
                        .means()
                        .get("y");
                for (int row = 0; row < rows && found < Drawings.COUNT; row++) {
                    if (mostProbable(classes, row) != data.label(begin + row)) {
                        System.arraycopy(images, row * pixels, wrong, found * pixels, pixels);
                        found++;
                    }
                }
            }
        }
        return Drawings.grid(wrong, side, ENLARGED);
    }

    private static int mostProbable(float[] classes, int row) {
        int size = classes.length / ROWS;
        int most = 0;
        for (int k = 1; k < size; k++) {
            most = classes[row * size + k] > classes[row * size + most] ? k : most;
        }
        return most;
    }
}

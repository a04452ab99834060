package io.yume.experiment.example;

import io.yume.data.DataSet;
import io.yume.evaluation.ExampleScores;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.model.PixelFlow;
import java.util.Arrays;
import java.util.List;

/**
 * A bound on the log-probability of images as bits for each pixel.
 *
 * @param model of the images {@code x}
 */
record BitsScore(PixelFlow model) implements Score {

    private static final int ROWS = 100;

    @Override
    public List<Line> of(Parameters learned, DataSet test, Effort effort, Seed seed) {
        Shape image = test.variables().get("x");
        double[] bits = Arrays.stream(ExampleScores.of(model.bound(), learned, test, ROWS, seed))
                .map(nats -> PixelFlow.bitsPerDimension(nats, image))
                .toArray();
        return List.of(Line.mean("bits per pixel", bits));
    }
}

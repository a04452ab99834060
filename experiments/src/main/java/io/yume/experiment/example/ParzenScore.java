package io.yume.experiment.example;

import io.yume.data.DataSet;
import io.yume.distribution.Distribution;
import io.yume.evaluation.ParzenWindow;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.train.Sampler;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The log-density of images under kernels around a model's draws, as Goodfellow et al. (2014) measure theirs: ten widths from 0.1 to 1,
 * equally far apart in their logarithms, of which images that are not tested choose one. It says little; {@link ParzenWindow} says why.
 *
 * @param model of the images {@code x}
 * @param draws of the model
 * @param choosing choose the width; here the draws are of no likelihood, so images that were trained on may
 */
record ParzenScore(Distribution model, int draws, DataSet choosing) implements Score {

    private static final int ROWS = 500;
    private static final int WIDTHS = 10;

    @Override
    public List<Line> of(Parameters learned, DataSet test, Effort effort, Seed seed) {
        int size = test.variables().get("x").size();
        double[] widths = new double[WIDTHS];
        Arrays.setAll(widths, i -> Math.pow(10, i / (WIDTHS - 1.0) - 1));
        ParzenWindow window = ParzenWindow.fitted(drawn(learned, size, seed), size, read(choosing, size, seed), widths);
        ParzenWindow.Estimate estimate = window.evaluate(read(test, size, seed));
        String name =
                String.format(Locale.ROOT, "log p under kernels of width %.2f around draws: %d", window.width(), draws);
        return List.of(new Line(estimate.mean(), estimate.standardError(), name));
    }

    private float[] drawn(Parameters learned, int size, Seed seed) {
        float[] all = new float[draws * size];
        try (Sampler sampler = new Sampler(model, learned, Math.min(ROWS, draws), Map.of())) {
            for (int first = 0; first < draws; first += ROWS) {
                float[] images = sampler.draw(seed.split("draws", first), Map.of())
                        .draws()
                        .get("x");
                System.arraycopy(images, 0, all, first * size, Math.min(ROWS, draws - first) * size);
            }
        }
        return all;
    }

    private static float[] read(DataSet images, int size, Seed seed) {
        float[] all = new float[images.size() * size];
        for (int i = 0; i < images.size(); i++) {
            images.read("x", i, seed.split("image", i), all, i * size);
        }
        return all;
    }
}

package io.yume.experiment.example;

import io.yume.data.DataSet;
import io.yume.distribution.Distribution;
import io.yume.evaluation.Accuracy;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import java.util.List;

/**
 * How often a classifier is right whose codes are drawn.
 *
 * @param model of the classes {@code y}
 * @param draws over which probabilities are averaged
 */
record AveragedAccuracyScore(Distribution model, int draws) implements Score {

    private static final int ROWS = 500;

    @Override
    public List<Line> of(Parameters learned, DataSet test, Effort effort, Seed seed) {
        double share = Accuracy.averaged(model, "y", draws, learned, test, ROWS, seed);
        return List.of(Line.share(share, test.size(), "accuracy of " + model + ", draws: " + draws));
    }
}

package io.yume.experiment.example;

import io.yume.data.DataSet;
import io.yume.distribution.Factor;
import io.yume.evaluation.Accuracy;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import java.util.List;

/**
 * How often a classifier is right.
 *
 * @param classifier of the classes of the data
 * @param labelled examples with their classes, where those of the test have none
 * @param kind of the examples
 */
record AccuracyScore(Factor classifier, DataSet labelled, String kind) implements Score {

    private static final int ROWS = 500;

    @Override
    public List<Line> of(Parameters learned, DataSet test, Effort effort, Seed seed) {
        double share = Accuracy.of(classifier, learned, labelled, ROWS, seed);
        return List.of(Line.share(share, labelled.size(), "accuracy of " + classifier + ", " + kind));
    }
}

package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;

/**
 * How strange examples are to a model: {@code -log p(x)} in nats, the higher the stranger (Bishop, 1994). Of images, the score also says
 * how complex they are, so that simple ones from elsewhere may look less strange than the data (Nalisnick et al., 2019): measure it with
 * {@link RocCurve} on anomalies of the kind that is to be found.
 */
public final class AnomalyScores {

    private AnomalyScores() {}

    /**
     * The scores, in the order of the data.
     *
     * @param batch examples at once
     * @throws IllegalArgumentException if something is needed that was not learned
     */
    public static double[] of(ImportanceSampling model, Parameters learned, DataSet data, int batch, Seed seed) {
        return model.perExample(learned, data, batch, seed).stream()
                .mapToDouble(likelihood -> -likelihood.logLikelihood())
                .toArray();
    }
}

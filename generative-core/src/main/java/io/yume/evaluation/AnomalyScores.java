package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.loss.Objective;
import java.util.Arrays;

/**
 * How anomalous examples are under a model: {@code -log p(x)} in nats; higher is more anomalous (Bishop, 1994). For
 * images the score also depends on their complexity, so that simple images of another kind may score lower than the
 * data (Nalisnick et al., 2019): check it with {@link RocCurve} on anomalies of the kind that is to be found.
 */
public final class AnomalyScores {

    private AnomalyScores() {}

    /**
     * The scores, in the order of the data.
     *
     * @param batch number of examples computed at once
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    public static double[] of(ImportanceSampling model, Parameters learned, DataSet data, int batch, Seed seed) {
        return model.perExample(learned, data, batch, seed).stream()
                .mapToDouble(likelihood -> -likelihood.logLikelihood())
                .toArray();
    }

    /**
     * The scores by an exact density, such as a flow's, or by a bound on it.
     *
     * @param logProb one number per example: without {@code mean()} or {@code sum()}
     * @param batch number of examples computed at once
     * @throws IllegalArgumentException as {@link ExampleScores#of}
     */
    public static double[] of(Objective logProb, Parameters learned, DataSet data, int batch, Seed seed) {
        return Arrays.stream(ExampleScores.of(logProb, learned, data, batch, seed))
                .map(log -> -log)
                .toArray();
    }

    /**
     * The scores by annealing.
     *
     * @param batch number of examples computed at once, each with all its chains
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    public static double[] of(
            AnnealedImportanceSampling model, Parameters learned, DataSet data, int batch, Seed seed) {
        return model.perExample(learned, data, batch, seed).stream()
                .mapToDouble(estimate -> -estimate.logConstant())
                .toArray();
    }
}

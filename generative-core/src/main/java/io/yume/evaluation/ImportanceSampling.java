package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.distribution.Distribution;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.loss.WeightGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Log-likelihoods by importance sampling: {@code log p(x) >= E[log 1/K sum_k p(x,z_k) / q(z_k|x)]} (Rezende, Mohamed and Wierstra, 2014;
 * Burda, Grosse and Salakhutdinov, 2016). Immutable.
 *
 * <pre>{@code
 * Likelihood test = ImportanceSampling.of(decoder.times(prior), encoder).samples(5000).evaluate(parameters, data, 50, seed);
 * }</pre>
 *
 * Draws are computed some at a time, so memory does not grow with their number.
 */
public final class ImportanceSampling {

    private static final String WEIGHTS = "log-weights";

    private final Distribution joint;
    private final Distribution q;
    private final int samples;
    private final int atOnce;

    private ImportanceSampling(Distribution joint, Distribution q, int samples, int atOnce) {
        if (samples < 1 || atOnce < 1) {
            throw new IllegalArgumentException(
                    "importance sampling needs a draw: samples=" + samples + ", at once=" + atOnce);
        }
        this.joint = joint;
        this.q = q;
        this.samples = samples;
        this.atOnce = atOnce;
    }

    /** With 1,000 draws, 50 of them computed at once. */
    public static ImportanceSampling of(Distribution joint, Distribution q) {
        return new ImportanceSampling(joint, q, 1000, 50);
    }

    /**
     * With another number of draws for each example.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ImportanceSampling samples(int count) {
        return new ImportanceSampling(joint, q, count, atOnce);
    }

    /**
     * With another number of draws computed at once; another number gives other draws.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ImportanceSampling atOnce(int count) {
        return new ImportanceSampling(joint, q, samples, count);
    }

    /**
     * The means over a data set.
     *
     * @param batch number of examples computed at once
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    public Likelihood evaluate(Parameters learned, DataSet data, int batch, Seed seed) {
        return Likelihood.mean(perExample(learned, data, batch, seed));
    }

    /** The same for each example, in the order of the data. */
    public List<Likelihood> perExample(Parameters learned, DataSet data, int batch, Seed seed) {
        List<Likelihood> all = new ArrayList<>();
        Feed feed = new Feed(data, seed);
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            LogWeights[] tallies = new LogWeights[end - begin];
            Arrays.setAll(tallies, row -> new LogWeights());
            int whole = samples / atOnce;
            draw(learned, feed, begin, tallies, Math.min(atOnce, samples), whole, 0);
            draw(learned, feed, begin, tallies, samples % atOnce, samples % atOnce == 0 ? 0 : 1, whole);
            for (LogWeights tally : tallies) {
                all.add(new Likelihood(tally.meanLog(), tally.logMean(), tally.effective()));
            }
        });
        return List.copyOf(all);
    }

    private void draw(Parameters learned, Feed feed, int begin, LogWeights[] tallies, int draws, int runs, int first) {
        if (runs == 0) {
            return;
        }
        int rows = tallies.length;
        WeightGraph graph = WeightGraph.of(joint, q, draws, rows, feed.data().variables());
        graph.inputs().requireLearned(learned, joint);
        try (Program program = Program.of(Map.of(WEIGHTS, graph.logWeights()), learned)) {
            feed.feed(program, graph.inputs(), rows, row -> begin + row);
            for (int run = 0; run < runs; run++) {
                program.run(feed.noise(rows, row -> begin + row, first + run));
                float[] weights = program.get(WEIGHTS);
                for (int i = 0; i < weights.length; i++) {
                    tallies[i % rows].add(weights[i]);
                }
            }
        }
    }
}

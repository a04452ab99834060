package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.distribution.ElementwiseLaw;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.LawGraph;
import io.yume.train.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The codes of a data set and their statistics. The mixture of the posteriors q(z|x) of all its examples is used as
 * q(z). Immutable; every call reads the learned tensors anew.
 */
public final class Codes {

    /**
     * An element whose mean has a variance above this over the data counts as active (Burda, Grosse and Salakhutdinov,
     * 2016).
     */
    public static final double ACTIVE = 0.01;

    private static final String MEAN = "mean";

    private final Factor q;
    private final Parameters learned;
    private final Feed feed;
    private final int batch;
    private final Law law;

    private Codes(Factor q, Parameters learned, Feed feed, int batch) {
        LawGraph single = LawGraph.of(q, 1, feed.data().variables());
        single.inputs().requireLearned(learned, q);
        this.q = q;
        this.learned = learned;
        this.feed = feed;
        this.batch = batch;
        this.law = single.law();
    }

    /**
     * The codes of all examples.
     *
     * @param q approximates the posterior of the codes; of any family that has a density
     * @param learned the learned tensors; the caller still owns and closes them
     * @param batch number of examples computed at once
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    public static Codes of(Factor q, Parameters learned, DataSet data, int batch, Seed seed) {
        // Nothing is trained: a discrete code needs no estimator.
        return new Codes(q.detached(), learned, new Feed(data, seed), batch);
    }

    /** Number of elements of a code. */
    public int length() {
        return law.event().size();
    }

    /**
     * The variance of the posterior mean of each element over the data.
     *
     * @throws IllegalArgumentException if the family has no mean in closed form
     */
    public double[] variancesOfMeans() {
        if (law.mean().isEmpty()) {
            throw new IllegalArgumentException("the mean of codes must have a closed form: family="
                    + q.family().name() + ", distribution=" + q);
        }
        double[][] means = new double[feed.data().size()][length()];
        Feed.inBatches(means.length, batch, (begin, end) -> readMeans(begin, end, means));
        return IntStream.range(0, length())
                .mapToDouble(i -> variance(
                        Arrays.stream(means).mapToDouble(mean -> mean[i]).toArray()))
                .toArray();
    }

    private void readMeans(int begin, int end, double[][] into) {
        int rows = end - begin;
        LawGraph graph = LawGraph.of(q, rows, feed.data().variables());
        Node mean = graph.law().mean().orElseThrow();
        // A mean that does not depend on the example is the same for all rows.
        Node whole = mean.reshape(mean.shape().size() / length(), length()).broadcastTo(Shape.of(rows, length()));
        try (Program program = Program.of(Map.of(MEAN, whole), learned)) {
            feed.feed(program, graph.inputs(), rows, row -> begin + row);
            program.run(feed.noise(rows, row -> begin + row, 0));
            float[] values = program.get(MEAN);
            for (int i = 0; i < values.length; i++) {
                into[begin + i / length()][i % length()] = values[i];
            }
        }
    }

    private static double variance(double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    }

    /**
     * How many elements depend on the data.
     *
     * @param threshold of the variance of an element's mean over the data, usually {@link #ACTIVE}
     * @throws IllegalArgumentException if the family has no mean in closed form
     */
    public int activeUnits(double threshold) {
        return (int) Arrays.stream(variancesOfMeans())
                .filter(variance -> variance > threshold)
                .count();
    }

    /**
     * The mutual information between the index of an example and its code, {@code E[log q(z|x) - log q(z)]} in nats:
     * at most the logarithm of the number of examples. The rate minus this is {@code KL[q(z) || p(z)]}, whatever the
     * prior (Hoffman and Johnson, 2016). Its time grows with draws times examples.
     *
     * @param draws number of codes at which densities are compared, drawn for the examples in turn
     * @throws IllegalArgumentException if there is no draw, or the family has no density
     */
    public double mutualInformation(int draws) {
        return mean(compared(draws, false), CodeDensities::information);
    }

    /**
     * Splits the divergence from the prior into its parts, for codes whose elements are independent given the example.
     * Its time grows with draws times examples.
     *
     * @param prior of the codes: given nothing, of independent elements
     * @param draws number of codes at which densities are compared, drawn for the examples in turn
     * @throws IllegalArgumentException if there is no draw, or elements of a posterior or of the prior depend on each
     *     other
     */
    public DivergenceSplit split(Factor prior, int draws) {
        LawGraph graph = LawGraph.of(prior, 1, Map.of());
        graph.inputs().requireLearned(learned, prior);
        requireElements(prior, graph.law());
        requireElements(q, law);
        if (!graph.law().event().equals(law.event())) {
            throw new IllegalArgumentException("a prior must be of the codes: expected=" + law.event() + ", actual="
                    + graph.law().event());
        }
        List<CodeDensities> codes = compared(draws, true);
        double[] priors = new double[codes.size()];
        PairwiseDensities.of(
                graph, learned, 1, values(codes), false, program -> {}, (code, row, logs) -> priors[code] = logs[0]);
        return new DivergenceSplit(
                mean(codes, CodeDensities::information),
                mean(codes, CodeDensities::correlation),
                mean(codes, CodeDensities::product)
                        - Arrays.stream(priors).average().orElseThrow());
    }

    private static void requireElements(Factor of, Law law) {
        if (!(law instanceof ElementwiseLaw)) {
            throw new IllegalArgumentException("a divergence has parts where elements are independent, else"
                    + " mutualInformation and the rate: family=" + of.family().name() + ", distribution=" + of);
        }
    }

    /** Draws codes and their densities under the posteriors of all examples. */
    private List<CodeDensities> compared(int draws, boolean byElement) {
        List<CodeDensities> codes = drawn(draws, byElement ? length() : 1);
        float[] values = values(codes);
        Feed.inBatches(feed.data().size(), batch, (begin, end) -> {
            int rows = end - begin;
            LawGraph graph = LawGraph.of(q, rows, feed.data().variables());
            PairwiseDensities.of(
                    graph,
                    learned,
                    rows,
                    values,
                    byElement,
                    program -> feed.feed(program, graph.inputs(), rows, row -> begin + row),
                    (code, row, logs) -> codes.get(code).add(begin + row, logs));
        });
        return codes;
    }

    private List<CodeDensities> drawn(int draws, int parts) {
        if (draws < 1) {
            throw new IllegalArgumentException(
                    "codes are compared at draws, of which there must be one: draws=" + draws);
        }
        int examples = feed.data().size();
        List<CodeDensities> codes = new ArrayList<>();
        Feed.inBatches(draws, Math.min(batch, draws), (begin, end) -> {
            int rows = end - begin;
            // With fewer draws than examples, the draws are spread evenly over the examples.
            int[] chosen = IntStream.range(begin, end)
                    .map(draw -> (int) ((long) draw * examples / Math.min(draws, examples) % examples))
                    .toArray();
            Noise noise = new Noise(
                    IntStream.range(begin, end)
                            .mapToLong(draw -> feed.seed().split("code", draw).value())
                            .toArray(),
                    0);
            LawGraph graph = LawGraph.of(q, rows, feed.data().variables());
            try (Sampler sampler = new Sampler(q, learned, rows, feed.data().variables())) {
                float[] values = sampler.draw(
                                noise, feed.values(graph.observed(), graph.supports(), rows, row -> chosen[row]))
                        .draws()
                        .get(q.variable());
                for (int row = 0; row < rows; row++) {
                    float[] value = Arrays.copyOfRange(values, row * length(), (row + 1) * length());
                    codes.add(new CodeDensities(value, chosen[row], parts));
                }
            }
        });
        return codes;
    }

    private float[] values(List<CodeDensities> codes) {
        float[] all = new float[codes.size() * length()];
        for (int i = 0; i < codes.size(); i++) {
            System.arraycopy(codes.get(i).value(), 0, all, i * length(), length());
        }
        return all;
    }

    private static double mean(List<CodeDensities> codes, ToDoubleFunction<CodeDensities> of) {
        return codes.stream().mapToDouble(of).average().orElseThrow();
    }
}

package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Normal;
import io.yume.graph.Node;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.LawGraph;
import java.util.Map;
import java.util.SplittableRandom;

/** The normal posteriors of the codes of a data set: their means and deviations, and what the codes do together. */
public final class NormalCodes {

    /** Above this variance of its mean, an element counts as active (Burda, Grosse and Salakhutdinov, 2016). */
    public static final double ACTIVE = 0.01;

    private static final String LOC = "loc";
    private static final String SCALE = "scale";

    private final double[][] means;
    private final double[][] deviations;

    private NormalCodes(double[][] means, double[][] deviations) {
        this.means = means;
        this.deviations = deviations;
    }

    /**
     * Reads the codes of all examples.
     *
     * @param q approximates the posterior of the codes; normal
     * @param batch examples at once
     * @throws IllegalArgumentException if q is not normal, or something is needed that was not learned
     */
    public static NormalCodes of(Factor q, Parameters learned, DataSet data, int batch, Seed seed) {
        double[][] means = new double[data.size()][];
        double[][] deviations = new double[data.size()][];
        Feed feed = new Feed(data, seed);
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            int rows = end - begin;
            LawGraph graph = LawGraph.of(q, rows, data.variables());
            Feed.requireLearned(graph.specs(), learned, q);
            Normal law = normal(graph.law(), q);
            int size = law.event().size();
            Map<String, Node> outputs =
                    Map.of(LOC, whole(law.loc(), rows, size), SCALE, whole(law.scale(), rows, size));
            try (Program program = Program.of(outputs, learned)) {
                feed.feed(program, graph.observed(), graph.supports(), rows, row -> begin + row);
                program.run(feed.noise(rows, row -> begin + row, 0));
                split(program.get(LOC), means, begin, rows);
                split(program.get(SCALE), deviations, begin, rows);
            }
        });
        return new NormalCodes(means, deviations);
    }

    private static Normal normal(Law law, Factor of) {
        if (!(law instanceof Normal normal)) {
            throw new IllegalArgumentException("codes and their prior must be Normal: family="
                    + of.family().name() + ", distribution=" + of);
        }
        return normal;
    }

    /** One row of numbers for each example, also of what depends on none. */
    private static Node whole(Node node, int rows, int size) {
        int given = node.shape().size() / size;
        return node.reshape(given, size).broadcastTo(Shape.of(rows, size));
    }

    private static void split(float[] values, double[][] into, int begin, int rows) {
        int size = values.length / rows;
        for (int row = 0; row < rows; row++) {
            into[begin + row] = new double[size];
            for (int i = 0; i < size; i++) {
                into[begin + row][i] = values[row * size + i];
            }
        }
    }

    /** Number of examples. */
    public int examples() {
        return means.length;
    }

    /** Length of a code. */
    public int length() {
        return means[0].length;
    }

    /** The variance of the posterior mean of each element over the data. */
    public double[] variancesOfMeans() {
        double[] variances = new double[length()];
        for (int i = 0; i < variances.length; i++) {
            double sum = 0;
            for (double[] mean : means) {
                sum += mean[i] / examples();
            }
            for (double[] mean : means) {
                variances[i] += (mean[i] - sum) * (mean[i] - sum) / examples();
            }
        }
        return variances;
    }

    /**
     * How many elements depend on the data.
     *
     * @param threshold of the variance of the mean, usually {@link #ACTIVE}
     */
    public int activeUnits(double threshold) {
        int active = 0;
        for (double variance : variancesOfMeans()) {
            active += variance > threshold ? 1 : 0;
        }
        return active;
    }

    /**
     * Takes the divergence from the prior apart, with the mixture of the posteriors of all examples as q(z). Its time grows with draws times
     * examples.
     *
     * @param prior of the codes: normal, given nothing
     * @param draws codes at which densities are compared, of examples in turn
     * @throws IllegalArgumentException if the prior is not normal or depends on something, or there is no draw
     */
    public DivergenceSplit split(Factor prior, Parameters learned, int draws, Seed seed) {
        if (draws < 1) {
            throw new IllegalArgumentException("a divergence needs a draw: draws=" + draws);
        }
        NormalCodes single = of(prior, learned, new NoData(), 1, seed);
        if (single.length() != length()) {
            throw new IllegalArgumentException(
                    "a prior must be of the codes: expected=" + length() + ", actual=" + single.length());
        }
        SplittableRandom random = seed.split("codes").generator();
        double information = 0;
        double correlation = 0;
        double wise = 0;
        for (int draw = 0; draw < draws; draw++) {
            // Spread evenly over the examples where there are fewer draws than those.
            int example = (int) ((long) draw * examples() / Math.min((long) draws, examples()) % examples());
            Densities at = densities(code(example, random));
            double own = logNormal(at.code(), means[example], deviations[example]);
            information += (own - at.mixture()) / draws;
            correlation += (at.mixture() - at.product()) / draws;
            wise += (at.product() - logNormal(at.code(), single.means[0], single.deviations[0])) / draws;
        }
        return new DivergenceSplit(information, correlation, wise);
    }

    /**
     * Densities at a code.
     *
     * @param mixture log q(z)
     * @param product the sum of log q(z_j)
     */
    private record Densities(double[] code, double mixture, double product) {}

    private double[] code(int example, SplittableRandom random) {
        double[] code = new double[length()];
        for (int i = 0; i < code.length; i++) {
            double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            double normal = radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
            code[i] = means[example][i] + deviations[example][i] * normal;
        }
        return code;
    }

    private Densities densities(double[] code) {
        LogSum whole = new LogSum();
        LogSum[] elements = new LogSum[code.length];
        for (int i = 0; i < code.length; i++) {
            elements[i] = new LogSum();
        }
        for (int example = 0; example < examples(); example++) {
            double sum = 0;
            for (int i = 0; i < code.length; i++) {
                double log = logNormal(code[i], means[example][i], deviations[example][i]);
                elements[i].add(log);
                sum += log;
            }
            whole.add(sum);
        }
        double count = Math.log(examples());
        double product = 0;
        for (LogSum element : elements) {
            product += element.value() - count;
        }
        return new Densities(code, whole.value() - count, product);
    }

    private static double logNormal(double[] x, double[] means, double[] deviations) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += logNormal(x[i], means[i], deviations[i]);
        }
        return sum;
    }

    private static double logNormal(double x, double mean, double deviation) {
        double standard = (x - mean) / deviation;
        return -0.5 * (standard * standard + Math.log(2 * Math.PI)) - Math.log(deviation);
    }
}

package io.yume.evaluation;

import java.util.Arrays;

/**
 * The log-density of points under a kernel density estimate from a model's draws (Breuleux, Bengio and Vincent, 2011):
 * a Gaussian of one width around each draw.
 *
 * <p><b>Warning.</b> In many dimensions this says little. Estimates stay far below log p(x) however many draws there are, rank models
 * wrongly, and are best for draws that are no samples at all, such as cluster centres (Theis, van den Oord and Bethge, 2016). It is here
 * to compare with published numbers; use {@link ImportanceSampling} or {@link AnnealedImportanceSampling} where a model has a density.
 */
public final class ParzenWindow {

    /** Number of points that share a pass over the draws, which may not fit into a cache. */
    private static final int TOGETHER = 16;

    private final float[] draws;
    private final int size;
    private final double width;

    private ParzenWindow(float[] draws, int size, double width) {
        this.draws = draws;
        this.size = size;
        this.width = width;
    }

    /**
     * A kernel density estimate.
     *
     * @param draws of the model, one after the other
     * @param size number of elements of a draw
     * @param width standard deviation of the kernels
     * @throws IllegalArgumentException if there is no whole draw or one is not finite, or the width is not above 0 and
     *     finite
     */
    public static ParzenWindow of(float[] draws, int size, double width) {
        requireWhole(draws, size);
        requireWidth(width);
        return new ParzenWindow(draws.clone(), size, width);
    }

    /**
     * The estimate whose width, among several, gives held-out points the highest log-density. The held-out points must
     * not be those that are tested.
     *
     * @throws IllegalArgumentException if there is no width, draw or point, or one is not finite
     */
    public static ParzenWindow fitted(float[] draws, int size, float[] heldOut, double... widths) {
        if (widths.length == 0) {
            throw new IllegalArgumentException("there must be a width to choose: widths=[]");
        }
        for (double width : widths) {
            requireWidth(width);
        }
        requireWhole(draws, size);
        double[][] logs = logDensities(draws, size, heldOut, widths);
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < widths.length; i++) {
            double mean = Arrays.stream(logs[i]).average().orElseThrow();
            if (mean > most) {
                best = i;
                most = mean;
            }
        }
        return of(draws, size, widths[best]);
    }

    private static void requireWidth(double width) {
        if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("width must be > 0 and finite: width=" + width);
        }
    }

    private static void requireWhole(float[] values, int size) {
        if (size < 1 || values.length == 0 || values.length % size != 0) {
            throw new IllegalArgumentException(
                    "there must be whole points: size=" + size + ", numbers=" + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "points must be finite: point=" + i / size + ", element=" + i % size + ", value=" + values[i]);
            }
        }
    }

    /** Standard deviation of the kernels. */
    public double width() {
        return width;
    }

    /**
     * The mean over points.
     *
     * @param mean log-density in nats
     * @param standardError of the mean, from the spread of the points alone; the error of the kernel estimate itself
     *     is not included
     */
    public record Estimate(double mean, double standardError) {}

    /**
     * The mean log-density of points.
     *
     * @throws IllegalArgumentException if there is no whole number of points, or one is not finite
     */
    public Estimate evaluate(float[] points) {
        double[] logs = logDensities(points);
        double mean = Arrays.stream(logs).average().orElseThrow();
        double squares =
                Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum();
        double error =
                logs.length == 1 ? Double.POSITIVE_INFINITY : Math.sqrt(squares / (logs.length - 1.0) / logs.length);
        return new Estimate(mean, error);
    }

    /**
     * The log-density of each point.
     *
     * @throws IllegalArgumentException if there is no whole number of points, or one is not finite
     */
    public double[] logDensities(float[] points) {
        return logDensities(draws, size, points, width)[0];
    }

    /** For each width the log-density of each point. */
    private static double[][] logDensities(float[] draws, int size, float[] points, double... widths) {
        requireWhole(points, size);
        double[][] logs = new double[widths.length][points.length / size];
        for (int first = 0; first < logs[0].length; first += TOGETHER) {
            int last = Math.min(first + TOGETHER, logs[0].length);
            LogSum[][] sums = new LogSum[widths.length][last - first];
            for (LogSum[] row : sums) {
                Arrays.setAll(row, i -> new LogSum());
            }
            for (int draw = 0; draw < draws.length; draw += size) {
                for (int point = first; point < last; point++) {
                    double distance = distance(points, point * size, draws, draw, size);
                    for (int i = 0; i < widths.length; i++) {
                        sums[i][point - first].add(-distance / (2 * widths[i] * widths[i]));
                    }
                }
            }
            for (int i = 0; i < widths.length; i++) {
                double constant =
                        Math.log(draws.length / size) + size * (Math.log(widths[i]) + 0.5 * Math.log(2 * Math.PI));
                for (int point = first; point < last; point++) {
                    logs[i][point] = sums[i][point - first].value() - constant;
                }
            }
        }
        return logs;
    }

    /** The squared distance, in four independent sums, which the processor can compute at the same time. */
    private static double distance(float[] points, int point, float[] draws, int draw, int size) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < size; i += 4) {
            a += square((double) points[point + i] - draws[draw + i]);
            b += square((double) points[point + i + 1] - draws[draw + i + 1]);
            c += square((double) points[point + i + 2] - draws[draw + i + 2]);
            d += square((double) points[point + i + 3] - draws[draw + i + 3]);
        }
        for (; i < size; i++) {
            a += square((double) points[point + i] - draws[draw + i]);
        }
        return a + b + (c + d);
    }

    private static double square(double x) {
        return x * x;
    }
}

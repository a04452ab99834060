package io.yume.evaluation;

import java.util.Arrays;

/**
 * The log-density of points under a kernel estimate made of a model's draws (Breuleux, Bengio and Vincent, 2011): a Gaussian of one width
 * around each.
 *
 * <p><b>Warning.</b> In many dimensions this says little. Estimates stay far below log p(x) however many draws there are, rank models
 * wrongly, and are best for draws that are no samples at all, such as cluster centres (Theis, van den Oord and Bethge, 2016). It is here
 * to compare with published numbers; use {@link ImportanceSampling} or {@link AnnealedImportanceSampling} where a model has a density.
 */
public final class ParzenWindow {

    private final float[] draws;
    private final int size;
    private final double width;

    private ParzenWindow(float[] draws, int size, double width) {
        this.draws = draws;
        this.size = size;
        this.width = width;
    }

    /**
     * A kernel estimate.
     *
     * @param draws of the model, one after the other
     * @param size numbers of a draw
     * @param width standard deviation of the kernels
     * @throws IllegalArgumentException if there is no whole draw, or the width is not above 0
     */
    public static ParzenWindow of(float[] draws, int size, double width) {
        requireWhole(draws, size);
        if (!(width > 0)) {
            throw new IllegalArgumentException("width must be > 0: width=" + width);
        }
        return new ParzenWindow(draws.clone(), size, width);
    }

    /**
     * The estimate with that of some widths under which held-out points are most probable; not the ones that are tested.
     *
     * @throws IllegalArgumentException if there is no width, draw or point
     */
    public static ParzenWindow fitted(float[] draws, int size, float[] heldOut, double... widths) {
        requireWhole(heldOut, size);
        ParzenWindow best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (double width : widths) {
            ParzenWindow window = of(draws, size, width);
            double mean = window.evaluate(heldOut).mean();
            if (best == null || mean > most) {
                best = window;
                most = mean;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("there must be a width to choose: widths=[]");
        }
        return best;
    }

    private static void requireWhole(float[] values, int size) {
        if (size < 1 || values.length == 0 || values.length % size != 0) {
            throw new IllegalArgumentException(
                    "there must be whole points: size=" + size + ", numbers=" + values.length);
        }
    }

    /** Standard deviation of the kernels. */
    public double width() {
        return width;
    }

    /**
     * A mean over points.
     *
     * @param mean log-density in nats
     * @param standardError of the mean over the points; what is wrong with the estimate itself is not in it
     */
    public record Estimate(double mean, double standardError) {}

    /**
     * The mean log-density of points.
     *
     * @throws IllegalArgumentException if they are not whole
     */
    public Estimate evaluate(float[] points) {
        requireWhole(points, size);
        double[] logs = logDensities(points);
        double mean = Arrays.stream(logs).average().orElseThrow();
        double squares =
                Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum();
        double error =
                logs.length == 1 ? Double.POSITIVE_INFINITY : Math.sqrt(squares / (logs.length - 1.0) / logs.length);
        return new Estimate(mean, error);
    }

    /** The log-density of each point. */
    public double[] logDensities(float[] points) {
        requireWhole(points, size);
        int count = draws.length / size;
        double constant = Math.log(count) + size * (Math.log(width) + 0.5 * Math.log(2 * Math.PI));
        double[] logs = new double[points.length / size];
        for (int point = 0; point < logs.length; point++) {
            LogSum sum = new LogSum();
            for (int draw = 0; draw < count; draw++) {
                sum.add(-distance(points, point * size, draw * size) / (2 * width * width));
            }
            logs[point] = sum.value() - constant;
        }
        return logs;
    }

    private double distance(float[] points, int point, int draw) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double difference = (double) points[point + i] - draws[draw + i];
            sum += difference * difference;
        }
        return sum;
    }
}

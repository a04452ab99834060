package io.yume.world.memory;

import java.util.ArrayList;
import java.util.List;

/** Collects predicted probabilities of an end beside what happened. */
final class DoneCalibration {

    /** Half decades from 1 down to 1e-5; the last bin holds everything below. */
    private static final int BINS = 11;

    private final double logWeight;
    private final long[] counts = new long[BINS];
    private final double[] predicted = new double[BINS];
    private final long[] observed = new long[BINS];
    private double crossEntropy;

    DoneCalibration(double doneWeight) {
        logWeight = Math.log(doneWeight);
    }

    /** Adds a transition; the head was trained with weighted positives, so its logit is too large by ln weight. */
    void add(double weightedLogit, boolean ended) {
        double logit = weightedLogit - logWeight;
        double probability = 1 / (1 + Math.exp(-logit));
        crossEntropy += softplus(ended ? -logit : logit);
        int bin = bin(probability);
        counts[bin]++;
        predicted[bin] += probability;
        observed[bin] += ended ? 1 : 0;
    }

    private static int bin(double probability) {
        int bin = 0;
        while (bin < BINS - 1 && probability < edge(bin)) {
            bin++;
        }
        return bin;
    }

    /** The lower edge of a bin. */
    private static double edge(int bin) {
        return bin == BINS - 1 ? 0 : Math.pow(10, -0.5 * (bin + 1));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The summed cross-entropy in nats. */
    double crossEntropy() {
        return crossEntropy;
    }

    double expected() {
        double sum = 0;
        for (double each : predicted) {
            sum += each;
        }
        return sum;
    }

    long observed() {
        long sum = 0;
        for (long each : observed) {
            sum += each;
        }
        return sum;
    }

    /** The bins that hold something, the smallest probabilities first. */
    List<MemoryReport.CalibrationBin> bins() {
        List<MemoryReport.CalibrationBin> bins = new ArrayList<>();
        for (int bin = BINS - 1; bin >= 0; bin--) {
            if (counts[bin] > 0) {
                double count = counts[bin];
                bins.add(new MemoryReport.CalibrationBin(
                        edge(bin),
                        bin == 0 ? 1 : edge(bin - 1),
                        counts[bin],
                        predicted[bin] / count,
                        observed[bin] / count));
            }
        }
        return bins;
    }
}

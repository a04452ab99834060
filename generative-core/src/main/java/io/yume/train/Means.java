package io.yume.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Means over the steps of an epoch. */
final class Means {

    private final Map<String, Double> sums = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private double norm;
    private long steps;

    void add(Metrics metrics) {
        metrics.terms().forEach((name, value) -> {
            sums.merge(name, value, Double::sum);
            counts.merge(name, 1, Integer::sum);
        });
        norm += metrics.gradientNorm();
        steps++;
    }

    Metrics take(long step, long epoch) {
        Map<String, Double> means = new LinkedHashMap<>();
        // A phase need not have an update in every step.
        sums.forEach((name, sum) -> means.put(name, sum / counts.get(name)));
        Metrics metrics = new Metrics(step, epoch, means, norm / steps);
        sums.clear();
        counts.clear();
        norm = 0;
        steps = 0;
        return metrics;
    }
}

package io.yume.experiment.example;

import io.yume.data.DataSet;
import io.yume.experiment.report.Statistics;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import java.util.List;

/** Numbers that a trained example is judged by, beside the terms of its objective. */
@FunctionalInterface
public interface Score {

    /**
     * A number.
     *
     * @param value the mean over the examples that it was measured on
     * @param error its standard error, by their spread
     * @param name what it is
     */
    record Line(double value, double error, String name) {

        /** The mean of one value for each of at least two examples. */
        static Line mean(String name, double... values) {
            double error = Statistics.standardDeviation(values) / Math.sqrt(values.length);
            return new Line(Statistics.mean(values), error, name);
        }

        /** The share of so many examples that have something. */
        static Line share(double share, int examples, String name) {
            return new Line(share, Math.sqrt(share * (1 - share) / examples), name);
        }
    }

    /**
     * How much is spent.
     *
     * @param draws importance samples for each example; with 0 there is no importance sampling
     * @param examples that get these draws, at most
     */
    record Effort(int draws, int examples) {}

    /** Measures what was learned. */
    List<Line> of(Parameters learned, DataSet test, Effort effort, Seed seed);
}

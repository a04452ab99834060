package io.yume.evaluation;

import java.util.Arrays;

/** How well a score separates two kinds of examples, over all thresholds (Hanley and McNeil, 1982). */
public final class RocCurve {

    private RocCurve() {}

    /**
     * The area under the curve: the probability that a positive example scores higher than a negative one, where equal scores count half.
     *
     * @throws IllegalArgumentException if a side is empty or a score is not a number
     */
    public static double area(double[] positive, double[] negative) {
        double[] high = sorted(positive);
        double[] low = sorted(negative);
        double wins = 0;
        int below = 0;
        int upTo = 0;
        for (double score : high) {
            while (below < low.length && low[below] < score) {
                below++;
            }
            while (upTo < low.length && low[upTo] <= score) {
                upTo++;
            }
            wins += below + 0.5 * (upTo - below);
        }
        return wins / ((double) high.length * low.length);
    }

    private static double[] sorted(double[] scores) {
        if (scores.length == 0 || Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException(
                    "both sides must have scores that are numbers: scores=" + Arrays.toString(scores));
        }
        return Arrays.stream(scores).sorted().toArray();
    }
}

package io.yume.loss;

import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.List;

/** What a variable that is not pathwise asks for when values are averaged. */
sealed interface Passage {

    /** A lead axis with the log-probabilities of all values. */
    record Enumerated(Node logWeights) implements Passage {}

    /**
     * A gradient that goes by the log-probability.
     *
     * @param predicted what a learned baseline says, or null
     * @param earlier where a baseline learns, the draws of the variable at earlier places, whose log-probabilities are not among this one:
     *     a prediction may hang on the draws before, so it is subtracted for its own draw only
     */
    record Score(String variable, Node logProb, Baseline baseline, Node predicted, List<Score> earlier)
            implements Passage {

        public Score {
            earlier = List.copyOf(earlier);
        }

        Score(String variable, Node logProb, Baseline baseline, Node predicted) {
            this(variable, logProb, baseline, predicted, List.of());
        }

        /** After another draw of the variable, at an earlier place. */
        Score after(Score before) {
            if (predicted == null) {
                return new Score(variable, before.logProb.plus(logProb), baseline, null);
            }
            List<Score> all = new ArrayList<>(before.earlier);
            all.add(new Score(variable, before.logProb, baseline, before.predicted));
            return new Score(variable, logProb, baseline, predicted, all);
        }
    }

    /**
     * The same less an expansion around the mean.
     *
     * @param drawn the draw, without a gradient
     * @param mean given the draws before, with its gradient
     * @param centre the mean given the means before, at all lead positions, without a gradient
     */
    record Expanded(String variable, Node logProb, Node drawn, Node mean, Node centre, int eventRank)
            implements Passage {}

    /** The same less the objective of a relaxed draw. */
    record Relaxed(String variable, Relaxation draw, Estimator.Relaxation estimator) implements Passage {}

    /**
     * A pathwise draw whose gradient a bound takes to the square of its weight.
     *
     * @param drawn with its gradient
     * @param stopped what the bound is computed from
     */
    record Doubly(String variable, Node drawn, Node stopped, int eventRank) implements Passage {}
}

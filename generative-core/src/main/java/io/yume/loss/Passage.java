package io.yume.loss;

import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * How one sampled variable that is not simply pathwise changes the average over samples: it is summed out, or it adds
 * a score-function, control-variate or doubly reparameterised gradient.
 */
sealed interface Passage {

    /** Summed out: a lead axis with the log-probabilities of all values. */
    record Enumerated(Node logWeights) implements Passage {}

    /**
     * A score-function gradient.
     *
     * @param logProb of the draw; without a learned baseline, summed over the variable's draws in a scan so far
     * @param predicted what a learned baseline predicts, or null
     * @param earlier with a learned baseline, earlier draws of the same variable in a scan; each is compared with its
     *     own prediction, because a prediction may depend on the draws before it
     */
    record Score(String variable, Node logProb, Baseline baseline, Node predicted, List<Score> earlier)
            implements Passage {

        public Score {
            earlier = List.copyOf(earlier);
        }

        Score(String variable, Node logProb, Baseline baseline, Node predicted) {
            this(variable, logProb, baseline, predicted, List.of());
        }

        /** This draw joined with one of the same variable at an earlier place. */
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
     * A score-function gradient with an expansion around the mean as control variate (MuProp).
     *
     * @param drawn the draw, without a gradient
     * @param mean given the draws before, with its gradient
     * @param centre the mean given the means of the variables before, with all lead axes, without a gradient
     */
    record Expanded(String variable, Node logProb, Node drawn, Node mean, Node centre, int eventRank)
            implements Passage {}

    /** A score-function gradient with the objective of a relaxed draw as control variate (REBAR, RELAX). */
    record Relaxed(String variable, RelaxedDraw draw, Estimator.Relaxation estimator) implements Passage {}

    /**
     * A doubly reparameterised draw: in a bound, its gradient is multiplied by the square of the sample's weight.
     *
     * @param drawn the draw with its gradient
     * @param stopped the same without, from which the bound is computed
     */
    record Doubly(String variable, Node drawn, Node stopped, int eventRank) implements Passage {}
}

package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Law;
import io.yume.graph.Node;

/**
 * What is subtracted from a value before it multiplies the score of a draw.
 *
 * @param name of the draws
 * @param samples number of samples
 * @param outerRank number of lead axes outside of the samples'
 */
record Baselines(String name, int samples, int outerRank) {

    /** What a value is better than its baseline, without a gradient. */
    Node advantage(Lowering lowering, Node value, Passage.Score score) {
        Node left = value.stopGradient();
        String own = name + " " + score.variable();
        if (score.baseline() instanceof Baseline.MovingAverage average) {
            return left.minus(lowering.follow(own, value, average.decay()));
        }
        if (score.baseline() instanceof Baseline.LeaveOneOut) {
            return left.minus(leaveOneOut(left));
        }
        Node predicted =
                score.predicted() == null ? null : Axes.padTo(value.shape().rank(), score.predicted());
        Node rest = predicted == null ? left : left.minus(predicted.stopGradient());
        if (score.baseline() instanceof Baseline.Nvil nvil) {
            Node centred = lowering.follow(own, rest, nvil.decay());
            Node square = lowering.follow(own + " square", rest.square(), nvil.decay());
            Node deviation = square.minus(centred.square()).max(0).sqrt();
            left = left.minus(centred);
            rest = rest.minus(centred).dividedBy(deviation.max(1));
        }
        if (predicted != null) {
            lowering.alsoMinimise(left.minus(predicted).square().mean());
        }
        return rest;
    }

    private Node leaveOneOut(Node value) {
        if (samples < 2) {
            throw new IllegalArgumentException("leaving one out needs two samples: samples=" + samples);
        }
        int axis = value.shape().rank() - 1 - outerRank;
        Node all = value.shape().dim(axis) == samples
                ? value
                : value.broadcastTo(value.shape().with(axis, samples));
        return all.sum(new int[] {axis}).minus(all).times(1.0 / (samples - 1));
    }

    /**
     * What a learned baseline says where the variable is not drawn yet, so that it cannot depend on it. It trains its network, but not
     * what it is given, whose gradient is the objective's alone.
     */
    static Node predicted(Scope scope, String variable, Baseline baseline) {
        Baseline.Learned learned = baseline instanceof Baseline.Nvil nvil
                ? nvil.learned()
                : baseline instanceof Baseline.Learned own ? own : null;
        if (learned == null) {
            return null;
        }
        Law law = Deterministic.of("baseline of " + variable)
                .given(learned.given().toArray(String[]::new))
                .by(learned.network())
                .named("baseline of " + variable)
                .law(scope.stopped());
        if (law.event().size() != 1) {
            throw new IllegalArgumentException(
                    "a baseline is one number per row: variable=" + variable + ", output=" + law.event());
        }
        return Axes.sumLast(law.mean().orElseThrow(), law.event().rank());
    }
}

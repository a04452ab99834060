package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Law;
import io.yume.graph.Node;

/**
 * Subtracts baselines from a value before it multiplies the score of a draw.
 *
 * @param name of the draws
 * @param samples number of samples
 * @param outerRank number of lead axes outside of the samples' axis
 * @param weight how much the value counts for each example, or null where all count the same
 */
record Baselines(String name, int samples, int outerRank, Node weight) {

    /** The running mean and deviation that NVIL keeps; both null for other baselines. */
    private record Moving(Node mean, Node deviation) {

        static final Moving NONE = new Moving(null, null);

        Node centred(Node rest) {
            return mean == null ? rest : rest.minus(mean);
        }

        Node scaled(Node rest) {
            return deviation == null ? rest : rest.dividedBy(deviation.max(1));
        }
    }

    /** A value minus its baseline, without a gradient; a learned baseline is also trained on it. */
    Node advantage(Lowering lowering, Node value, Passage.Score score) {
        Node left = value.stopGradient();
        String own = name + " " + score.variable();
        if (score.baseline() instanceof Baseline.MovingAverage average) {
            return left.minus(lowering.follow(own, value, average.decay()));
        }
        if (score.baseline() instanceof Baseline.LeaveOneOut) {
            return left.minus(leaveOneOut(left));
        }
        Node predicted = predicted(left, score);
        Node rest = predicted == null ? left : left.minus(predicted.stopGradient());
        Moving moving = moving(lowering, rest, score);
        Node target = moving.centred(left);
        Node advantage = moving.scaled(moving.centred(rest));
        if (predicted != null) {
            lowering.alsoMinimise(weighted(target.minus(predicted).square()).mean());
        }
        return advantage;
    }

    /**
     * A node whose value is 0 and whose gradient is the sum of (value - prediction) * grad log q over a variable's
     * earlier draws, each with its own prediction; adding it leaves the value and adds the gradient. The predictions
     * are also trained.
     */
    Node earlier(Lowering lowering, Node value, Passage.Score score) {
        Node left = value.stopGradient();
        Node rest = left.minus(predicted(left, score).stopGradient());
        Moving moving = moving(lowering, rest, score);
        Node target = moving.centred(left);
        // Running sums over the draws, to which each step of a scan adds one term, so that nodes grow with the steps,
        // not with their square.
        Node paths = null;
        Node baselines = null;
        Node sum = null;
        Node squares = null;
        for (Passage.Score draw : score.earlier()) {
            Node predicted = predicted(left, draw);
            Node path = path(left, draw);
            Node baseline = path.times(predicted.stopGradient());
            Node square = predicted.square();
            paths = paths == null ? path : paths.plus(path);
            baselines = baselines == null ? baseline : baselines.plus(baseline);
            sum = sum == null ? predicted : sum.plus(predicted);
            squares = squares == null ? square : squares.plus(square);
        }
        // The sum of the squared errors of all predictions, expanded so that it needs the running sums alone.
        Node errors = target.square()
                .times(score.earlier().size())
                .minus(target.times(2).times(sum))
                .plus(squares);
        lowering.alsoMinimise(weighted(errors).mean());
        return moving.scaled(target.times(paths).minus(baselines));
    }

    /** A node whose value is 0 and whose gradient is grad log q of a draw, with the lead axes of a value. */
    static Node path(Node value, Passage.Score score) {
        Node logProb = Axes.padTo(value.shape().rank(), score.logProb());
        return logProb.minus(logProb.stopGradient());
    }

    private static Node predicted(Node value, Passage.Score score) {
        return score.predicted() == null ? null : Axes.padTo(value.shape().rank(), score.predicted());
    }

    private Moving moving(Lowering lowering, Node rest, Passage.Score score) {
        if (!(score.baseline() instanceof Baseline.Nvil nvil)) {
            return Moving.NONE;
        }
        String own = name + " " + score.variable();
        Node centred = lowering.follow(own, rest, nvil.decay());
        Node square = lowering.follow(own + " square", rest.square(), nvil.decay());
        return new Moving(centred, square.minus(centred.square()).max(0).sqrt());
    }

    private Node weighted(Node error) {
        return weight == null ? error : error.times(weight);
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
     * What a learned baseline predicts. It is computed in a scope where the variable is not drawn yet, so that it
     * cannot depend on the draw. Its training changes the network, but passes no gradient to the given variables.
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

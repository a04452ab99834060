package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The variables of a distribution, drawn once each in order, or enumerated; and the average of a value over them whose gradient
 * is the estimators'. Each enumerated variable has a lead axis of its own, outside of the samples'.
 */
final class Ancestral {

    /** A variable whose gradient goes by its log-probability. */
    private record Score(String variable, Node logProb, Baseline baseline, Node predicted) {}

    private final Sampling sampling;
    private final String name;
    private final int outerRank;
    private final List<Node> logWeights = new ArrayList<>();
    private final List<Score> scores = new ArrayList<>();
    private Scope scope;

    private Ancestral(Sampling sampling, String name, Scope outer) {
        this.sampling = sampling;
        this.name = name;
        this.outerRank = outer.lead().rank();
        this.scope = sampling.samples() > 1 ? outer.push(sampling.samples()) : outer;
    }

    /** Draws the variables of some factors for a term. */
    static Ancestral draw(Objective term, List<Factor> factors, Sampling sampling, Scope outer) {
        String name = outer.lowering().drawName(term, outer.place(), term.print(Notation.text()));
        Ancestral ancestral = new Ancestral(sampling, name, outer);
        factors.forEach(ancestral::add);
        return ancestral;
    }

    /** All values of hidden variables, for a sum that takes their log-probabilities itself. */
    static Ancestral enumerated(Objective term, List<Factor> hidden, Sampling sampling, Scope outer) {
        return draw(term, hidden, sampling, outer);
    }

    /** Where the drawn variables have values. */
    Scope scope() {
        return scope;
    }

    private void add(Factor factor) {
        Law law = factor.law(scope);
        String variable = factor.variable();
        Estimator estimator = sampling.estimators().getOrDefault(variable, new Estimator.Pathwise());
        if (estimator instanceof Estimator.Enumeration) {
            enumerate(law, factor);
            return;
        }
        Node drawn = law.sample(scope.draws(name + " " + variable));
        if (estimator instanceof Estimator.ScoreFunction score) {
            Value value = new Value(drawn.stopGradient(), law.event().rank());
            Node predicted = predicted(variable, score.baseline());
            scores.add(new Score(variable, law.logProb(value.node()), score.baseline(), predicted));
            scope = scope.with(variable, value);
            return;
        }
        if (!law.pathwise() && (sampling.estimators().containsKey(variable) || isTrained(law, drawn))) {
            throw new IllegalArgumentException(
                    "no gradient flows through draws of this variable: give it an estimator with "
                            + "estimating(\"" + variable + "\", enumeration() or scoreFunction(...)): variable="
                            + variable
                            + ", family=" + factor.family().name());
        }
        scope = scope.with(variable, new Value(drawn, law.event().rank()));
    }

    private static boolean isTrained(Law law, Node drawn) {
        return !GradientPaths.parameters(law.logProb(drawn)).isEmpty();
    }

    private void enumerate(Law law, Factor factor) {
        Node all = law.values()
                .orElseThrow(() -> new IllegalArgumentException(
                        "only a variable with few values can be enumerated: variable=" + factor.variable() + ", family="
                                + factor.family().name() + ", event=" + law.event()));
        int count = all.shape().dim(0);
        scope = scope.push(count);
        int[] dims = new int[scope.lead().rank() + law.event().rank()];
        Arrays.fill(dims, 1);
        dims[0] = count;
        int[] event = law.event().dims();
        System.arraycopy(event, 0, dims, scope.lead().rank(), event.length);
        Value value = new Value(all.reshape(dims), event.length);
        scope = scope.with(factor.variable(), value);
        logWeights.add(law.logProb(value.node()));
    }

    /** The sum of the log-probabilities of the variables whose gradient goes by them; null if there are none. */
    Node score() {
        return scores.stream().map(Score::logProb).reduce(Node::plus).orElse(null);
    }

    boolean enumerates() {
        return !logWeights.isEmpty();
    }

    /** A value over all enumerated ones and samples, with the gradients of the score functions: what an expectation is. */
    Node expectation(Node value) {
        Node total = scope.padded(value);
        Node surrogate = total;
        for (Score score : scores) {
            Node logProb = scope.padded(score.logProb());
            Node advantage = total.stopGradient().minus(baseline(score, total));
            // Zero, with the gradient of the log-probability.
            surrogate = surrogate.plus(advantage.times(logProb.minus(logProb.stopGradient())));
        }
        return average(surrogate);
    }

    private Node baseline(Score score, Node value) {
        if (score.baseline() instanceof Baseline.MovingAverage average) {
            return scope.lowering().follow(name + " " + score.variable(), average(value), average.decay());
        }
        if (score.baseline() instanceof Baseline.LeaveOneOut) {
            return leaveOneOut(value.stopGradient());
        }
        if (score.predicted() == null) {
            return value.graph().constant(0);
        }
        Node predicted = scope.padded(score.predicted());
        scope.lowering()
                .alsoMinimise(value.stopGradient().minus(predicted).square().mean());
        return predicted.stopGradient();
    }

    private Node leaveOneOut(Node value) {
        int samples = sampling.samples();
        if (samples < 2) {
            throw new IllegalArgumentException("leaving one out needs two samples: samples=" + samples);
        }
        int axis = value.shape().rank() - 1 - outerRank;
        Node all = value.shape().dim(axis) == samples
                ? value
                : value.broadcastTo(value.shape().with(axis, samples));
        return all.sum(new int[] {axis}).minus(all).times(1.0 / (samples - 1));
    }

    /** What a learned baseline says where the variable is not drawn yet, so that it cannot depend on it. */
    private Node predicted(String variable, Baseline baseline) {
        if (!(baseline instanceof Baseline.Learned learned)) {
            return null;
        }
        Law law = Deterministic.of("baseline of " + variable)
                .given(learned.given().toArray(String[]::new))
                .by(learned.network())
                .named("baseline of " + variable)
                .law(scope);
        if (law.event().size() != 1) {
            throw new IllegalArgumentException(
                    "a baseline is one number per row: variable=" + variable + ", output=" + law.event());
        }
        return Axes.sumLast(law.mean().orElseThrow(), law.event().rank());
    }

    /** A value over all enumerated ones and samples. */
    Node average(Node value) {
        Node total = scope.padded(value);
        for (int i = logWeights.size() - 1; i >= 0; i--) {
            Node weights = Axes.padTo(total.shape().rank(), logWeights.get(i)).exp();
            total = Axes.sumFirst(total.times(weights));
        }
        if (sampling.samples() > 1) {
            int count = total.shape().dim(0);
            total = Axes.sumFirst(total).dividedBy(count);
        }
        return total;
    }
}

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

    /** What a variable that is not pathwise asks for when values are averaged. */
    private sealed interface Passage {}

    /** A lead axis with the log-probabilities of all values. */
    private record Enumerated(Node logWeights) implements Passage {}

    /** A gradient that goes by the log-probability. */
    private record Score(String variable, Node logProb, Baseline baseline, Node predicted) implements Passage {

        /** After another draw of the variable, at a later place. */
        Score after(Score earlier) {
            return new Score(variable, earlier.logProb.plus(logProb), baseline, predicted);
        }
    }

    private final Sampling sampling;
    private final String name;
    private final int outerRank;
    private final List<Passage> passages = new ArrayList<>();
    private Scope scope;

    private Ancestral(Sampling sampling, String name, int outerRank, Scope scope) {
        this.sampling = sampling;
        this.name = name;
        this.outerRank = outerRank;
        this.scope = scope;
    }

    /** Begins with nothing drawn, inside the axis of the samples if there are several. */
    static Ancestral begin(Objective term, Sampling sampling, Scope outer) {
        Scope inner = sampling.samples() > 1 ? outer.push(sampling.samples()) : outer;
        return new Ancestral(sampling, name(term, outer), outer.lead().rank(), inner);
    }

    /** Draws the variables of some factors for a term. */
    static Ancestral draw(Objective term, List<Factor> factors, Sampling sampling, Scope outer) {
        Ancestral ancestral = begin(term, sampling, outer);
        factors.forEach(ancestral::add);
        return ancestral;
    }

    /** Goes on at another place of the same samples, where further draws add to the scores so far. */
    Ancestral resume(Objective term, Scope there) {
        Ancestral next = new Ancestral(sampling, name(term, there), outerRank, there);
        next.passages.addAll(passages);
        return next;
    }

    /** A name for draws that other terms of an objective do not change: it always calls distributions p. */
    private static String name(Objective term, Scope place) {
        return place.lowering().drawName(term, place.place(), term.print(Notation.text()));
    }

    /** Where the drawn variables have values. */
    Scope scope() {
        return scope;
    }

    /** Gives a variable a value that was computed from what is drawn. */
    void provide(String variable, Value value) {
        scope = scope.with(variable, value);
    }

    /** Draws one more variable. */
    void add(Factor factor) {
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
            passages.add(new Score(variable, law.logProb(value.node()), score.baseline(), predicted));
            join(variable);
            scope = scope.with(variable, value);
            return;
        }
        if (estimator instanceof Estimator.StraightThrough) {
            Node straight = straightThrough(law, drawn, factor);
            scope = scope.with(variable, new Value(straight, law.event().rank()));
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

    private static Node straightThrough(Law law, Node drawn, Factor factor) {
        if (law.pathwise() || law.mean().isEmpty()) {
            throw new IllegalArgumentException("straight-through is for discrete variables that have a mean: variable="
                    + factor.variable() + ", family=" + factor.family().name());
        }
        Node mean = law.mean().get();
        return drawn.stopGradient().plus(mean.minus(mean.stopGradient()));
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
        passages.add(new Enumerated(law.logProb(value.node())));
    }

    /** A variable that was drawn at an earlier place, too, has one score for all its draws. */
    private void join(String variable) {
        List<Score> all = passages.stream()
                .filter(passage ->
                        passage instanceof Score score && score.variable().equals(variable))
                .map(Score.class::cast)
                .toList();
        if (all.size() == 2) {
            passages.removeAll(all);
            passages.add(all.get(1).after(all.get(0)));
        }
    }

    /** A value over all enumerated ones and samples, with the gradients of the score functions: what an expectation is. */
    Node expectation(Node value) {
        return overSamples(scored(value));
    }

    /** A value over all enumerated ones and samples. */
    Node average(Node value) {
        return overSamples(unwound(value, false));
    }

    /** A value over all enumerated ones, with the gradients of the score functions. */
    Node scored(Node value) {
        return unwound(value, true);
    }

    /** Backwards: what is enumerated after a draw must be averaged before the draw's baseline is taken, since its weights depend on it. */
    private Node unwound(Node value, boolean withScores) {
        Node total = scope.padded(value);
        for (int i = passages.size() - 1; i >= 0; i--) {
            if (passages.get(i) instanceof Enumerated enumerated) {
                Node weights = Axes.padTo(total.shape().rank(), enumerated.logWeights())
                        .exp();
                total = Axes.sumFirst(total.times(weights));
            } else if (withScores) {
                total = withScore(total, (Score) passages.get(i));
            }
        }
        return total;
    }

    private Node withScore(Node value, Score score) {
        Node logProb = Axes.padTo(value.shape().rank(), score.logProb());
        Node advantage = value.stopGradient().minus(baseline(score, value));
        // Zero, with the gradient of the log-probability.
        return value.plus(advantage.times(logProb.minus(logProb.stopGradient())));
    }

    Node overSamples(Node value) {
        if (sampling.samples() == 1) {
            return value;
        }
        int count = value.shape().dim(0);
        return Axes.sumFirst(value).dividedBy(count);
    }

    private Node baseline(Score score, Node value) {
        if (score.baseline() instanceof Baseline.MovingAverage average) {
            return scope.lowering().follow(name + " " + score.variable(), value, average.decay());
        }
        if (score.baseline() instanceof Baseline.LeaveOneOut) {
            return leaveOneOut(value.stopGradient());
        }
        if (score.predicted() == null) {
            return value.graph().constant(0);
        }
        Node predicted = Axes.padTo(value.shape().rank(), score.predicted());
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
}

package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Draws;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The variables of a distribution, each drawn once, in order, or enumerated; and averages over them, with the
 * gradients that the chosen estimators give. Each enumerated variable has a lead axis of its own, outside of the
 * samples' axis.
 */
final class Ancestral {

    private final Sampling sampling;
    private final Baselines baselines;
    private final EstimatorRules rules;
    private final List<Passage> passages = new ArrayList<>();
    private final Set<String> passing = new HashSet<>();
    private Scope scope;
    /**
     * Where doubly reparameterised variables keep their gradient, for the laws of what is drawn given them; null if
     * there are none.
     */
    private Scope raw;
    /** Where the variables of MuProp have their means instead of their draws; null if there are none. */
    private Scope centre;

    private Ancestral(Sampling sampling, Baselines baselines, boolean inBound, Scope scope) {
        this.sampling = sampling;
        this.baselines = baselines;
        this.rules = new EstimatorRules(sampling, inBound);
        this.scope = scope;
        if (rules.expands()) {
            centre = scope.constant();
        }
        if (rules.doubles()) {
            raw = scope;
        }
    }

    /** Begins with nothing drawn, inside the axis of the samples if there are several. */
    static Ancestral begin(Objective term, Sampling sampling, Scope outer) {
        return begin(term, sampling, false, outer);
    }

    private static Ancestral begin(Objective term, Sampling sampling, boolean inBound, Scope outer) {
        Scope inner = sampling.samples() > 1 ? outer.push(sampling.samples()) : outer;
        Baselines baselines = new Baselines(
                name(term, outer), sampling.samples(), outer.lead().rank(), null);
        return new Ancestral(sampling, baselines, inBound, inner);
    }

    /**
     * Draws for a bound made of several samples, which is no mean over them, so that the term itself adds the
     * gradients.
     */
    static Ancestral drawInBound(Objective term, Distribution from, Sampling sampling, Scope outer) {
        return draw(term, from, sampling, true, outer);
    }

    /** Draws the variables of a distribution for a term. */
    static Ancestral draw(Objective term, Distribution from, Sampling sampling, Scope outer) {
        return draw(term, from, sampling, false, outer);
    }

    /**
     * A marginal's hidden variables are drawn, too, since others depend on them; meanwhile they shadow variables of
     * the same names outside, which are restored at the end.
     */
    private static Ancestral draw(Objective term, Distribution from, Sampling sampling, boolean inBound, Scope outer) {
        List<String> hidden = from.hidden();
        Ancestral ancestral = begin(term, sampling, inBound, hidden.isEmpty() ? outer : outer.hiding(hidden));
        from.factors().forEach(ancestral::add);
        if (!hidden.isEmpty()) {
            ancestral.scope = ancestral.scope.forgetting(hidden, outer);
            ancestral.centre = ancestral.centre == null ? null : ancestral.centre.forgetting(hidden, outer);
        }
        return ancestral;
    }

    /**
     * Continues with the same samples at another place, such as the next step of a scan, where further draws add to
     * the scores so far.
     *
     * @param weight how much a value counts there, per example, or null where all count the same
     */
    Ancestral resume(Objective term, Scope there, Node weight) {
        Baselines other = new Baselines(name(term, there), sampling.samples(), baselines.outerRank(), weight);
        Ancestral next = new Ancestral(sampling, other, rules.inBound(), there.scoringAlso(scope));
        next.passages.addAll(passages);
        return next;
    }

    /**
     * A name for the draws of a term. It prints every distribution as p, so that no other term of the objective
     * changes the name.
     */
    private static String name(Objective term, Scope place) {
        return place.lowering().drawName(term, place, term.print(Notation.text()));
    }

    /** Where the drawn variables have values. */
    Scope scope() {
        return scope;
    }

    /** Gives a variable a value that was computed from what is drawn. */
    void provide(String variable, Value value) {
        scope = scope.with(variable, value);
    }

    /** The drawn variables that are not simply pathwise, in order. */
    List<Passage> passages() {
        return Collections.unmodifiableList(passages);
    }

    /** Draws one more variable. */
    void add(Factor factor) {
        String variable = factor.variable();
        Law law = factor.law(raw == null ? scope : raw);
        Estimator estimator = sampling.estimators().getOrDefault(variable, new Estimator.Pathwise());
        rules.requireAllowed(factor, estimator, passages, passing);
        if (estimator instanceof Estimator.Enumeration) {
            enumerate(law, factor);
        } else if (estimator instanceof Estimator.ScoreFunction score) {
            score(law, factor, score.baseline());
        } else if (estimator instanceof Estimator.Vimco) {
            score(law, factor, Baseline.none());
        } else if (estimator instanceof Estimator.MuProp) {
            expand(law, factor);
        } else if (estimator instanceof Estimator.Relaxation relaxation) {
            relax(law, factor, relaxation);
        } else {
            if (centre != null) {
                // The same noise as the draw itself, but given means where the draw is given draws.
                Node there = factor.law(centre).sample(draws(factor)).stopGradient();
                centre = centre.with(variable, new Value(there, law.event().rank()));
            }
            bind(variable, passing(law, factor, estimator), law);
            passing.add(variable);
        }
    }

    /** A draw that passes a gradient on, as far as something is trained through it. */
    private Node passing(Law law, Factor factor, Estimator estimator) {
        if (estimator instanceof Estimator.GumbelSoftmax softmax) {
            Law relaxed = RelaxedDraw.law(law, softmax.temperature())
                    .orElseThrow(
                            () -> EstimatorRules.refused(factor, "Gumbel-softmax is for coins and one-hot classes"));
            Node soft = relaxed.sample(draws(factor));
            return softmax.hard()
                    ? soft.plus(RelaxedDraw.harden(law, soft).minus(soft).stopGradient())
                    : soft;
        }
        Node drawn = law.sample(draws(factor));
        if (estimator instanceof Estimator.StraightThrough) {
            return straightThrough(law, drawn, factor);
        }
        rules.requirePathwise(factor, law, drawn);
        if (estimator instanceof Estimator.StickingTheLanding) {
            scope = scope.freezing(factor);
        } else if (estimator instanceof Estimator.DoublyReparameterised) {
            return doubly(law, drawn, factor);
        }
        return drawn;
    }

    private Draws draws(Factor factor) {
        String own = baselines.name() + " " + factor.variable();
        String chosen = sampling.noise().get(factor.variable());
        return scope.draws(chosen == null ? own : scope.lowering().noise(chosen, scope.place(), own));
    }

    private void bind(String variable, Node node, Law law) {
        scope = scope.with(variable, new Value(node, law.event().rank()));
        if (raw != null && !raw.provides(variable)) {
            raw = raw.with(variable, new Value(node, law.event().rank()));
        }
    }

    private void bindScored(String variable, Node drawn, Law law) {
        bind(variable, drawn, law);
        scope = scope.scoring(variable, drawn);
    }

    private void score(Law law, Factor factor, Baseline baseline) {
        String variable = factor.variable();
        Node drawn = law.sample(draws(factor)).stopGradient();
        Node predicted = Baselines.predicted(scope, variable, baseline);
        passages.add(new Passage.Score(variable, law.logProb(drawn), baseline, predicted));
        join(variable);
        bindScored(variable, drawn, law);
    }

    private void expand(Law law, Factor factor) {
        Node mean = EstimatorRules.expandedMean(factor, law);
        String variable = factor.variable();
        Node drawn = law.sample(draws(factor)).stopGradient();
        Node ofMeans = factor.law(centre).mean().orElseThrow();
        Node middle = scope.spread(ofMeans, law.event()).stopGradient();
        passages.add(new Passage.Expanded(
                variable, law.logProb(drawn), drawn, mean, middle, law.event().rank()));
        centre = centre.with(variable, new Value(middle, law.event().rank()));
        bindScored(variable, drawn, law);
    }

    private void relax(Law law, Factor factor, Estimator.Relaxation estimator) {
        RelaxedDraw draw = RelaxedDraw.draw(law, scope.lead(), draws(factor), estimator.temperature())
                .orElseThrow(() -> EstimatorRules.refused(factor, "REBAR and RELAX are for coins and one-hot classes"));
        passages.add(new Passage.Relaxed(factor.variable(), draw, estimator));
        bindScored(factor.variable(), draw.hard(), law);
    }

    private Node doubly(Law law, Node drawn, Factor factor) {
        EstimatorRules.requireUnbiased(factor, law);
        scope = scope.freezing(factor);
        Node full = scope.spread(drawn, law.event());
        Node stopped = full.stopGradient();
        int rank = law.event().rank();
        passages.add(new Passage.Doubly(factor.variable(), full, stopped, rank));
        raw = raw.with(factor.variable(), new Value(full, rank));
        return stopped;
    }

    private static Node straightThrough(Law law, Node drawn, Factor factor) {
        Node mean = EstimatorRules.straightThroughMean(factor, law);
        return drawn.stopGradient().plus(mean.minus(mean.stopGradient()));
    }

    private void enumerate(Law law, Factor factor) {
        Node all = law.values()
                .orElseThrow(() -> new IllegalArgumentException(
                        "only a variable with few values can be enumerated, or summed out without a proposal: variable="
                                + factor.variable() + ", family="
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
        passages.add(new Passage.Enumerated(law.logProb(value.node())));
    }

    /** All draws of one variable, at this place and at earlier ones, share one passage. */
    private void join(String variable) {
        List<Passage.Score> all = passages.stream()
                .filter(passage -> passage instanceof Passage.Score score
                        && score.variable().equals(variable))
                .map(Passage.Score.class::cast)
                .toList();
        if (all.size() == 2) {
            passages.removeAll(all);
            passages.add(all.get(1).after(all.get(0)));
        }
    }

    /**
     * The mean of an objective over all enumerated values and samples, with the gradients of all estimators.
     *
     * @param where the scope in which the objective is computed
     */
    Node expectation(Objective of, Scope where) {
        Node lowered = of.lower(where);
        if (lowered.shape().rank() == 0 && passages.isEmpty()) {
            // One number for the batch, such as a mean over steps, and all draws are pathwise: nothing to average
            // here.
            return lowered;
        }
        Node value = scope.padded(lowered);
        Controls controls = new Controls(of, scope, centre);
        return overSamples(unwound(value, passage -> controls.of(passage, this)));
    }

    /** The mean of a value over all enumerated values and samples. */
    Node average(Node value) {
        return overSamples(unwound(value, passage -> total -> total));
    }

    /**
     * The mean of a value over all enumerated values, with the gradients of the score functions; samples keep their
     * axis.
     */
    Node scored(Node value) {
        return unwound(value, passage -> {
            if (passage instanceof Passage.Score score) {
                return total -> withScore(total, score);
            }
            throw new IllegalArgumentException(
                    "MuProp, REBAR and RELAX compute the objective again, which a scan cannot: use scoreFunction(...)");
        });
    }

    /**
     * Goes backwards: what is enumerated after a draw must be averaged before the draw's baseline is subtracted, since
     * its weights depend on the draw.
     */
    private Node unwound(Node value, Function<Passage, UnaryOperator<Node>> gradients) {
        Node total = scope.padded(value);
        for (int i = passages.size() - 1; i >= 0; i--) {
            if (passages.get(i) instanceof Passage.Enumerated enumerated) {
                Node weights = Axes.padTo(total.shape().rank(), enumerated.logWeights())
                        .exp();
                // A value of probability 0 adds nothing, even where the objective is not finite there.
                total = Axes.sumFirst(weights.select(total, total.zeros()).times(weights));
            } else {
                total = gradients.apply(passages.get(i)).apply(total);
            }
        }
        return total;
    }

    /** The value, plus the gradient of a score function with its baseline subtracted. */
    Node withScore(Node value, Passage.Score score) {
        Node scored = value.plus(advantage(value, score).times(Baselines.path(value, score)));
        return score.earlier().isEmpty() ? scored : scored.plus(baselines.earlier(scope.lowering(), value, score));
    }

    Node overSamples(Node value) {
        if (sampling.samples() == 1) {
            return value;
        }
        int count = value.shape().dim(0);
        return Axes.sumFirst(value).dividedBy(count);
    }

    /** A value minus its baseline, without a gradient. */
    Node advantage(Node value, Passage.Score score) {
        return baselines.advantage(scope.lowering(), value, score);
    }
}

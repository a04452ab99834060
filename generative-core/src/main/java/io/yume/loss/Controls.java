package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Law;
import io.yume.distribution.Value;
import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gradients for which an objective is computed a second time: at the means (MuProp) or at relaxed draws (REBAR,
 * RELAX).
 */
final class Controls {

    private final Objective of;
    private final Scope scope;
    private final Scope centre;
    private Node expansion;

    /**
     * @param scope where all variables have their draws
     * @param centre where the variables of MuProp have their means, or null
     */
    Controls(Objective of, Scope scope, Scope centre) {
        this.of = of;
        this.scope = scope;
        this.centre = centre;
    }

    /** Adds to a value the gradient of a variable that is not pathwise. */
    UnaryOperator<Node> of(Passage passage, Ancestral draws) {
        if (passage instanceof Passage.Score score) {
            return value -> draws.withScore(value, score);
        }
        if (passage instanceof Passage.Expanded expanded) {
            return value -> expanded(value, expanded);
        }
        return value -> relaxed(value, (Passage.Relaxed) passage);
    }

    private static Scope silent(Scope where) {
        return where.reporting((name, node) -> {});
    }

    private Node expanded(Node value, Passage.Expanded passage) {
        if (expansion == null) {
            expansion = centre.padded(of.lower(silent(centre)));
        }
        int rank = value.shape().rank();
        Node rest = value.minus(expansion);
        Node path = value.zeros();
        if (Graph.live(List.of(expansion)).contains(passage.centre())) {
            Node slope = Gradients.of(expansion.sum(), List.of(passage.centre()))
                    .get(0)
                    .stopGradient();
            Node linear = Axes.sumLast(slope.times(passage.drawn().minus(passage.centre())), passage.eventRank());
            rest = rest.minus(linear);
            Node mean = passage.mean();
            path = Axes.sumLast(slope.times(mean.minus(mean.stopGradient())), passage.eventRank());
        }
        Node logProb = Axes.padTo(rank, passage.logProb());
        return value.plus(rest.stopGradient().times(logProb.minus(logProb.stopGradient())))
                .plus(path);
    }

    private Node relaxed(Node value, Passage.Relaxed passage) {
        RelaxedDraw draw = passage.draw();
        Node control = control(passage, draw.soft());
        Node given = control(passage, draw.softGiven());
        Node gradient = draw.gradient(value.stopGradient(), control, given);
        int event = draw.event().rank();
        if (passage.estimator().network() != null) {
            scope.lowering().alsoMinimise(Axes.sumLast(gradient.square(), event).mean());
        }
        Node logits = draw.logits();
        Node path = gradient.stopGradient().times(logits.minus(logits.stopGradient()));
        return value.plus(Axes.sumLast(path, event));
    }

    /**
     * The control variate of a relaxed draw: its objective, scaled, plus what RELAX's network says of it; the
     * network's training changes the network alone.
     */
    private Node control(Passage.Relaxed passage, Node soft) {
        Estimator.Relaxation estimator = passage.estimator();
        Value value = new Value(soft, passage.draw().event().rank());
        Scope there = silent(scope.constant().replacing(passage.variable(), value));
        Node control = scope.padded(of.lower(there)).times(estimator.scale());
        if (estimator.network() == null) {
            return control;
        }
        String name = "control of " + passage.variable();
        Law law = Deterministic.of(name)
                .given(passage.variable())
                .given(estimator.given().toArray(String[]::new))
                .by(estimator.network())
                .named(name)
                .law(scope.stopped().replacing(passage.variable(), value));
        if (law.event().size() != 1) {
            throw new IllegalArgumentException("a control variate is one number per row: variable=" + passage.variable()
                    + ", output=" + law.event());
        }
        return control.plus(Axes.sumLast(law.mean().orElseThrow(), law.event().rank()));
    }
}

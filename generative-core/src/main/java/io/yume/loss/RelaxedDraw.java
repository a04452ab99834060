package io.yume.loss;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Draws;
import io.yume.distribution.Law;
import io.yume.distribution.Logistic;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.RelaxedBernoulli;
import io.yume.distribution.RelaxedOneHotCategorical;
import io.yume.distribution.Value;
import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A draw of coins or classes with two relaxed ones: one from the same noise, and one from fresh noise conditioned on
 * the draw (Tucker et al., 2017, appendix).
 *
 * @param logits with their gradient, {@code [lead..., event...]}
 * @param constant the same without a gradient; all that follows is computed from it
 * @param hard the draw
 * @param soft the relaxed draw
 * @param softGiven the relaxed draw conditioned on the draw
 * @param scores the gradient of the draw's log-probability by the logits
 */
record RelaxedDraw(Node logits, Node constant, Node hard, Node soft, Node softGiven, Node scores, Shape event) {

    /** The relaxed law of a law of coins or classes; empty for others. */
    static Optional<Law> law(Law law, double temperature) {
        if (law instanceof Bernoulli coins) {
            return Optional.of(new RelaxedBernoulli(coins.logits(), temperature, law.event()));
        }
        return law instanceof OneHotCategorical classes
                ? Optional.of(new RelaxedOneHotCategorical(classes.logProbs(), temperature, law.event()))
                : Optional.empty();
    }

    /** The discrete value nearest to a relaxed one. */
    static Node harden(Law law, Node soft) {
        return law instanceof Bernoulli ? soft.greater(0.5) : OneHotCategorical.firstOfLargest(soft);
    }

    /** Draws from a law of coins or classes; empty for others. */
    static Optional<RelaxedDraw> draw(Law law, Shape lead, Draws draws, double temperature) {
        if (law instanceof Bernoulli coins) {
            return Optional.of(coins(spread(coins.logits(), lead, law.event()), law.event(), draws, temperature));
        }
        return law instanceof OneHotCategorical classes
                ? Optional.of(classes(spread(classes.logProbs(), lead, law.event()), law.event(), draws, temperature))
                : Optional.empty();
    }

    private static Node spread(Node logits, Shape lead, Shape event) {
        return new Value(logits, event.rank()).overLead(lead);
    }

    private static RelaxedDraw coins(Node logits, Shape event, Draws draws, double temperature) {
        Node fixed = logits.stopGradient();
        Node free = fixed.plus(Logistic.standardQuantile(draws.uniform("", event)));
        Node hard = free.greater(0).stopGradient();
        Node fresh = Logistic.standardQuantile(draws.uniform("given", event));
        Node heads = fresh.plus(fixed.softplus()).softplus();
        Node tails = fresh.neg().plus(fixed.neg().softplus()).softplus().neg();
        Node given = hard.select(heads, tails);
        Node score = hard.minus(fixed.sigmoid());
        return new RelaxedDraw(
                logits,
                fixed,
                hard,
                free.times(1 / temperature).sigmoid(),
                given.times(1 / temperature).sigmoid(),
                score,
                event);
    }

    private static RelaxedDraw classes(Node logits, Shape event, Draws draws, double temperature) {
        Node fixed = logits.stopGradient();
        Node logProbs = fixed.minus(fixed.logSumExp(-1));
        Node free = logProbs.minus(draws.uniform("", event).log().neg().log());
        Node hard = OneHotCategorical.firstOfLargest(free);
        Node fresh = draws.uniform("given", event).log().neg();
        Node top = fresh.times(hard).sum(new int[] {-1});
        Node others = fresh.times(logProbs.neg().exp()).plus(top);
        Node given = hard.select(top.broadcastTo(others.shape()), others).log().neg();
        return new RelaxedDraw(
                logits,
                fixed,
                hard,
                free.times(1 / temperature).softmax(-1),
                given.times(1 / temperature).softmax(-1),
                hard.minus(logProbs.exp()),
                event);
    }

    /**
     * The estimate of the gradient by the logits, {@code [lead..., event...]}.
     *
     * @param value the objective of the draw, {@code [lead...]}
     * @param control the objective of the relaxed draw
     * @param controlGiven the objective of the relaxed draw conditioned on the draw
     */
    Node gradient(Node value, Node control, Node controlGiven) {
        Node advantage = value.minus(controlGiven);
        int[] dims = Arrays.copyOf(advantage.shape().dims(), advantage.shape().rank() + event.rank());
        Arrays.fill(dims, advantage.shape().rank(), dims.length, 1);
        Node gradient = advantage.reshape(dims).times(scores);
        Node difference = control.minus(controlGiven);
        // The objective may not depend on the draw.
        return Graph.live(List.of(difference)).contains(constant)
                ? gradient.plus(
                        Gradients.of(difference.sum(), List.of(constant)).get(0))
                : gradient;
    }
}

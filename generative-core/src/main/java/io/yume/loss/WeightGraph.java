package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * The log-weights {@code log p(x, z_k) - log q(z_k|x)} of several draws as one graph, for the importance sampling of
 * {@code io.yume.evaluation}. Without training no gradient has to pass the draws, so they may be of any family.
 */
public final class WeightGraph implements FedGraph {

    private final Lowering lowering;
    private final Node logWeights;

    private WeightGraph(Lowering lowering, Node logWeights) {
        this.lowering = lowering;
        this.logWeights = logWeights;
    }

    /**
     * Builds the graph.
     *
     * @param joint of the data and the drawn variables
     * @param q the proposal
     * @param samples draws for each example
     * @param rows number of examples
     * @param observed the shape of one value of every variable that the data provides
     * @throws IllegalArgumentException if there is no sample, or a term cannot be computed; the message names it
     */
    public static WeightGraph of(
            Distribution joint, Distribution q, int samples, int rows, Map<String, Shape> observed) {
        Objective term = Objectives.iwae(joint, q, samples);
        Lowering lowering = new Lowering(rows, observed, false, Letters.of(term, Notation.text()), new Learned());
        Scope root = Scope.root(lowering).reporting((name, value) -> {});
        Node weights = root.within(term, () -> {
            // Nothing is trained, so nothing needs an estimator.
            Distribution proposal = q.detached();
            Ancestral draws = Ancestral.draw(term, proposal, new Sampling(samples, Map.of()), root);
            Scope inner = draws.scope();
            Measures.requireOne(proposal, Measures.seen(joint), inner);
            Node ratios = new LogProb(joint).lower(inner).minus(new LogProb(proposal).lower(inner));
            return inner.padded(ratios).broadcastTo(inner.lead());
        });
        return new WeightGraph(lowering, weights.reshape(samples, rows));
    }

    /** The log-weights in nats, {@code [samples, rows]}. */
    public Node logWeights() {
        return logWeights;
    }

    @Override
    public Inputs inputs() {
        return lowering.inputs();
    }
}

package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The mean of an objective over the posterior {@code p(z|x)}, by self-normalised importance sampling: draws of the
 * proposal q have the weights {@code p(x,z) / q(z|x)}, scaled to sum to 1 (Bornschein and Bengio, 2015). Its bias
 * falls like 1/K. Neither the weights nor the draws pass a gradient.
 */
record Reweighted(Distribution p, Distribution q, Sampling sampling, Objective of) implements Objective {

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Distribution proposal = q.detached();
            Ancestral draws = Ancestral.draw(this, proposal, sampling, scope);
            Scope silent = draws.scope().reporting((name, node) -> {});
            Node ratio = silent.padded(new LogProb(p).lower(silent).minus(new LogProb(proposal).lower(silent)))
                    .stopGradient();
            UnaryOperator<Node> mean = mean(ratio, silent);
            Scope inner = draws.scope()
                    .reporting((label, node) -> scope.report(
                            label.within(text -> around(scope.lowering().notation(), text)), mean.apply(node)));
            return mean.apply(of.lower(inner));
        });
        scope.report(scope.name(this), value);
        return value;
    }

    /** The mean over the samples with their weights; with a single sample, the value itself. */
    private UnaryOperator<Node> mean(Node ratio, Scope inner) {
        if (sampling.samples() == 1) {
            return node -> node;
        }
        Node weights = ratio.softmax(0);
        return node -> Axes.sumFirst(inner.padded(node).times(weights));
    }

    private String around(Notation notation, String inside) {
        String left = p.print(notation);
        String right = q.print(notation);
        int samples = sampling.samples();
        return notation.isLatex()
                ? "\\sum_{k=1}^{" + samples + "} \\tilde{w}_k [" + inside + "]_{\\tilde{w}_k \\propto \\frac{" + left
                        + "}{" + right + "}}"
                : "sum_" + samples + " w[" + inside + "; w = " + left + " / " + right + "]";
    }

    @Override
    public String print(Notation notation) {
        return around(notation, of.print(notation));
    }

    @Override
    public List<Objective> parts() {
        return List.of(of);
    }

    @Override
    public List<Distribution> distributions() {
        return List.of(p, q);
    }

    @Override
    public List<Distribution> approximations() {
        return List.of(q);
    }

    @Override
    public String toString() {
        return text();
    }
}

package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.Map;

/**
 * The importance-weighted bound {@code E[log 1/K sum_k p(x,z_k)/q(z_k|x)]} (Burda, Grosse and Salakhutdinov, 2016): with one sample
 * the evidence lower bound, with more samples never looser, and log p(x) in the limit. Gradients are pathwise.
 */
record ImportanceBound(Distribution p, Distribution q, int samples) implements Objective {

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Ancestral draws = Ancestral.draw(this, q.factors(), new Sampling(samples, Map.of()), scope);
            Scope inner = draws.scope().reporting((name, node) -> {});
            Node weights = inner.padded(new LogProb(p).lower(inner).minus(new LogProb(q).lower(inner)));
            return samples == 1 ? weights : Axes.dropFirst(weights.logSumExp(0)).minus(Math.log(samples));
        });
        scope.report(scope.name(this), value);
        return value;
    }

    @Override
    public String print(Notation notation) {
        String left = p.print(notation);
        String right = q.print(notation);
        return notation.isLatex()
                ? "\\mathbb{E}_{" + right + "}\\left[\\log \\frac{1}{" + samples + "} \\sum_{k=1}^{" + samples
                        + "} \\frac{" + left + "}{" + right + "}\\right]"
                : "E_" + right + "[log mean_" + samples + " " + left + " / " + right + "]";
    }

    @Override
    public List<Objective> parts() {
        return List.of();
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

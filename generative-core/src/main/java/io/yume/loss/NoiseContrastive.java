package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.Map;

/**
 * Noise-contrastive estimation (Gutmann and Hyvarinen, 2010): the log-likelihood of a classifier of data against
 * noise, whose logit is the model's log-density minus the noise's. The model's constant is learned, too.
 *
 * @param ratio noise draws per example
 */
record NoiseContrastive(Objective logDensity, Distribution noise, int ratio) implements Objective {

    NoiseContrastive {
        if (ratio < 1) {
            throw new IllegalArgumentException("noise-contrastive estimation needs noise: ratio=" + ratio);
        }
    }

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Distribution fixed = noise.detached();
            Node onData = logit(scope, fixed).neg().softplus().neg();
            Ancestral draws =
                    Ancestral.draw(this, fixed, new Sampling(ratio, Map.of()), scope.hiding(noise.variables()));
            Node onNoise =
                    draws.scope().padded(logit(draws.scope(), fixed)).softplus().neg();
            return onData.plus(ratio == 1 ? onNoise : Axes.sumFirst(onNoise));
        });
        scope.report(scope.name(this), value);
        return value;
    }

    private Node logit(Scope where, Distribution fixed) {
        Scope silent = where.reporting((name, node) -> {});
        return logDensity.lower(silent).minus(new LogProb(fixed).lower(silent)).minus(Math.log(ratio));
    }

    @Override
    public String print(Notation notation) {
        String q = noise.print(notation);
        String nu = Notation.number(ratio);
        if (!notation.isLatex()) {
            return "NCE[" + logDensity.print(notation) + "; " + nu + " of " + q + "]";
        }
        String logit = logDensity.print(notation) + " - \\log " + (ratio == 1 ? "" : nu + " ") + q;
        return "\\mathbb{E}_{p_{\\text{data}}}[\\log \\sigma(" + logit + ")] + " + (ratio == 1 ? "" : nu + " \\cdot ")
                + "\\mathbb{E}_{" + q + "}[\\log (1 - \\sigma(" + logit + "))]";
    }

    @Override
    public boolean isSum() {
        return true;
    }

    @Override
    public List<Objective> parts() {
        return List.of(logDensity);
    }

    @Override
    public List<Distribution> distributions() {
        return List.of(noise);
    }

    @Override
    public String toString() {
        return text();
    }
}

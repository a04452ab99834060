package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * A bound made of several weighted samples, {@code E[1/(1-a) log 1/K sum_k (p(x,z_k)/q(z_k|x))^(1-a)]}. At order a = 0 it is the
 * importance-weighted bound (Burda, Grosse and Salakhutdinov, 2016): with one sample the evidence lower bound, with more samples never
 * looser, and log p(x) in the limit. At other orders it is the variational Renyi bound (Li and Turner, 2016). Gradients are pathwise
 * unless chosen otherwise.
 */
public final class ImportanceBound implements Objective {

    /** How near to 1 an order is whose division by what is left would multiply what was rounded off. */
    private static final double NEARLY_ONE = 0.1;

    private final Distribution p;
    private final Distribution q;
    private final double order;
    private final Sampling sampling;

    ImportanceBound(Distribution p, Distribution q, double order, Sampling sampling) {
        if (!Double.isFinite(order)) {
            throw new IllegalArgumentException("the order of a bound must be finite: order=" + order);
        }
        this.p = p;
        this.q = q;
        this.order = order;
        this.sampling = sampling;
    }

    /**
     * With another gradient estimator for a variable: {@code pathwise}, {@code doublyReparameterised}, {@code vimco},
     * {@code scoreFunction}, {@code straightThrough} or {@code gumbelSoftmax}.
     *
     * @throws IllegalArgumentException if the approximation has no such variable
     */
    public ImportanceBound estimating(String variable, Estimator estimator) {
        return new ImportanceBound(p, q, order, sampling.estimating(q, variable, estimator));
    }

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Ancestral draws = Ancestral.drawInBound(this, q, sampling, scope);
            Scope inner = draws.scope().reporting((name, node) -> {});
            Measures.requireOne(q, Measures.seen(p), inner);
            Node ratios = inner.padded(new LogProb(p).lower(inner).minus(new LogProb(q).lower(inner)));
            Node bound = samples() == 1 ? ratios : Axes.dropFirst(over(ratios, 0));
            Node total = bound;
            for (Passage passage : draws.passages()) {
                total = passage instanceof Passage.Doubly doubly
                        ? total.plus(doubly(ratios, doubly))
                        : total.plus(scored(draws, ratios, bound, (Passage.Score) passage));
            }
            return total;
        });
        scope.report(scope.name(this), value);
        return value;
    }

    private int samples() {
        return sampling.samples();
    }

    /** The bound of log-ratios along an axis, which keeps length 1. */
    private Node over(Node ratios, int axis) {
        int samples = ratios.shape().dim(axis);
        if (order == 1) {
            return ratios.sum(new int[] {axis}).dividedBy(samples);
        }
        if (Math.abs(1 - order) < NEARLY_ONE) {
            return nearTheirMean(ratios, axis);
        }
        return ratios.times(1 - order).logSumExp(axis).minus(Math.log(samples)).times(1 / (1 - order));
    }

    /** The same at orders near 1, where the powers of the ratios are nearly 1: by how far their mean is below the largest. */
    private Node nearTheirMean(Node ratios, int axis) {
        Node top =
                (order < 1 ? ratios.maxOver(axis) : ratios.neg().maxOver(axis).neg()).stopGradient();
        Node half = ratios.minus(top).times(0.5 * (1 - order)).tanh();
        // exp(x) - 1 by the hyperbolic tangent of x / 2, for x of at most 0.
        Node lacking = half.times(2).dividedBy(half.neg().plus(1));
        Node mean = lacking.sum(new int[] {axis}).dividedBy(ratios.shape().dim(axis));
        return mean.log1p().times(1 / (1 - order)).plus(top);
    }

    /**
     * A node whose value is 0 and whose gradient is the sum over samples of the squared normalised weight times the
     * gradient of the log-ratio through the draw; adding it to the bound leaves the value and adds the gradient.
     */
    private Node doubly(Node ratios, Passage.Doubly draw) {
        if (order != 0) {
            throw new IllegalArgumentException("doublyReparameterised is for the importance-weighted bound: variable="
                    + draw.variable() + ", order=" + order);
        }
        Node weights = (samples() == 1 ? ratios.zeros() : ratios.minus(ratios.logSumExp(0)))
                .exp()
                .stopGradient();
        Node slope = Gradients.of(weights.times(ratios).sum(), List.of(draw.stopped()))
                .get(0)
                .stopGradient();
        Node path = Axes.sumLast(slope.times(draw.drawn().minus(draw.stopped())), draw.eventRank());
        Node weighted = path.times(weights);
        return samples() == 1 ? weighted : Axes.sumFirst(weighted);
    }

    /**
     * A node whose value is 0 and whose gradient is (bound - baseline) * grad log q, summed over samples; adding it to
     * the bound leaves the value and adds the gradient.
     */
    private Node scored(Ancestral draws, Node ratios, Node bound, Passage.Score score) {
        Node path = Baselines.path(ratios, score);
        if (sampling.estimators().get(score.variable()) instanceof Estimator.Vimco) {
            Node signal = Axes.padTo(ratios.shape().rank(), bound).minus(withoutEach(ratios));
            return Axes.sumFirst(signal.stopGradient().times(path));
        }
        if (score.baseline() instanceof Baseline.LeaveOneOut) {
            throw new IllegalArgumentException(
                    "a bound is one number for all its samples: use vimco() instead of a baseline that leaves one out: "
                            + "variable=" + score.variable());
        }
        // The bound is one number for all samples, but a learned baseline may differ between them.
        Node whole = Axes.padTo(ratios.shape().rank(), bound);
        Node weighted = draws.advantage(whole, score).times(path);
        return samples() == 1 ? weighted : Axes.sumFirst(weighted);
    }

    /** For each sample the bound with its ratio replaced by the geometric mean of the others. */
    private Node withoutEach(Node ratios) {
        int count = samples();
        if (count < 2) {
            throw new IllegalArgumentException("vimco needs two samples: samples=" + count);
        }
        Node fixed = ratios.stopGradient();
        Shape shape = fixed.shape();
        Node means = fixed.sum(new int[] {0}).minus(fixed).times(1.0 / (count - 1));
        double[] identity = new double[count * count];
        for (int i = 0; i < count; i++) {
            identity[i * count + i] = 1;
        }
        int[] square = new int[shape.rank() + 1];
        Arrays.fill(square, 1);
        square[0] = count;
        square[1] = count;
        Node own = fixed.graph().constant(identity, square);
        Node replaced = own.times(Axes.insert(means, 1)).plus(own.neg().plus(1).times(Axes.insert(fixed, 0)));
        return Axes.remove(over(replaced, 1), 1);
    }

    @Override
    public String print(Notation notation) {
        String left = p.print(notation);
        String right = q.print(notation);
        int samples = samples();
        if (!notation.isLatex()) {
            String ratio = left + " / " + right;
            return order == 0
                    ? "E_" + right + "[log mean_" + samples + " " + ratio + "]"
                    : "E_" + right + "[Renyi_" + Notation.number(order) + " mean_" + samples + " " + ratio + "]";
        }
        String mean = "\\frac{1}{" + samples + "} \\sum_{k=1}^{" + samples + "} ";
        String ratio = "\\frac{" + left + "}{" + right + "}";
        String body = order == 0
                ? "\\log " + mean + ratio
                : order == 1
                        ? mean + "\\log " + ratio
                        : "\\frac{1}{1 - \\alpha} \\log " + mean + "\\left(" + ratio + "\\right)^{1 - \\alpha}";
        String at = order == 0 || order == 1 ? "" : "_{\\alpha = " + Notation.number(order) + "}";
        return "\\mathbb{E}_{" + right + "}\\left[" + body + "\\right]" + at;
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

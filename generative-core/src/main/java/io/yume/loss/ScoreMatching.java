package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/**
 * Score matching: the distance between the score of a log-density (its gradient by the value) and the score of the
 * data, of which only draws are known. Constants of the density do not matter.
 *
 * @param logDensity any objective of the variable
 */
record ScoreMatching(Objective logDensity, String variable, Form form) implements Objective {

    /** The exact form takes one pass per element; beyond this many elements it is refused. */
    private static final int MOST_EXACT = 64;

    /** How it is computed. */
    sealed interface Form {}

    /** {@code tr H + |s|^2 / 2} with the score s and the Hessian H of the log-density (Hyvarinen, 2005). */
    record Exact() implements Form {}

    /** The same along random directions {@code v}: {@code v'Hv + (v's)^2 / 2} (Song et al., 2019). */
    record Sliced() implements Form {}

    /**
     * {@code |s(x + sigma e) + e / sigma|^2 / 2} for normal noise e (Vincent, 2011): the score of the blurred data.
     */
    record Denoising(double deviation) implements Form {

        Denoising {
            if (!(deviation > 0)) {
                throw new IllegalArgumentException("deviation must be > 0: deviation=" + deviation);
            }
        }
    }

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Value x = scope.spread(scope.value(variable));
            if (form instanceof Denoising denoising) {
                return denoising(x, denoising.deviation(), scope);
            }
            Node slope = slope(x.node(), x, scope);
            return form instanceof Exact ? exact(x, slope) : sliced(x, slope, scope);
        });
        scope.report(scope.name(this), value);
        return value;
    }

    private Node slope(Node at, Value x, Scope scope) {
        Scope there = scope.replacing(variable, new Value(at, x.eventRank())).reporting((name, node) -> {});
        return Gradients.of(logDensity.lower(there).sum(), List.of(at)).get(0);
    }

    private Node exact(Value x, Node slope) {
        int size = x.event().size();
        if (size > MOST_EXACT) {
            throw new IllegalArgumentException("exact score matching is for at most " + MOST_EXACT
                    + " elements: use slicedScoreMatching or denoisingScoreMatching: variable=" + variable
                    + ", elements=" + size);
        }
        Node flat = flat(slope, x);
        Node total = Axes.sumLast(flat.square(), 1).times(0.5);
        int axis = flat.shape().rank() - 1;
        for (int i = 0; i < size; i++) {
            Node second = Gradients.of(flat.slice(axis, i, 1).sum(), List.of(x.node()))
                    .get(0);
            total = total.plus(Axes.sumLast(flat(second, x).slice(axis, i, 1), 1));
        }
        return total;
    }

    private static Node flat(Node node, Value x) {
        return node.reshape(Axes.join(x.lead(), Shape.of(x.event().size())));
    }

    private Node sliced(Value x, Node slope, Scope scope) {
        Node direction = noise(x, scope);
        Node along = Axes.sumLast(slope.times(direction), x.eventRank());
        Node second = Gradients.of(along.sum(), List.of(x.node())).get(0);
        return Axes.sumLast(second.times(direction), x.eventRank())
                .plus(along.square().times(0.5));
    }

    private Node denoising(Value x, double deviation, Scope scope) {
        Node noise = noise(x, scope);
        Node blurred = x.node().plus(noise.times(deviation));
        Node error = slope(blurred, x, scope).plus(noise.dividedBy(deviation));
        return Axes.sumLast(error.square(), x.eventRank()).times(0.5);
    }

    private Node noise(Value x, Scope scope) {
        String name = scope.lowering().drawName(this, scope, print(Notation.text()));
        return scope.draws(name).normal("", x.event());
    }

    @Override
    public String print(Notation notation) {
        String name = notation.variable(variable);
        String density = logDensity.print(notation);
        if (form instanceof Denoising denoising) {
            String sigma = Notation.number(denoising.deviation());
            return notation.isLatex()
                    ? "\\frac{1}{2} \\|\\nabla_{\\tilde{" + name + "}} " + density + " + \\epsilon / " + sigma
                            + "\\|^2_{\\tilde{" + name + "} = " + name + " + " + sigma + " \\epsilon}"
                    : "|grad_" + name + " " + density + " + e / " + sigma + "|^2 / 2";
        }
        if (form instanceof Exact) {
            return notation.isLatex()
                    ? "\\operatorname{tr} \\nabla_{" + name + "}^2 " + density + " + \\frac{1}{2} \\|\\nabla_{" + name
                            + "} " + density + "\\|^2"
                    : "tr hess_" + name + " " + density + " + |grad_" + name + " " + density + "|^2 / 2";
        }
        return notation.isLatex()
                ? "v^T \\nabla_{" + name + "}^2 " + density + " v + \\frac{1}{2} (v^T \\nabla_{" + name + "} " + density
                        + ")^2"
                : "v' hess_" + name + " " + density + " v + (v' grad_" + name + " " + density + ")^2 / 2";
    }

    @Override
    public boolean isSum() {
        return !(form instanceof Denoising);
    }

    @Override
    public List<Objective> parts() {
        return List.of(logDensity);
    }

    @Override
    public String toString() {
        return text();
    }
}

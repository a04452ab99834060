package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The penalty on a critic whose slope differs from 1, at random points on lines between draws of both sides. The slope
 * is taken by the variables the model draws, not by those it is given, such as a label.
 */
record GradientPenalty(Critic critic, Distribution real, Distribution model) implements Objective {

    /** Keeps the derivative of the square root finite where the critic is flat. */
    private static final double TINY = 1e-12;

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            Scope left = drawn(real, scope.at("real"));
            Scope right = drawn(model, scope.at("model"));
            Node weight = scope.draws(scope.lowering().drawName(this, scope, print(Notation.text())))
                    .uniform("", Shape.SCALAR);
            Scope between = scope;
            List<Node> points = new ArrayList<>();
            List<Integer> ranks = new ArrayList<>();
            List<String> drawn =
                    critic.given().stream().filter(model.variables()::contains).toList();
            for (String name : drawn) {
                Value a = left.value(name);
                Value b = right.value(name);
                Node share = weight.reshape(tail(weight.shape(), a.eventRank()));
                Node point =
                        a.node().times(share).plus(b.node().times(share.neg().plus(1)));
                points.add(point);
                ranks.add(a.eventRank());
                between = between.replacing(name, new Value(point, a.eventRank()));
            }
            List<Node> slopes = Gradients.of(critic.lower(between).sum(), points);
            Node squares = null;
            for (int i = 0; i < slopes.size(); i++) {
                Node square = Axes.sumLast(slopes.get(i).square(), ranks.get(i));
                squares = squares == null ? square : squares.plus(square);
            }
            return squares.plus(TINY).sqrt().minus(1).square();
        });
        scope.report(scope.name(this), value);
        return value;
    }

    private static int[] tail(Shape lead, int ones) {
        int[] dims = Arrays.copyOf(lead.dims(), lead.rank() + ones);
        Arrays.fill(dims, lead.rank(), dims.length, 1);
        return dims;
    }

    private Scope drawn(Distribution side, Scope scope) {
        return side == null
                ? scope
                : Ancestral.draw(this, side, Sampling.ONCE, scope.hiding(side.variables()))
                        .scope();
    }

    @Override
    public String print(Notation notation) {
        String slope = critic.print(notation);
        return notation.isLatex()
                ? "\\mathbb{E}_{\\hat{x}}[(\\|\\nabla " + slope + "\\|_2 - 1)^2]"
                : "E_between[(|grad " + slope + "| - 1)^2]";
    }

    @Override
    public List<Objective> parts() {
        return List.of(critic);
    }

    @Override
    public List<Distribution> distributions() {
        return real == null ? List.of(model) : List.of(real, model);
    }

    @Override
    public String toString() {
        return text();
    }
}

package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Map;

/**
 * Maps all numbers to those between 0 and 1, such as grey values (Dinh, Sohl-Dickstein and Bengio, 2017): forward
 * {@code x = (sigmoid(y) - margin) / (1 - 2 margin)}, inverse the logit of {@code margin + (1 - 2 margin) x}. With a
 * margin above 0, the values 0 and 1 themselves are reached, and a little of the weight lies outside of [0, 1].
 *
 * @param margin in [0, 0.5)
 */
public record Logit(double margin) implements Flow {

    /** @throws IllegalArgumentException if the margin is out of its range */
    public Logit {
        if (!(margin >= 0 && margin < 0.5)) {
            throw new IllegalArgumentException("margin must be in [0, 0.5): margin=" + margin);
        }
    }

    /** With a margin. */
    public static Logit of(double margin) {
        return new Logit(margin);
    }

    private double width() {
        return 1 - 2 * margin;
    }

    @Override
    public Map<String, Spec> specs() {
        return Map.of();
    }

    @Override
    public Shape output(Shape event) {
        return event;
    }

    @Override
    public boolean reaches(double element) {
        double probability = margin + width() * element;
        return probability > 0 && probability < 1;
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        Node logSlope = x.softplus().plus(x.neg().softplus()).neg().minus(Math.log(width()));
        return new Result(x.sigmoid().minus(margin).dividedBy(width()), Rows.sum(logSlope));
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        Node logYes = y.times(width()).plus(margin).log();
        Node logNo = y.times(-width()).plus(1 - margin).log();
        Node logSlope = logYes.plus(logNo).neg().plus(Math.log(width()));
        return new Result(logYes.minus(logNo), Rows.sum(logSlope));
    }
}

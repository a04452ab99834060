package io.yume.model;

import io.yume.distribution.Axes;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Distribution;
import io.yume.distribution.Draws;
import io.yume.distribution.Factor;
import io.yume.distribution.Parameter;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.loss.AnnealedPath;
import io.yume.loss.Scope;
import java.util.Arrays;
import java.util.Map;

/**
 * A path of densities from independent coins to a restricted Boltzmann machine (Salakhutdinov and Murray, 2008); h is
 * summed out:
 *
 * <pre>
 * f_beta(x, h) = p_0(x)^(1-beta) 2^(-(1-beta) H) exp(beta (b'x + c'h + x'Wh))
 * </pre>
 *
 * A transition draws h given x, then x given h.
 */
final class AnnealedBoltzmann implements AnnealedPath {

    private final RestrictedBoltzmannMachine machine;
    private final Factor base;
    private final double[] logits;

    private AnnealedBoltzmann(RestrictedBoltzmannMachine machine, Factor base, double... logits) {
        this.machine = machine;
        this.base = base;
        this.logits = logits;
    }

    static AnnealedBoltzmann of(RestrictedBoltzmannMachine machine, double... probabilities) {
        if (probabilities.length != machine.visible()) {
            throw new IllegalArgumentException("there must be a probability for each visible coin: expected="
                    + machine.visible() + ", actual=" + probabilities.length);
        }
        for (double probability : probabilities) {
            if (!(probability > 0 && probability < 1)) {
                throw new IllegalArgumentException(
                        "the coins at the start must be undecided: probability=" + probability + ", range=(0, 1)");
            }
        }
        double[] logits =
                Arrays.stream(probabilities).map(p -> Math.log(p / (1 - p))).toArray();
        Factor base = Bernoulli.of(RestrictedBoltzmannMachine.VARIABLE, logits.length)
                .with(Parameter.constant(logits, logits.length));
        return new AnnealedBoltzmann(machine, base, logits);
    }

    @Override
    public boolean hasSize() {
        return false;
    }

    @Override
    public Node increment(Node from, Node to, Scope scope) {
        return logDensity(to, scope).minus(logDensity(from, scope));
    }

    private Node logDensity(Node beta, Scope scope) {
        Node x = rows(scope);
        Node rest = beta.neg().plus(1);
        Node start = Axes.sumLast(x.times(start(x)).minus(start(x).softplus()), 1);
        Node own = Axes.sumLast(x.times(machine.visibleBias(scope)), 1);
        Node hidden = Axes.sumLast(machine.toHidden(scope, x).times(beta).softplus(), 1);
        Node free = rest.times(machine.hidden() * Math.log(2));
        return rest.times(start).plus(beta.times(own)).plus(hidden).minus(free);
    }

    private Node rows(Scope scope) {
        return scope.value(RestrictedBoltzmannMachine.VARIABLE).node();
    }

    private Node start(Node x) {
        return x.graph().constant(logits, logits.length);
    }

    @Override
    public Transition step(Node beta, Node size, Scope scope, Draws draws) {
        Node x = rows(scope);
        Node h = RestrictedBoltzmannMachine.coins(machine.toHidden(scope, x).times(beta), draws, "hidden");
        Node towards = machine.toVisible(scope, h).times(beta);
        Node next = RestrictedBoltzmannMachine.coins(
                beta.neg().plus(1).times(start(x)).plus(towards), draws, "visible");
        Node certain = x.graph().constant(1, Shape.of(x.shape().dim(0)));
        return new Transition(Map.of(RestrictedBoltzmannMachine.VARIABLE, new Value(next, 1)), certain);
    }

    @Override
    public Distribution base() {
        return base;
    }
}

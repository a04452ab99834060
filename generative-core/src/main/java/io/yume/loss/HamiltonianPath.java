package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Draws;
import io.yume.distribution.Factor;
import io.yume.distribution.Marginal;
import io.yume.distribution.Value;
import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** See {@link AnnealedPath#hamiltonian}. */
record HamiltonianPath(Distribution base, Objective target, int leapfrogs) implements AnnealedPath {

    HamiltonianPath {
        if (leapfrogs < 1) {
            throw new IllegalArgumentException("a transition needs a leapfrog: leapfrogs=" + leapfrogs);
        }
    }

    @Override
    public boolean hasSize() {
        return true;
    }

    /** The log-densities of both ends of the path at some values. */
    private record Ends(Node base, Node target) {

        Node at(Node beta) {
            return base.plus(beta.times(target.minus(base)));
        }
    }

    private static Scope place(Map<String, Value> at, Scope scope) {
        Scope there = scope.reporting((name, value) -> {}).frozen();
        for (Map.Entry<String, Value> entry : at.entrySet()) {
            there = there.replacing(entry.getKey(), entry.getValue());
        }
        return there;
    }

    private Ends ends(Map<String, Value> at, Scope scope) {
        Scope there = place(at, scope);
        return new Ends(new LogProb(base).lower(there), target.lower(there));
    }

    /**
     * A node where values lie in the support of both ends, else minus infinity: the formulas of densities have finite
     * values beyond the support, too.
     */
    private Node within(Map<String, Value> at, Scope scope, Node value) {
        Scope there = place(at, scope);
        Node inside = Stream.concat(base.factors().stream(), densities(target))
                .filter(factor -> at.containsKey(factor.variable()))
                .map(factor -> inside(factor, there))
                .reduce(Node::times)
                .orElseThrow();
        return inside.select(value, value.like(Double.NEGATIVE_INFINITY));
    }

    private static Node inside(Factor factor, Scope there) {
        return factor.law(there)
                .inside(there.value(factor.variable()).node())
                .orElseThrow(() -> new IllegalArgumentException(
                        "Hamiltonian transitions are for continuous variables whose elements move freely: variable="
                                + factor.variable() + ", family="
                                + factor.family().name()));
    }

    /**
     * The factors whose log-densities a target adds up, without those of hidden variables, which have no value here.
     */
    private static Stream<Factor> densities(Objective log) {
        if (log instanceof LogProb density) {
            List<String> hidden = density.of() instanceof Marginal marginal ? marginal.hidden() : List.of();
            return density.of().factors().stream()
                    .filter(factor -> factor.given().stream().noneMatch(hidden::contains));
        }
        boolean product = log instanceof Named || log instanceof Arithmetic && log.isSum();
        return product ? log.parts().stream().flatMap(HamiltonianPath::densities) : Stream.empty();
    }

    private Map<String, Value> values(Scope scope) {
        Map<String, Value> values = new LinkedHashMap<>();
        base.variables().forEach(name -> values.put(name, scope.value(name)));
        return values;
    }

    @Override
    public Node increment(Node from, Node to, Scope scope) {
        Map<String, Value> at = values(scope);
        Ends ends = ends(at, scope);
        return within(at, scope, to.minus(from).times(ends.target().minus(ends.base())));
    }

    @Override
    public Transition step(Node beta, Node size, Scope scope, Draws draws) {
        Map<String, Value> start = values(scope);
        Map<String, Node> momentum = new LinkedHashMap<>();
        start.forEach((name, value) -> momentum.put(name, draws.normal("momentum of " + name, value.event())));
        Map<String, Value> at = new LinkedHashMap<>(start);
        Map<String, Node> moving = new LinkedHashMap<>(momentum);
        Node before = ends(start, scope).at(beta).minus(kinetic(moving, start));
        push(moving, at, beta, size.times(0.5), scope);
        for (int i = 0; i < leapfrogs; i++) {
            at.replaceAll((name, value) ->
                    new Value(value.node().plus(moving.get(name).times(size)), value.eventRank()));
            push(moving, at, beta, i + 1 < leapfrogs ? size : size.times(0.5), scope);
        }
        Node after = ends(at, scope).at(beta).minus(kinetic(moving, at));
        // Values without density are never accepted. A trajectory may pass through some, since a leapfrog step
        // preserves volume whatever the slope is.
        Node gain = within(at, scope, after.minus(before));
        Node accepted = gain.greater(draws.uniform("acceptance", Shape.SCALAR).log());
        Map<String, Value> chosen = new LinkedHashMap<>();
        at.forEach((name, value) -> {
            Node wide = accepted;
            for (int i = 0; i < value.eventRank(); i++) {
                wide = Axes.insert(wide, -1);
            }
            chosen.put(name, new Value(wide.select(value.node(), start.get(name).node()), value.eventRank()));
        });
        return new Transition(chosen, gain.min(0).exp());
    }

    /** Half the sum of the squared momenta, {@code [lead]}. */
    private static Node kinetic(Map<String, Node> momentum, Map<String, Value> at) {
        return momentum.entrySet().stream()
                .map(entry -> Axes.sumLast(
                        entry.getValue().square(), at.get(entry.getKey()).eventRank()))
                .reduce(Node::plus)
                .orElseThrow()
                .times(0.5);
    }

    /** Adds the gradient of the log-density, times the size, to the momenta. */
    private void push(Map<String, Node> momentum, Map<String, Value> at, Node beta, Node size, Scope scope) {
        List<String> names = List.copyOf(at.keySet());
        Node total = ends(at, scope).at(beta).sum();
        List<Node> slopes = Gradients.of(
                total, names.stream().map(name -> at.get(name).node()).toList());
        for (int i = 0; i < names.size(); i++) {
            Node push = slopes.get(i).times(size);
            momentum.computeIfPresent(names.get(i), (name, old) -> old.plus(push));
        }
    }
}

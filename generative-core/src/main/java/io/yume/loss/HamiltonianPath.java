package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Distribution;
import io.yume.distribution.Draws;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Value;
import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** Both ends of the way at some place. */
    private record Ends(Node base, Node target) {

        Node at(Node beta) {
            return base.plus(beta.times(target.minus(base)));
        }
    }

    private Ends ends(Map<String, Value> at, Scope scope) {
        // All are hidden before one is given a value: hiding takes away what was given.
        Scope there = scope.reporting((name, value) -> {}).frozen().hiding(at.keySet());
        for (Map.Entry<String, Value> entry : at.entrySet()) {
            there = there.with(entry.getKey(), entry.getValue());
        }
        return new Ends(new LogProb(base).lower(there), target.lower(there));
    }

    private Map<String, Value> values(Scope scope) {
        Map<String, Value> values = new LinkedHashMap<>();
        base.variables().forEach(name -> values.put(name, scope.value(name)));
        return values;
    }

    @Override
    public Node increment(Node from, Node to, Scope scope) {
        Ends ends = ends(values(scope), scope);
        return to.minus(from).times(ends.target().minus(ends.base()));
    }

    @Override
    public Transition step(Node beta, Node size, Scope scope, Draws draws) {
        base.factors().forEach(factor -> requireContinuous(factor, factor.law(scope)));
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
        Node gain = after.minus(before);
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

    /** A density of whole numbers has slopes between them, too, which mean nothing. */
    private static void requireContinuous(Factor factor, Law law) {
        if (!law.pathwise() && !law.support().contains().test(0.5)) {
            throw new IllegalArgumentException("Hamiltonian transitions are for continuous variables: variable="
                    + factor.variable() + ", family=" + factor.family().name());
        }
    }

    /** Half of the squares of the momenta, {@code [lead]}. */
    private static Node kinetic(Map<String, Node> momentum, Map<String, Value> at) {
        return momentum.entrySet().stream()
                .map(entry -> Axes.sumLast(
                        entry.getValue().square(), at.get(entry.getKey()).eventRank()))
                .reduce(Node::plus)
                .orElseThrow()
                .times(0.5);
    }

    /** Moves the momenta along the slope of the density. */
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

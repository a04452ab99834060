package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/** A cell with a name, which is put before the names of its tensors. */
record NamedCell(String name, RecurrentCell cell) implements RecurrentCell {

    NamedCell {
        Specs.requireName(name);
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs().add(name, cell.specs()).toMap();
    }

    @Override
    public Node project(Node inputs, Scope scope) {
        return cell.project(inputs, scope.within(name));
    }

    @Override
    public State step(Node projected, State state, Scope scope) {
        return cell.step(projected, state, scope.within(name));
    }

    @Override
    public boolean hasMemory() {
        return cell.hasMemory();
    }

    @Override
    public State zero(Graph graph, Shape projected) {
        return cell.zero(graph, projected);
    }
}

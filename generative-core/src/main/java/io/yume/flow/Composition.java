package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.List;
import java.util.Map;

/** Flows applied one after the other; the first one is next to the base. */
record Composition(List<Flow> parts) implements Flow {

    Composition {
        parts = List.copyOf(parts);
        List<Integer> contexts = parts.stream()
                .map(Flow::context)
                .filter(length -> length > 0)
                .distinct()
                .toList();
        if (parts.isEmpty() || contexts.size() > 1) {
            throw new IllegalArgumentException("a composition needs a flow, and one length of context: flows="
                    + parts.size() + ", contexts=" + contexts);
        }
    }

    /** A part with a name keeps it; otherwise the names of its tensors start with the part's index. */
    private Flow part(int index) {
        Flow part = parts.get(index);
        return part instanceof NamedFlow ? part : part.named(String.valueOf(index));
    }

    @Override
    public Map<String, Spec> specs() {
        Specs specs = new Specs();
        for (int i = 0; i < parts.size(); i++) {
            specs.addAll(part(i).specs());
        }
        return specs.toMap();
    }

    @Override
    public Shape output(Shape event) {
        Shape shape = event;
        for (Flow part : parts) {
            shape = part.output(shape);
        }
        return shape;
    }

    @Override
    public Shape input(Shape event) {
        Shape shape = event;
        for (int i = parts.size() - 1; i >= 0; i--) {
            shape = parts.get(i).input(shape);
        }
        return shape;
    }

    @Override
    public int context() {
        return parts.stream().mapToInt(Flow::context).max().orElse(0);
    }

    @Override
    public boolean invertible() {
        return parts.stream().allMatch(Flow::invertible);
    }

    /** The last part decides; where it only reorders elements, the parts before it do, too. */
    @Override
    public boolean reaches(double element) {
        int last = parts.size() - 1;
        while (last > 0 && parts.get(last).keepsValues()) {
            last--;
        }
        return parts.subList(last, parts.size()).stream().allMatch(part -> part.reaches(element));
    }

    @Override
    public boolean keepsValues() {
        return parts.stream().allMatch(Flow::keepsValues);
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        Node value = x;
        Node logDet = null;
        for (int i = 0; i < parts.size(); i++) {
            Result result = part(i).forward(value, contextOf(i, context), scope);
            value = result.value();
            logDet = logDet == null ? result.logDet() : logDet.plus(result.logDet());
        }
        return new Result(value, logDet);
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        Node value = y;
        Node logDet = null;
        for (int i = parts.size() - 1; i >= 0; i--) {
            Result result = part(i).inverse(value, contextOf(i, context), scope);
            value = result.value();
            logDet = logDet == null ? result.logDet() : logDet.plus(result.logDet());
        }
        return new Result(value, logDet);
    }

    private Node contextOf(int index, Node context) {
        return parts.get(index).context() == 0 ? null : context;
    }
}

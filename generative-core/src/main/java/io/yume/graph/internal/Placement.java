package io.yume.graph.internal;

import io.yume.graph.Concat;
import io.yume.graph.ConvWeightGradient;
import io.yume.graph.MatMul;
import io.yume.graph.Node;
import io.yume.graph.Pad;
import io.yume.graph.Primitive;
import io.yume.graph.Reduce;
import io.yume.graph.Reshape;
import io.yume.graph.ScatterAdd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who writes where: computed values go straight to where they belong, so that nothing is copied afterwards. */
final class Placement {

    private final Map<Node, Set<Node>> consumers;
    private final Map<Node, List<Ref>> targets;
    private final Map<Node, Ref> refs;
    private final Map<Node, Ref> places = new HashMap<>();

    /**
     * @param live the nodes to be computed, inputs first
     * @param consumers which of them use which
     * @param targets nodes whose values must end in given memory
     * @param refs where values lie; filled as destinations are decided
     */
    Placement(List<Node> live, Map<Node, Set<Node>> consumers, Map<Node, List<Ref>> targets, Map<Node, Ref> refs) {
        this.consumers = consumers;
        this.targets = targets;
        this.refs = refs;
        placeParts(live);
    }

    /** Where a computed node goes: its given place, or fresh memory. */
    Ref destination(Node node) {
        Ref ref = refs.get(node);
        if (ref == null) {
            ref = targets.containsKey(node) ? targets.get(node).get(0) : places.get(node);
            ref = ref == null ? Compiler.scratch(node.shape()) : ref;
            refs.put(node, ref);
        }
        return ref;
    }

    /**
     * Gives each computed part of a concatenation a place inside the whole, what is padded a place between its zeros, and
     * each reshaped gradient the place of its parameter, so that nothing is copied afterwards.
     */
    private void placeParts(List<Node> live) {
        Map<Node, Joined.Run> runs = Joined.runs(live);
        // Outer concatenations come later in the graph, so walking backwards sees them before their parts.
        for (int i = live.size() - 1; i >= 0; i--) {
            Node node = live.get(i);
            if (node.primitive() instanceof Reshape && targets.containsKey(node)) {
                place(
                        node.inputs().get(0),
                        targets.get(node).get(0).reshape(node.inputs().get(0).shape()));
            } else if (node.primitive() instanceof Pad pad) {
                Node input = node.inputs().get(0);
                // Between zeros its rows are short and apart: only worth it if nobody else reads them.
                if (consumers.get(input).size() == 1) {
                    place(
                            input,
                            destination(node)
                                    .slice(
                                            pad.axis(),
                                            pad.before(),
                                            input.shape().dim(pad.axis())));
                }
            } else if (node.primitive() instanceof Concat concat
                    && (!runs.containsKey(node) || targets.containsKey(node))) {
                Ref whole = destination(node);
                int at = 0;
                for (Node part : node.inputs()) {
                    int length = part.shape().dim(concat.axis());
                    place(part, whole.slice(concat.axis(), at, length));
                    at += length;
                }
            }
        }
        runs.forEach((node, run) -> {
            int axis = ((Concat) node.primitive()).axis();
            Ref whole = destination(run.whole());
            refs.putIfAbsent(node, whole.slice(axis, run.begin(), node.shape().dim(axis)));
        });
    }

    private void place(Node node, Ref at) {
        if (node.primitive() instanceof Reshape && !targets.containsKey(node)) {
            Ref view = at.reshape(node.inputs().get(0).shape());
            if (view != null) {
                place(node.inputs().get(0), view);
            }
            return;
        }
        boolean anywhere = node.primitive().isElementwise()
                || node.primitive() instanceof Concat
                || node.primitive() instanceof Pad;
        if (computes(node) && (anywhere || at.contiguous()) && !targets.containsKey(node)) {
            places.putIfAbsent(node, at);
        }
    }

    private static boolean computes(Node node) {
        Primitive primitive = node.primitive();
        return primitive.isElementwise()
                || primitive instanceof MatMul
                || primitive instanceof Reduce
                || primitive instanceof Concat
                || primitive instanceof Pad
                || primitive instanceof ScatterAdd
                || primitive instanceof ConvWeightGradient;
    }
}

package io.yume.graph.internal;

import io.yume.graph.Concat;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Concatenations whose parts are a run of another one's parts: they need no memory of their own, they are a slice of it. The
 * states that a recurrence multiplies, for one, are those that it shows, but for the last.
 */
final class Joined {

    /** Where a run begins within a longer concatenation, in elements of its axis. */
    record Run(Node whole, int begin) {}

    private Joined() {}

    /** The longest concatenation that holds each of some; those that none holds are left out. */
    static Map<Node, Run> runs(List<Node> live) {
        Map<Node, List<Node>> users = new HashMap<>();
        for (Node node : live) {
            if (node.primitive() instanceof Concat && sideBySide(node)) {
                node.inputs().stream().distinct().forEach(part -> users.computeIfAbsent(
                                part, unused -> new ArrayList<>())
                        .add(node));
            }
        }
        Map<Node, Run> runs = new HashMap<>();
        for (Node node : live) {
            if (node.primitive() instanceof Concat && sideBySide(node)) {
                for (Node other : users.get(node.inputs().get(0))) {
                    Run run = run(node, other);
                    if (run != null && (!runs.containsKey(node) || longer(other, runs.get(node).whole))) {
                        runs.put(node, run);
                    }
                }
            }
        }
        return runs;
    }

    private static boolean longer(Node a, Node b) {
        return a.shape().size() > b.shape().size();
    }

    private static Run run(Node node, Node other) {
        int axis = ((Concat) node.primitive()).axis();
        if (!longer(other, node) || !other.primitive().equals(node.primitive())) {
            return null;
        }
        int begin = 0;
        for (int first = 0; first + node.inputs().size() <= other.inputs().size(); first++) {
            if (other.inputs().subList(first, first + node.inputs().size()).equals(node.inputs())) {
                return new Run(other, begin);
            }
            begin += other.inputs().get(first).shape().dim(axis);
        }
        return null;
    }

    /** Whether every part is one block of the whole, so that a run of them is one, too. */
    private static boolean sideBySide(Node concat) {
        Shape shape = concat.shape();
        for (int axis = 0; axis < ((Concat) concat.primitive()).axis(); axis++) {
            if (shape.dim(axis) > 1) {
                return false;
            }
        }
        return true;
    }
}

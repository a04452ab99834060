package io.yume.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reverse-mode differentiation: a gradient is a graph like any other and can be differentiated again. */
public final class Gradients {

    private Gradients() {}

    /**
     * The gradient of a scalar with respect to each of some nodes.
     *
     * @throws IllegalArgumentException if the loss is no scalar, or does not depend on one of the nodes through a path
     *     that has a gradient, naming it
     */
    public static List<Node> of(Node loss, List<Node> wrt) {
        if (loss.shape().rank() != 0) {
            throw new IllegalArgumentException("a loss must be a scalar: shape=" + loss.shape());
        }
        Set<Node> relevant = between(loss, wrt);
        Map<Node, List<Node>> contributions = new HashMap<>();
        contributions.put(loss, new ArrayList<>(List.of(loss.graph().constant(1))));
        Map<Node, Node> gradients = new HashMap<>();
        List<Node> backwards = new ArrayList<>(relevant);
        backwards.sort(Comparator.comparingInt(Node::id).reversed());
        for (Node node : backwards) {
            List<Node> parts = contributions.remove(node);
            if (parts == null) {
                continue;
            }
            Node gradient = Accumulation.sum(parts);
            gradients.put(node, gradient);
            List<Node> inputs = node.inputs();
            if (inputs.stream().noneMatch(relevant::contains)) {
                continue;
            }
            List<Node> back = node.primitive().gradient(node, gradient);
            for (int i = 0; i < inputs.size(); i++) {
                if (back.get(i) != null && relevant.contains(inputs.get(i))) {
                    contributions
                            .computeIfAbsent(inputs.get(i), unused -> new ArrayList<>())
                            .add(back.get(i));
                }
            }
        }
        List<Node> result = new ArrayList<>();
        for (Node node : wrt) {
            Node gradient = gradients.get(node);
            if (gradient == null) {
                throw new IllegalArgumentException(
                        "the loss must depend on what it is differentiated by: no gradient path to " + node.describe());
            }
            result.add(gradient);
        }
        return Collections.unmodifiableList(result);
    }

    /** The nodes on a path from one of {@code wrt} to the loss. */
    private static Set<Node> between(Node loss, List<Node> wrt) {
        Set<Node> above = new HashSet<>();
        List<Node> stack = new ArrayList<>(List.of(loss));
        while (!stack.isEmpty()) {
            Node node = stack.remove(stack.size() - 1);
            if (above.add(node)) {
                stack.addAll(node.inputs());
            }
        }
        List<Node> ordered = new ArrayList<>(above);
        ordered.sort(Comparator.comparingInt(Node::id));
        Set<Node> below = new HashSet<>(wrt);
        Set<Node> both = new HashSet<>();
        for (Node node : ordered) {
            if (below.contains(node) || node.inputs().stream().anyMatch(below::contains)) {
                below.add(node);
                both.add(node);
            }
        }
        return both;
    }
}

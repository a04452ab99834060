package io.yume.loss;

import io.yume.graph.Binary;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Select;
import io.yume.graph.StopGradient;
import io.yume.graph.Unary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which learned tensors a gradient reaches. */
final class GradientPaths {

    private GradientPaths() {}

    /** Names of the learned tensors to which a gradient of a node flows. */
    static Set<String> parameters(Node from) {
        Set<String> names = new HashSet<>();
        Set<Node> seen = new HashSet<>();
        List<Node> stack = new ArrayList<>(List.of(from));
        while (!stack.isEmpty()) {
            Node node = stack.remove(stack.size() - 1);
            if (!seen.add(node) || blocks(node)) {
                continue;
            }
            if (node.primitive() instanceof Leaf.Parameter parameter) {
                names.add(parameter.name());
            }
            List<Node> inputs = node.inputs();
            stack.addAll(node.primitive() instanceof Select ? inputs.subList(1, 3) : inputs);
        }
        return names;
    }

    private static boolean blocks(Node node) {
        return node.primitive() instanceof StopGradient
                || node.primitive() == Unary.SIGN
                || node.primitive() == Binary.GREATER
                || node.primitive() == Binary.GREATER_OR_EQUAL
                || node.primitive() == Binary.EQUAL;
    }
}

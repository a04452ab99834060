package io.yume.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Element-wise nodes that begin a chain and are only needed in another shape, such as a bias added to the rows of all
 * steps of a sequence, which a loss reads step by step. Computed in that shape they are part of the kernel that needs them,
 * and never reach memory.
 */
final class Reshapes {

    private Reshapes() {}

    /** The shape, without axes of length 1, in which each such node is to be computed, among live nodes with these consumers. */
    static Map<Node, Shape> of(List<Node> live, Map<Node, Set<Node>> consumers, Set<Node> outputs) {
        Map<Node, Shape> found = new HashMap<>();
        for (Node node : live) {
            if (node.primitive().isElementwise() && !outputs.contains(node) && begins(node)) {
                Shape shape = wanted(node, consumers, outputs);
                if (shape != null && splits(Rewriting.squeezed(node.shape()), shape)) {
                    found.put(node, shape);
                }
            }
        }
        return found;
    }

    /** Whether no other element-wise node could be in one kernel with it as it is. */
    private static boolean begins(Node node) {
        return node.inputs().stream().noneMatch(input -> input.primitive().isElementwise());
    }

    /** The one shape in which element-wise nodes need it; null if there are several, or somebody else needs it. */
    private static Shape wanted(Node node, Map<Node, Set<Node>> consumers, Set<Node> outputs) {
        Shape shape = null;
        for (Node consumer : consumers.getOrDefault(node, Set.of())) {
            boolean reshapes = consumer.primitive() instanceof Reshape && !outputs.contains(consumer);
            if (!reshapes
                    || !consumers.getOrDefault(consumer, Set.of()).stream()
                            .allMatch(reader -> reader.primitive().isElementwise())) {
                return null;
            }
            Shape next = Rewriting.squeezed(consumer.shape());
            if (shape != null && !shape.equals(next)) {
                return null;
            }
            shape = next;
        }
        return shape;
    }

    /** Whether axes are only split, each into neighbours: views of the inputs can be seen so without a copy. */
    private static boolean splits(Shape from, Shape to) {
        int axis = 0;
        for (int length : from.dims()) {
            int product = 1;
            while (product < length && axis < to.rank()) {
                product *= to.dim(axis++);
            }
            if (product != length) {
                return false;
            }
        }
        return axis == to.rank() && !from.equals(to);
    }
}

package io.yume.graph;

/**
 * Parts of what was joined: networks give several parameters side by side, and whoever uses one of them gets what was there before
 * they were joined.
 */
final class JoinedParts {

    private JoinedParts() {}

    /** What a slice of a node was before it was joined with others, perhaps reshaped and sliced; null if it is no part of one input. */
    static Node part(Node node, Parts.Part part) {
        Primitive primitive = node.primitive();
        if (primitive instanceof Concat concat && concat.axis() == part.axis()) {
            return ofConcat(node, part);
        }
        if (primitive instanceof Slice slice && slice.axis() == part.axis()) {
            return part(node.inputs().get(0), new Parts.Part(part.axis(), part.begin() + slice.begin(), part.length()));
        }
        if (primitive instanceof Reshape) {
            return ofReshape(node, part);
        }
        return null;
    }

    private static Node ofConcat(Node node, Parts.Part part) {
        int begin = part.begin();
        for (Node input : node.inputs()) {
            int length = input.shape().dim(part.axis());
            if (begin < length) {
                return begin + part.length() <= length ? input.slice(part.axis(), begin, part.length()) : null;
            }
            begin -= length;
        }
        return null;
    }

    private static Node ofReshape(Node node, Parts.Part part) {
        Node from = node.inputs().get(0);
        for (int axis = 0; axis < from.shape().rank(); axis++) {
            Parts.Part before = Parts.beforeReshape(from.shape(), axis, node.shape(), part);
            Node found = before == null ? null : part(from, before);
            if (found != null) {
                return found.reshape(part.of(node.shape()));
            }
        }
        return null;
    }
}

package io.yume.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The sum of a node's gradient contributions. Two patterns of unrolled recurrences get a better form than a chain of
 * additions: padded parts that lie side by side become one concatenation, and a sum of products {@code a'b} over steps
 * becomes one product over all steps.
 */
final class Accumulation {

    private Accumulation() {}

    static Node sum(List<Node> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Node> rest = new ArrayList<>(parts);
        List<Node> sums = new ArrayList<>();
        Node joined = joinPads(rest);
        if (joined != null) {
            sums.add(joined);
        }
        Node product = joinProducts(rest);
        if (product != null) {
            sums.add(product);
        }
        sums.addAll(rest);
        Node total = sums.get(0);
        for (int i = 1; i < sums.size(); i++) {
            total = total.plus(sums.get(i));
        }
        return total;
    }

    /** Takes the pads along the first one's axis out of {@code parts}, if at least two and disjoint. */
    private static Node joinPads(List<Node> parts) {
        List<Node> pads = new ArrayList<>();
        int axis = -1;
        for (Node part : parts) {
            if (part.primitive() instanceof Pad pad && (axis < 0 || pad.axis() == axis)) {
                axis = pad.axis();
                pads.add(part);
            }
        }
        pads.sort(Comparator.comparingInt(Accumulation::before));
        for (int i = 1; i < pads.size(); i++) {
            if (before(pads.get(i)) < end(pads.get(i - 1))) {
                return null;
            }
        }
        if (pads.size() < 2) {
            return null;
        }
        parts.removeAll(pads);
        List<Node> pieces = new ArrayList<>();
        int at = 0;
        Shape whole = pads.get(0).shape();
        for (Node pad : pads) {
            addZeros(pieces, pad, axis, before(pad) - at);
            pieces.add(pad.inputs().get(0));
            at = end(pad);
        }
        addZeros(pieces, pads.get(0), axis, whole.dim(axis) - at);
        return pads.get(0).graph().concat(axis, pieces);
    }

    private static void addZeros(List<Node> pieces, Node pad, int axis, int length) {
        if (length > 0) {
            pieces.add(pad.graph().constant(0, pad.shape().with(axis, length)));
        }
    }

    private static int before(Node pad) {
        return ((Pad) pad.primitive()).before();
    }

    private static int end(Node pad) {
        return before(pad) + pad.inputs().get(0).shape().dim(((Pad) pad.primitive()).axis());
    }

    /** Takes the matrix products {@code a'b} out of {@code parts}, if at least two. */
    private static Node joinProducts(List<Node> parts) {
        List<Node> products = parts.stream().filter(Accumulation::isOuter).toList();
        if (products.size() < 2) {
            return null;
        }
        parts.removeAll(products);
        // Steps were visited backwards; forwards the concatenations equal those of the recurrence itself.
        List<Node> left = new ArrayList<>();
        List<Node> right = new ArrayList<>();
        for (int i = products.size() - 1; i >= 0; i--) {
            left.add(products.get(i).inputs().get(0).inputs().get(0));
            right.add(products.get(i).inputs().get(1));
        }
        Graph graph = products.get(0).graph();
        return graph.concat(0, left).transpose().matmul(graph.concat(0, right));
    }

    private static boolean isOuter(Node node) {
        return node.primitive() instanceof MatMul
                && node.shape().rank() == 2
                && node.inputs().get(0).primitive() instanceof Permute;
    }
}

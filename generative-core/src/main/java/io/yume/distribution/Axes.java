package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Bookkeeping of axes. The shape of a value is {@code lead + event}: the lead axes are {@code [samples..., batch]},
 * outermost first, and broadcast as in NumPy, from the last axis backwards.
 */
public final class Axes {

    private Axes() {}

    /** The axes of one shape followed by those of another. */
    public static Shape join(Shape lead, Shape event) {
        int[] dims = Arrays.copyOf(lead.dims(), lead.rank() + event.rank());
        System.arraycopy(event.dims(), 0, dims, lead.rank(), event.rank());
        return Shape.of(dims);
    }

    /** The first axes of a shape. */
    public static Shape first(Shape shape, int count) {
        return Shape.of(Arrays.copyOf(shape.dims(), count));
    }

    /** The last axes of a shape. */
    public static Shape last(Shape shape, int count) {
        return Shape.of(Arrays.copyOfRange(shape.dims(), shape.rank() - count, shape.rank()));
    }

    /** The sum over the last axes, which are removed. */
    public static Node sumLast(Node node, int count) {
        if (count == 0) {
            return node;
        }
        int rank = node.shape().rank();
        return node.sum(IntStream.range(rank - count, rank).toArray()).reshape(first(node.shape(), rank - count));
    }

    /** The sum over the first axis, which is removed. */
    public static Node sumFirst(Node node) {
        return dropFirst(node.sum(new int[] {0}));
    }

    /** Without the first axis, of length 1. */
    public static Node dropFirst(Node node) {
        return node.reshape(node.shape().dropFirst());
    }

    /** With axes of length 1 before the first, up to a rank. */
    public static Node padTo(int rank, Node node) {
        int missing = rank - node.shape().rank();
        if (missing <= 0) {
            return node;
        }
        int[] dims = new int[rank];
        Arrays.fill(dims, 1);
        System.arraycopy(node.shape().dims(), 0, dims, missing, rank - missing);
        return node.reshape(dims);
    }

    /** With an axis of length 1 inserted at a position; a negative one counts from the end of the result. */
    public static Node insert(Node node, int at) {
        int[] dims = node.shape().dims();
        int place = at < 0 ? dims.length + 1 + at : at;
        int[] wider = new int[dims.length + 1];
        wider[place] = 1;
        System.arraycopy(dims, 0, wider, 0, place);
        System.arraycopy(dims, place, wider, place + 1, dims.length - place);
        return node.reshape(wider);
    }

    /** With an axis of length 1 removed; a negative position counts from the end. */
    public static Node remove(Node node, int at) {
        int[] dims = node.shape().dims();
        int place = at < 0 ? dims.length + at : at;
        int[] narrower = new int[dims.length - 1];
        System.arraycopy(dims, 0, narrower, 0, place);
        System.arraycopy(dims, place + 1, narrower, place, narrower.length - place);
        return node.reshape(narrower);
    }

    /**
     * The node broadcast so that its last axes are those of an event: axes that are missing or of length 1 are
     * repeated.
     */
    public static Node withEvent(Node node, Shape event) {
        int rank = node.shape().rank();
        if (rank >= event.rank() && last(node.shape(), event.rank()).equals(event)) {
            return node;
        }
        Node padded = padTo(event.rank(), node);
        Shape lead = first(padded.shape(), padded.shape().rank() - event.rank());
        return padded.broadcastTo(join(lead, event));
    }
}

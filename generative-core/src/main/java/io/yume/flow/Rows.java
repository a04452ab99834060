package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What flows have in common: checks and sums of rows {@code [rows, event...]}, and the bound of a log-scale. */
final class Rows {

    /** The scale of each step is between exp(-3) and exp(3). */
    private static final double BOUND = 3;

    private Rows() {}

    /** The shape of one row. */
    static Shape event(Node rows) {
        return rows.shape().dropFirst();
    }

    /** The sum over each row, {@code [rows]}. */
    static Node sum(Node rows) {
        int rank = rows.shape().rank();
        Node sum = rank == 1 ? rows : rows.sum(IntStream.range(1, rank).toArray());
        return sum.reshape(rows.shape().dim(0));
    }

    /** The same number for every row, {@code [rows]}. */
    static Node same(Node scalar, Node rows) {
        return scalar.reshape(1).broadcastTo(Shape.of(rows.shape().dim(0)));
    }

    /** A log-scale from a free number: nearly equal to it around 0, and bounded. */
    static Node logScale(Node free) {
        return free.dividedBy(BOUND).tanh().times(BOUND);
    }

    /** The sum of numbers per element or channel, the latter counted once for each pixel, {@code [rows]}. */
    static Node everyPixel(Node numbers, Node rows) {
        int pixels = rows.shape().size() / (rows.shape().dim(0) * rows.shape().dim(1));
        return same(numbers.sum().times(pixels), rows);
    }

    /** Rows joined with their context; for images, each number of the context becomes a constant channel. */
    static Node join(Node rows, Node context) {
        if (context == null) {
            return rows;
        }
        int[] dims = rows.shape().dims();
        int[] wide = dims.clone();
        Arrays.fill(wide, 1);
        wide[0] = dims[0];
        wide[1] = context.shape().dim(1);
        int[] full = dims.clone();
        full[1] = wide[1];
        return rows.graph().concat(1, List.of(rows, context.reshape(wide).broadcastTo(Shape.of(full))));
    }

    /** The shape {@code [n, 1...]} in which numbers per element of the first axis broadcast to an event. */
    static int[] overFirst(Shape event) {
        int[] dims = new int[event.rank()];
        Arrays.fill(dims, 1);
        dims[0] = event.dim(0);
        return dims;
    }

    /** Checks that an event is a vector, or an image, whose first axis has a length. */
    static Shape requireFirst(String flow, int length, Shape event) {
        boolean known = event.rank() == 1 || event.rank() == 3;
        if (!known || event.dim(0) != length) {
            throw new IllegalArgumentException("the first axis of " + flow
                    + "'s vectors or images must have its length: expected=" + length + ", event=" + event);
        }
        return event;
    }

    /** Checks that an event is a vector of a length. */
    static Shape requireVector(String flow, int length, Shape event) {
        if (!event.equals(Shape.of(length))) {
            throw new IllegalArgumentException(
                    flow + " must get vectors of its length: expected=[" + length + "], actual=" + event);
        }
        return event;
    }

    /** A constant tensor that learned differences are added to; saved with them, since they mean nothing alone. */
    static Spec start(Shape shape, double... numbers) {
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return new Spec(shape, new Initial.Fixed(Initial.values(values)));
    }

    static int requireLength(String what, int least, int length) {
        if (length < least) {
            throw new IllegalArgumentException(what + " must be >= " + least + ": " + what + "=" + length);
        }
        return length;
    }
}

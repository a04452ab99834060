package io.yume.graph;

import java.util.Arrays;
import java.util.List;

/**
 * Picks rows: a table {@code [rows, ...]} and indices {@code [n]} give {@code [n, ...]}. Indices are whole numbers in a
 * tensor of the graph's only type; single precision holds all up to 2^24 exactly. They have no gradient.
 */
public record Gather() implements Primitive {

    /** A float holds every whole number up to here. */
    static final int MOST_ROWS = 1 << 24;

    @Override
    public Shape shape(List<Node> inputs) {
        Shape table = inputs.get(0).shape();
        Shape index = inputs.get(1).shape();
        Checks.require(
                table.rank() >= 1 && index.rank() == 1 && table.dim(0) <= MOST_ROWS,
                this,
                "must be a table [rows, ...] of at most 2^24 rows, and indices [n]",
                inputs);
        return table.with(0, index.dim(0));
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Node table = self.inputs().get(0);
        Node index = self.inputs().get(1);
        ScatterAdd back = new ScatterAdd(table.shape().dim(0));
        return Arrays.asList(self.graph().apply(back, upstream, index), null);
    }

    /**
     * The row that a number names.
     *
     * @throws IllegalArgumentException if it is no whole number in {@code [0, rows)}
     */
    public static int row(double index, int rows) {
        int row = (int) index;
        if (row != index || row < 0 || row >= rows) {
            throw new IllegalArgumentException(
                    "an index must be a whole number in [0, rows): index=" + index + ", rows=" + rows);
        }
        return row;
    }
}

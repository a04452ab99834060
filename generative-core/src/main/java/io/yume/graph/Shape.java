package io.yume.graph;

import java.util.Arrays;

/** The lengths of a tensor's axes, outermost first; rank 0 is a scalar. Elements are stored row-major. */
public final class Shape {

    /** The shape of a scalar. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /** @throws IllegalArgumentException if a length is below 1 or the number of elements exceeds an int */
    public static Shape of(int... dims) {
        long size = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new IllegalArgumentException("every axis must be >= 1: shape=" + Arrays.toString(dims));
            }
            size *= dim;
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a tensor must have < 2^31 elements: shape=" + Arrays.toString(dims));
            }
        }
        return new Shape(dims.clone());
    }

    /** Number of axes. */
    public int rank() {
        return dims.length;
    }

    /** Length of an axis; a negative axis counts from the end. */
    public int dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** Number of elements. */
    public int size() {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    /** The lengths, as a copy. */
    public int[] dims() {
        return dims.clone();
    }

    /** This shape with one axis of another length. */
    public Shape with(int axis, int length) {
        int[] changed = dims.clone();
        changed[axis] = length;
        return of(changed);
    }

    /**
     * This shape without its first axis.
     *
     * @throws IllegalArgumentException if it has none
     */
    public Shape dropFirst() {
        if (dims.length == 0) {
            throw new IllegalArgumentException("a scalar has no first axis");
        }
        return of(Arrays.copyOfRange(dims, 1, dims.length));
    }

    /** The distance in elements between neighbours along each axis of a row-major array. */
    public int[] strides() {
        int[] strides = new int[dims.length];
        int step = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = step;
            step *= dims[axis];
        }
        return strides;
    }

    /**
     * The common shape of two operands: aligned at the last axis, where lengths are equal or one of them is 1.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] common = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int left = i <= a.rank() ? a.dim(-i) : 1;
            int right = i <= b.rank() ? b.dim(-i) : 1;
            if (left != right && left != 1 && right != 1) {
                throw new IllegalArgumentException("shapes must broadcast: left=" + a + ", right=" + b);
            }
            common[rank - i] = Math.max(left, right);
        }
        return of(common);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}

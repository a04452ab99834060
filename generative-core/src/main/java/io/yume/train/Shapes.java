package io.yume.train;

import java.util.Arrays;

/** Checks of shapes. */
final class Shapes {

    private Shapes() {}

    static void requireSize(int[] shape, int values) {
        long size = 1;
        for (int axis : shape) {
            if (axis < 0) {
                throw new IllegalArgumentException("sizes of a shape must be >= 0: shape=" + Arrays.toString(shape));
            }
            // One empty axis makes the tensor empty whatever the others are; saturating keeps the product from
            // overflowing.
            size = axis == 0 ? 0 : Math.min(size * axis, Integer.MAX_VALUE + 1L);
        }
        if (size != values) {
            throw new IllegalArgumentException("number of values must match the shape: shape=" + Arrays.toString(shape)
                    + ", expected=" + size + ", actual=" + values);
        }
    }
}

package io.yume.env.gym;

/** Sizes of shapes. */
final class Shapes {

    private Shapes() {}

    /** @throws GymProtocolException if an axis is negative or there would be more than {@code 2^31 - 1} elements */
    static long size(int[] shape) {
        long size = 1;
        for (int axis : shape) {
            if (axis < 0) {
                throw new GymProtocolException("axes must be >= 0: axis=" + axis);
            }
            size *= axis;
            if (size > Integer.MAX_VALUE) {
                throw new GymProtocolException("an array must have at most 2^31 - 1 elements: elements=" + size);
            }
        }
        return size;
    }
}

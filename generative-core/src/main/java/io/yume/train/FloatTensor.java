package io.yume.train;

import java.util.Arrays;

/**
 * A tensor of 32-bit floats; see {@link Tensor} for who owns the arrays.
 *
 * @param shape the sizes of the axes, each {@code >= 0}; empty for a scalar
 * @param values the elements, row-major
 */
public record FloatTensor(int[] shape, float[] values) implements Tensor {

    /** @throws IllegalArgumentException if a size is negative or the number of values does not match the shape */
    public FloatTensor {
        Shapes.requireSize(shape, values.length);
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public String dtype() {
        return "F32";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatTensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "FloatTensor" + Arrays.toString(shape);
    }
}

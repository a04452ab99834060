package io.yume.train;

/**
 * A dense array with a shape, row-major, on the heap: the form in which parameters and optimiser states are saved.
 * {@link FloatTensor} is for what networks compute with, {@link DoubleTensor} for states that need the precision, such as
 * those of an evolution strategy.
 *
 * <p>Arrays are not copied, neither in nor out: whoever makes a tensor hands its arrays over, and nobody changes them
 * afterwards. Two tensors are equal if their kinds, shapes and bits are.
 */
public sealed interface Tensor permits FloatTensor, DoubleTensor {

    /** The sizes of the axes; empty for a scalar. */
    int[] shape();

    /** The number of elements. */
    int size();

    /** The name of the element type in a safetensors file: {@code F32} or {@code F64}. */
    String dtype();

    /** An array of 32-bit floats; no shape means one axis. */
    static FloatTensor of(float[] values, int... shape) {
        return new FloatTensor(shape.length == 0 ? new int[] {values.length} : shape, values);
    }

    /** An array of 64-bit floats; no shape means one axis. */
    static DoubleTensor of(double[] values, int... shape) {
        return new DoubleTensor(shape.length == 0 ? new int[] {values.length} : shape, values);
    }
}

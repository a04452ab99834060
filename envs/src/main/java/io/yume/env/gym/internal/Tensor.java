package io.yume.env.gym.internal;

import io.yume.env.gym.DType;
import io.yume.env.gym.GymProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An array as it lies in a message.
 *
 * @param dtype the type of the elements
 * @param shape the axes; empty for a single number
 * @param data the elements in C order, little-endian, from 0 to limit
 */
public record Tensor(DType dtype, int[] shape, ByteBuffer data) {

    /** @throws GymProtocolException if the bytes are not those of the shape */
    public Tensor {
        long expected = elements(shape) * dtype.bytes();
        if (data.limit() != expected) {
            throw new GymProtocolException("a tensor must have the bytes of its shape: shape="
                    + Arrays.toString(shape) + ", dtype=" + dtype.text() + ", expected bytes=" + expected
                    + ", actual bytes=" + data.limit());
        }
        data.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes as uint8. */
    public static Tensor of(byte[] values, int... shape) {
        return new Tensor(DType.UINT8, shape, ByteBuffer.wrap(values));
    }

    /** Numbers as float32. */
    public static Tensor of(float[] values, int... shape) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new Tensor(DType.FLOAT32, shape, data);
    }

    /** Numbers as float64. */
    public static Tensor of(double[] values, int... shape) {
        ByteBuffer data = ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(values);
        return new Tensor(DType.FLOAT64, shape, data);
    }

    /** Numbers as int64. */
    public static Tensor of(long[] values, int... shape) {
        ByteBuffer data = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return new Tensor(DType.INT64, shape, data);
    }

    /** Flags as uint8. */
    public static Tensor of(boolean[] flags, int... shape) {
        byte[] values = new byte[flags.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (flags[i] ? 1 : 0);
        }
        return of(values, shape);
    }

    /** The product of the axes. */
    public static long elements(int[] shape) {
        long size = 1;
        for (int axis : shape) {
            if (axis < 0) {
                throw new GymProtocolException("axes must be >= 0: shape=" + Arrays.toString(shape));
            }
            size *= axis;
            if (size > Integer.MAX_VALUE) {
                throw new GymProtocolException(
                        "a tensor must have at most 2^31 - 1 elements: shape=" + Arrays.toString(shape));
            }
        }
        return size;
    }

    /** The number of elements. */
    public int size() {
        return data.limit() / dtype.bytes();
    }

    /** One element. */
    public double get(int index) {
        return dtype.get(data, index * dtype.bytes());
    }

    /** Copies all elements. */
    public void copyTo(float[] into, String what) {
        requireSize(into.length, what);
        if (dtype == DType.FLOAT32) {
            data.asFloatBuffer().get(0, into);
            return;
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) get(i);
        }
    }

    /** Copies all elements, which must be whole numbers in 0 .. 255. */
    public void copyTo(byte[] into, String what) {
        requireSize(into.length, what);
        if (dtype == DType.UINT8) {
            data.get(0, into);
            return;
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = pixel(get(i), what);
        }
    }

    static byte pixel(double value, String what) {
        int whole = (int) value;
        if (whole != value || whole < 0 || whole > 255) {
            throw new GymProtocolException(what + " must have whole numbers in 0..255: value=" + value);
        }
        return (byte) whole;
    }

    /** All elements. */
    public double[] doubles() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /** All elements as flags. */
    public boolean[] flags() {
        boolean[] values = new boolean[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i) != 0;
        }
        return values;
    }

    private void requireSize(int expected, String what) {
        if (size() != expected) {
            throw new GymProtocolException(what + " must have the elements of its space: expected=" + expected
                    + ", actual shape=" + Arrays.toString(shape));
        }
    }
}

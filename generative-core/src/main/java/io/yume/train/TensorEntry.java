package io.yume.train;

import java.util.Arrays;

/** What the header of a safetensors file says about one tensor; offsets count from the end of the header. */
record TensorEntry(String name, String dtype, long[] shape, long begin, long end) {

    /** Bytes of one element, or -1 for an unknown type. */
    static int elementBytes(String dtype) {
        return switch (dtype) {
            case "F64", "I64" -> 8;
            case "F32", "I32" -> 4;
            case "F16", "BF16" -> 2;
            case "U8" -> 1;
            default -> -1;
        };
    }

    /** The number of elements. */
    long size() {
        long size = 1;
        for (long axis : shape) {
            size = Math.multiplyExact(size, axis);
        }
        return size;
    }

    int[] intShape() {
        return Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    }
}

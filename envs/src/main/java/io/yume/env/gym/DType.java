package io.yume.env.gym;

import java.nio.ByteBuffer;
import java.util.Locale;

/** Element types of arrays in NumPy's names. */
public enum DType {
    BOOL(1),
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    UINT64(8),
    INT64(8),
    FLOAT32(4),
    FLOAT64(8);

    private static final double TWO_TO_64 = 0x1.0p64;

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** The type with this name, such as {@code uint8}. */
    public static DType of(String name) {
        for (DType type : values()) {
            if (type.text().equals(name)) {
                return type;
            }
        }
        throw new GymProtocolException("dtype must be a known one: dtype=" + name);
    }

    /** NumPy's name. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The element at a byte index of a little-endian buffer. */
    public double get(ByteBuffer buffer, int index) {
        return switch (this) {
            case BOOL, UINT8 -> buffer.get(index) & 0xff;
            case INT8 -> buffer.get(index);
            case UINT16 -> buffer.getShort(index) & 0xffff;
            case INT16 -> buffer.getShort(index);
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt(index));
            case INT32 -> buffer.getInt(index);
            case UINT64 -> unsigned(buffer.getLong(index));
            case INT64 -> buffer.getLong(index);
            case FLOAT32 -> buffer.getFloat(index);
            case FLOAT64 -> buffer.getDouble(index);
        };
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : value + TWO_TO_64;
    }
}
